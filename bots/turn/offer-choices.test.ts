import { describe, expect, it } from "@jest/globals";
import { saysNo, saysYes } from "../../intents/flows/answer-words.ts";
import { cancelReasonIn, returnReasonIn } from "../../intents/flows/reason-reading.ts";
import { shippedPhrases } from "../../intents/phrases.ts";

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
