import { describe, expect, it } from "@jest/globals";
import type { HoursState } from "../core/hours.ts";
import { shopFileSchema } from "../core/shop-file.ts";
import { type AnswerContext, answerFor, isAnswered } from "./answers.ts";
import { phraseBook, shippedPhrases } from "./phrases.ts";

const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
const saturdayTen = Date.parse("2026-11-21T10:00:00+01:00");
const mondayTen = Date.parse("2026-11-23T10:00:00+01:00");
const nextYear = Date.parse("2027-01-04T10:00:00+01:00");

describe("a customer who asks what the shop's own files can answer", () => {
  it("hears that it is closed, when it opens, and the week", () => {
    expect(answerFor("store_info", shop())).toBe(
      [
        "Harbour & Pine is closed now and opens again tomorrow 10:00.",
        "Opening hours:",
        "Mon-Fri 10:00-13:00, 13:30-19:00",
        "Sat 10:00-02:00",
      ].join("\n"),
    );
  });

  it.each([
    [{ open: false, opensAt: mondayTen, why: "" }, "opens again Monday 10:00."],
    [{ open: false, opensAt: nextYear, why: "" }, "opens again Monday, 4 January 2027 10:00."],
    [{ open: false, opensAt: undefined, why: "" }, "is closed now."],
    [{ open: true, closesAt: fridayNight + 60_000, why: "" }, "is open now, until 22:42."],
    [{ open: true, closesAt: undefined, why: "" }, "is open now."],
  ] satisfies [HoursState, string][])("hears the next change as it is: %j", (state, words) => {
    expect(answerFor("store_info", shop({ state }))).toContain(words);
  });

  it("hears how returns work, as shop.yaml says", () => {
    const returns = {
      window_days: 14,
      counted_from: "shipping",
      outcomes: ["refund", "exchange"],
      final_sale_tags: ["sale"],
    };
    expect(answerFor("return_policy", shop({ file: { returns } }))).toBe(
      "You can send things back within 14 days of the day we sent them for a refund or an exchange. Final-sale items cannot come back.",
    );
  });

  it("is told honestly that no person writes", () => {
    expect(answerFor("bot_question", shop())).toContain("not a person");
  });

  it("hears the last answer again", () => {
    expect(answerFor("repeat", { ...shop(), lastAnswer: "Tomorrow." })).toBe("Tomorrow.");
    expect(answerFor("repeat", shop())).toBeUndefined();
  });

  it.each([
    "greeting",
    "goodbye",
    "praise",
    "capabilities",
    "bot_question",
    "yes",
    "no",
    "unsure",
    "wait",
  ])("gets an answer to %s without anybody's orders being looked up", (intent) => {
    expect(isAnswered(intent)).toBe(true);
    expect(answerFor(intent, shop())).toMatch(/\w/);
  });
});

describe("a shop with a fixed answer to an intent", () => {
  it("gives it in its own words, or by the key of a text", () => {
    expect(answerFor("gift_card", shop({ answer: "We sell none." }))).toBe("We sell none.");
    expect(answerFor("gift_card", shop({ answer: "shop.gifts" }))).toBe(
      "Harbour & Pine has gift cards.",
    );
  });

  it("gives it in place of the shipped answer", () => {
    expect(answerFor("greeting", shop({ answer: "Hej." }))).toBe("Hej.");
  });

  it("leaves it to a person when the key has no text", () => {
    expect(answerFor("gift_card", shop({ answer: "shop.no_such_text" }))).toBeUndefined();
  });
});

describe("an intent that no file answers", () => {
  it.each(["shipping_info", "complaint", "return_start", "constructor", ""])(
    "needs a person: %j",
    (intent) => {
      expect(answerFor(intent, shop())).toBeUndefined();
      expect(isAnswered(intent)).toBe(false);
    },
  );
});

function shop(options: { answer?: string; state?: HoursState; file?: object } = {}): AnswerContext {
  const timezone = "Europe/Copenhagen";
  const state = options.state ?? { open: false, opensAt: saturdayTen, why: "" };
  const { answer } = options;
  return {
    now: fridayNight,
    shop: {
      file: shopFileSchema.parse({
        name: "Harbour & Pine",
        timezone,
        hours: { "mon-fri": ["10:00-13:00", "13:30-19:00"], sat: "10:00-02:00", sun: "closed" },
        ...options.file,
      }),
      hours: {
        timezone,
        at: () => state,
        isOpen: () => state.open,
        nextOpen: () => undefined,
        addStaffed: () => undefined,
      },
      intent: () => (answer === undefined ? undefined : { title: "it", answer }),
    },
    phrase: phraseBook({
      locale: "en",
      timezone,
      shipped: shippedPhrases("en"),
      own: { "shop.gifts": "{shop} has gift cards." },
    }),
  };
}
