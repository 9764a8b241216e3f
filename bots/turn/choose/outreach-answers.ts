import { type Draft, decide, say } from "../../../core/draft.ts";
import type { InboundOf } from "../../../core/message.ts";
import type { Phrase } from "../../../core/shop.ts";
import { fateRule } from "../../../outreach/fate.ts";
import { ratingIn } from "../../../outreach/rating.ts";
import { BAD_RATING } from "../../../outreach/weigh.ts";
import type { Brief } from "../brief.ts";
import { toPerson } from "./to-person.ts";

const DAY_MS = 24 * 60 * 60_000;

/** How long a digit alone is an answer to the question that we asked. */
const SURVEY_OPEN_MS = 7 * DAY_MS;

/**
 * An answer to the question how happy they are: kept, and thanked for. A bad one is a person's to put right, with the
 * promise of when. `false`: there was no such answer, or there is more in the message that wants an answer of its own.
 */
export function answerSurvey(draft: Draft, { said, ...brief }: Brief, phrase: Phrase): boolean {
  const { survey, question, flow } = draft.conversation;
  if (!said || !survey || survey.rating !== undefined || question || flow) return false;
  if (draft.now - survey.askedAt > SURVEY_OPEN_MS) return false;
  const answer = ratingIn(said.text);
  if (!answer) return false;
  const { rating, comment } = answer;
  draft.conversation = { ...draft.conversation, survey: { ...survey, rating } };
  decide(draft, "answer", fateRule({ kind: "survey", fate: "answered", why: `${rating} of 5` }));
  if (rating <= BAD_RATING) {
    const rule = {
      name: `a bad answer to the survey (${rating} of 5)`,
      team: "care",
      priority: "high",
    } as const;
    const opening = phrase("survey.bad");
    toPerson(draft, { said, ...brief }, { rule, reason: rule.name, opening, phrase });
    return true;
  }
  if (comment !== "" && isMore(comment, brief)) return false;
  say(draft, phrase("survey.good"), { purpose: "answer" });
  return true;
}

function isMore(comment: string, { shop }: Pick<Brief, "shop">): boolean {
  const { verdict, intents } = shop.recogniser.recognise(comment);
  return verdict === "sure" && intents.some(({ name }) => !PLEASANTRIES.includes(name));
}

const PLEASANTRIES = ["praise", "goodbye", "greeting", "yes"];

/** How long after a message of ours "cancel" alone may mean the messages. */
const CANCEL_MEANS_US_MS = 3 * DAY_MS;

/** "Cancel", alone, to a message that we started: the order, or the messages? Asked once, for either answer says it all. */
export function askWhatToCancel(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { lastOutreachAt, flow, question, lines } = draft.conversation;
  const text = brief.said?.text.trim() ?? "";
  if (!/^(?:please |pls )?cancel(?: please| pls)?[.!]*$/i.test(text)) return false;
  const isToOurs = lastOutreachAt !== undefined && draft.now - lastOutreachAt <= CANCEL_MEANS_US_MS;
  if (!isToOurs || flow || question) return false;
  const asking = phrase("outreach.cancel_which");
  if (lines.some((line) => line.text === asking && line.at >= lastOutreachAt)) return false;
  decide(draft, "ask", "cancel: the order, or the messages");
  say(draft, asking, { purpose: "answer" });
  return true;
}

/**
 * Notes for the people at the desk that somebody wants no more messages, or wants them again. Who said so in words that
 * no carrier knows hears once that it is heard.
 */
export function noteSilence(draft: Draft, { said, shop }: Brief): void {
  const last = said?.messages.findLast(({ optOut }) => optOut === "stop" || optOut === "start");
  if (!last) return;
  const { silenced: _lifted, ...rest } = draft.conversation;
  if (last.optOut === "start") {
    draft.conversation = rest;
    return;
  }
  draft.conversation = { ...rest, silenced: { at: last.receivedAt, by: last.text.slice(0, 60) } };
  if (!last.ownWords) return;
  const known = draft.conversation.locale;
  const { locale = known } = shop.recogniser.recognise(last.text, { locale: known });
  const phrase = shop.phrases(locale);
  say(draft, phrase("consent.silent", { shop: shop.file.name }), { purpose: "consent" });
}

/** Notes what the ledger learnt from elsewhere, for the people at the desk. */
export function noteConsent(draft: Draft, { status, purpose, by }: InboundOf<"consent">): void {
  decide(draft, "stay_silent", `consent: ${purpose ?? "messages"} ${status}, ${by}`);
  if (purpose !== undefined) return;
  const { silenced: _before, ...rest } = draft.conversation;
  draft.conversation = status === "opted_out" ? { ...rest, silenced: { at: draft.now, by } } : rest;
}
