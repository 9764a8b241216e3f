import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import calculator from "sms-segments-calculator";
import { MESSAGE_LIMIT, plainForSms, smsSegments, splitText } from "./segments.ts";

const { SegmentedMessage } = calculator;

const everyday = [
  ..."abc XYZ 019 @£€{}[]~^|\\\n'\"ÆØÅæøåéñüß",
  "’",
  "“",
  "–",
  "…",
  "€",
  "é",
  "ł",
  "ç",
  "🙂",
  "👍🏽",
  "日",
];
const texts = fc
  .array(fc.constantFrom(...everyday), { maxLength: 400 })
  .map((chars) => chars.join(""));

function graphemesOf(text: string): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

describe("what an answer costs by SMS", () => {
  it("is counted as Twilio's own calculator counts it", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const theirs = new SegmentedMessage(text);
        const ours = smsSegments(text);
        expect([ours.encoding, ours.segments]).toEqual([theirs.encodingName, theirs.segmentsCount]);
      }),
    );
  });

  for (const [text, encoding, segments] of [
    ["a".repeat(160), "GSM-7", 1],
    ["a".repeat(161), "GSM-7", 2],
    ["a".repeat(306), "GSM-7", 2],
    ["a".repeat(307), "GSM-7", 3],
    [`${"a".repeat(152)}€${"a".repeat(20)}`, "GSM-7", 2],
    ["ł".repeat(70), "UCS-2", 1],
    ["ł".repeat(71), "UCS-2", 2],
    ["", "GSM-7", 1],
  ] as const) {
    it(`is ${segments} × ${encoding} for ${text.length} characters of "${text.slice(0, 3)}…"`, () => {
      expect(smsSegments(text)).toMatchObject({ encoding, segments });
    });
  }

  it("does not double because of one curly apostrophe", () => {
    const answer = `It’s on its way – “order 1042” arrives tomorrow… ${"a".repeat(60)}`;
    expect(smsSegments(answer)).toMatchObject({ encoding: "UCS-2", segments: 2 });
    expect(smsSegments(plainForSms(answer))).toMatchObject({ encoding: "GSM-7", segments: 1 });
    expect(plainForSms(answer)).toMatch(/^It's on its way - "order 1042" arrives tomorrow\.\.\. a/);
  });

  it("keeps names, sizes and emoji as they are", () => {
    for (const text of ["Łukasz’s boots", "size 42½", "thanks’ 🙂", "Größe 42 – €89"]) {
      const plain = plainForSms(text);
      expect(plain === text || smsSegments(plain).encoding === "GSM-7").toBe(true);
    }
    expect(plainForSms("Łukasz’s boots")).toBe("Łukasz’s boots");
    expect(plainForSms("size 42½")).toBe("size 42½");
  });
});

describe("an answer too long for one message", () => {
  it("goes out as it is when it fits", () => {
    expect(splitText("a".repeat(MESSAGE_LIMIT))).toEqual(["a".repeat(MESSAGE_LIMIT)]);
  });

  it("is cut after a sentence", () => {
    expect(splitText("It left today. It arrives on Monday.", 22)).toEqual([
      "It left today.",
      "It arrives on Monday.",
    ]);
    expect(splitText("It left today. Bye!", 16)).toEqual(["It left today.", "Bye!"]);
  });

  it("is cut between words where one sentence alone is too long", () => {
    const parts = splitText("It arrives on Monday morning.", 20);
    expect(parts).toEqual(["It arrives on Monday", "morning."]);
  });

  it("never tears a tracking link that fits, though it holds a question mark", () => {
    const link = "https://track.example/p?id=JD0123456789";
    const parts = splitText(`Here is where it is right now: ${link} and that is all.`, 45);
    expect(parts.filter((part) => part.includes(link))).toHaveLength(1);
  });

  it("never tears an emoji or an accented letter", () => {
    expect(splitText("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 24)).toEqual(["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]);
    expect(splitText("e\u0301".repeat(5), 4)).toEqual([
      "e\u0301e\u0301",
      "e\u0301e\u0301",
      "e\u0301",
    ]);
  });

  it("loses nothing but spaces, keeps its order, and every part fits as it will be sent", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 30, max: 120 }), (text, limit) => {
        const parts = splitText(text, limit);
        const bare = (whole: string) => whole.replace(/\s+/gu, "");
        expect(bare(parts.join(""))).toBe(bare(text));
        for (const part of parts) {
          expect(smsSegments(part).units).toBeLessThanOrEqual(limit);
          expect(smsSegments(plainForSms(part)).units).toBeLessThanOrEqual(limit);
        }
        const whole = new Set(graphemesOf(text));
        for (const grapheme of parts.flatMap(graphemesOf)) expect(whole).toContain(grapheme);
      }),
    );
  });
});
