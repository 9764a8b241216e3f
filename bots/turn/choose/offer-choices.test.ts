import { describe, expect, it } from "@jest/globals";
import { say } from "../../../core/draft.ts";
import { saysNo, saysYes } from "../../../intents/flows/answer-words.ts";
import { cancelReasonIn, returnReasonIn } from "../../../intents/flows/reason-reading.ts";
import { shippedPhrases } from "../../../intents/phrases.ts";
import { fridayNight, signesConversation, signesDraft } from "../../../test/fixtures/small-shop.ts";
import { briefOn, texted } from "../../../test/fixtures/turns.ts";
import { offerChoices } from "./offer-choices.ts";

describe("the words on a button", () => {
  it.each(["en", "es"])("mean what they say when a customer writes them (%s)", (locale) => {
    const phrases = shippedPhrases(locale);
    const phrase = (key: string) => phrases[key] ?? `no ${key}`;
    expect(saysYes(phrase("choice.yes"))).toBe(true);
    expect(saysNo(phrase("choice.no"))).toBe(true);
    for (const reason of ["too_small", "too_large", "damaged", "defective", "changed_mind"]) {
      expect(returnReasonIn(phrase(`choice.reason.${reason}`))).toBe(reason);
    }
    for (const reason of ["no_longer_needed", "ordered_by_mistake"]) {
      expect(cancelReasonIn(phrase(`choice.reason.${reason}`))).toBe(reason);
    }
  });
});

describe("a customer who was asked which of two things they meant", () => {
  const intents = ["order_status", "return_start"];
  const question = { kind: "which_intent" as const, intents, askedAt: fridayNight };
  const offered = (before: { question?: typeof question }) => {
    const draft = signesDraft(signesConversation({ question }));
    say(draft, "We have sent a code.", { purpose: "answer" });
    offerChoices(draft, briefOn([texted("1042")], { conversation: signesConversation(before) }));
    return draft.sends.flatMap(({ body }) => (body.kind === "text" ? (body.choices ?? []) : []));
  };

  it("finds both on buttons as it is asked, and not once more under an answer about something else", () => {
    expect(offered({})).toHaveLength(2);
    expect(offered({ question })).toEqual([]);
  });
});
