import { describe, expect, it } from "@jest/globals";
import { asksOfPrice, asksOfTime, asksWhatNext, sentencesTelling } from "./asks-further.ts";

describe("a customer who asks on from an answer", () => {
  it.each(["when", "so when?", "how long is it", "until when", "for how long", "¿hasta cuándo?"])(
    "asks for a time: %s",
    (text) => {
      expect(asksOfTime(text)).toBe(true);
    },
  );

  it.each(["when do you open", "how long does shipping to spain take", "when it arrives i pay"])(
    "names what they mean, so that it is read by itself: %s",
    (text) => {
      expect(asksOfTime(text)).toBe(false);
    },
  );

  it("asks for a price, or for what comes next", () => {
    expect(["how much is it", "what does it cost", "¿cuánto es?"].filter(asksOfPrice)).toHaveLength(
      3,
    );
    expect(asksOfPrice("how much is the coat")).toBe(false);
    expect(["what now", "so what can i do", "¿y ahora qué?"].filter(asksWhatNext)).toHaveLength(3);
    expect(asksWhatNext("what can i do to change my address")).toBe(false);
  });

  it("hears the sentences that tell it, and no others", () => {
    const answer =
      "You can collect for free in our shop. We text you when it is ready, and keep it for 7 days.\nBring the order number.";
    expect(sentencesTelling("time", answer)).toEqual([
      "We text you when it is ready, and keep it for 7 days.",
    ]);
    expect(sentencesTelling("price", answer)).toEqual(["You can collect for free in our shop."]);
  });
});
