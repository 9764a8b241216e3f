import type { Draft } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import type { Brief } from "../brief.ts";
import { answerAnothers } from "./anothers-order.ts";
import { answerProtest, answerWhy } from "./ask-why.ts";
import { answerFurther } from "./follow-up.ts";
import { answerFound } from "./found-after-all.ts";
import { answerLink } from "./join-turn.ts";
import { answerLook } from "./missing-parcel.ts";
import { answerOldTap } from "./old-tap.ts";
import { answerSurvey, askWhatToCancel } from "./outreach-answers.ts";
import { answerCode } from "./prove.ts";

/** Answers what is known by its form, before it is asked what a message means. `false`: it is none of that. */
export function answeredApart(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  return (
    answerOldTap(draft, brief, phrase) ||
    answerCode(draft, brief, phrase) ||
    answerLink(draft, brief, phrase) ||
    answerLook(draft, brief, phrase) ||
    answerFound(draft, brief, phrase) ||
    answerWhy(draft, brief, phrase) ||
    answerProtest(draft, brief, phrase) ||
    answerFurther(draft, brief, phrase) ||
    answerAnothers(draft, brief, phrase) ||
    answerSurvey(draft, brief, phrase) ||
    askWhatToCancel(draft, brief, phrase)
  );
}
