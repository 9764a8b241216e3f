import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { loadCatalogue, OUT_OF_SCOPE } from "./catalogue.ts";
import { trainRecogniser, understand } from "./recognise.ts";

const recogniser = trainRecogniser({
  catalogue: loadCatalogue("en"),
  orderNumber: "#?(\\d{4,})",
  country: "DK",
});

describe("a customer who writes at night", () => {
  it("is understood when asking for two things at once, each with its own words", () => {
    const { verdict, intents } = recogniser.recognise(
      "hi wheres my order, also can i send the boots back",
    );
    expect(verdict).toBe("sure");
    expect(intents.map((intent) => intent.name)).toEqual(["order_status", "return_start"]);
    expect(intents[1]?.clause).toBe("can i send the boots back");
  });

  it("is understood in texting shorthand and with slips of the thumb", () => {
    expect(recogniser.recognise("wen wil my pakage get here pls").intents[0]?.name).toBe(
      "order_status",
    );
    expect(recogniser.recognise("thx bye").intents[0]?.name).toBe("goodbye");
  });

  it("is understood in the few words with which a talk goes on or ends", () => {
    const meant = (text: string) => recogniser.recognise(text).intents[0]?.name;
    expect(meant("where is it")).toBe("order_status");
    expect(meant("it's been 3 weeks")).toBe("delivery_problem");
    expect(meant("that was it")).toBe("goodbye");
    expect(meant("nothing more")).toBe("goodbye");
    expect(meant("no wait just give me a person")).toBe("human");
  });

  it("is asked about the wish at the end of the story, not about the story", () => {
    const { intents } = recogniser.recognise(
      "I bought shoes last week. They don't fit. Can I send them back?",
    );
    expect(intents.map((intent) => intent.name)).toEqual(["return_start"]);
  });

  it("is understood the same way every time", () => {
    const again = trainRecogniser({
      catalogue: loadCatalogue("en"),
      orderNumber: "#?(\\d{4,})",
      country: "DK",
    });
    const text = "the lamp came in pieces, i want my money back";
    expect(again.recognise(text)).toEqual(recogniser.recognise(text));
  });

  it("is not taken for a customer of ours when the talk is of something else", () => {
    expect(recogniser.recognise("what is the weather in paris").verdict).not.toBe("sure");
  });
});

describe("four hundred lines written apart from the phrases, most of them harder than a usual night", () => {
  const lines: { text: string; intent: string }[] = readFileSync(
    "test/fixtures/messages.jsonl",
    "utf8",
  )
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const read = lines.map(({ text, intent }) => ({ intent, ...recogniser.recognise(text) }));
  const ours = read.filter(({ intent }) => intent !== OUT_OF_SCOPE);
  const sure = read.filter(({ verdict }) => verdict === "sure");

  it("are mostly read right at the first guess", () => {
    const right = ours.filter(
      ({ intent, intents, candidates }) => (intents[0] ?? candidates[0])?.name === intent,
    );
    expect(right.length / ours.length).toBeGreaterThan(0.87);
  });

  it("are read right nearly always when the bot is sure", () => {
    expect(sure.length).toBeGreaterThan(210);
    expect(
      sure.filter(({ intent, intents }) => intents[0]?.name === intent).length / sure.length,
    ).toBeGreaterThan(0.93);
  });

  it("are not acted on when they are meant for somebody else", () => {
    expect(sure.filter(({ intent }) => intent === OUT_OF_SCOPE).length).toBeLessThan(4);
  });
});

describe("four hundred lines as a night brings them, long and vague, whose mistakes nobody looked at while phrases were written", () => {
  const read = readFileSync("test/fixtures/night-messages.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line): { text: string; intent: string } => JSON.parse(line))
    .filter((_, at) => at % 2 === 1)
    .map(({ text, intent }) => ({ intent, ...recogniser.recognise(text) }));
  const ours = read.filter(({ intent }) => intent !== OUT_OF_SCOPE);
  const sure = read.filter(({ verdict }) => verdict === "sure");

  it("are read right at the first guess five times in six", () => {
    const right = ours.filter(({ intent, candidates }) => candidates[0]?.name === intent);
    expect(right.length / ours.length).toBeGreaterThan(0.84);
  });

  it("are read right when the bot is sure, and never acted on when they are for somebody else", () => {
    const right = sure.filter(({ intent, intents }) => intents[0]?.name === intent);
    expect(right.length / sure.length).toBeGreaterThan(0.93);
    expect(sure.filter(({ intent }) => intent === OUT_OF_SCOPE)).toEqual([]);
  });
});

describe("nearly five hundred first messages of many voices, a quarter of those the phrases were drawn from, kept apart", () => {
  const read = readFileSync("test/fixtures/first-messages.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line): { text: string; intent: string } => JSON.parse(line))
    .map(({ text, intent }) => ({ intent, ...recogniser.recognise(text) }));
  const ours = read.filter(({ intent }) => intent !== OUT_OF_SCOPE);
  const sure = read.filter(({ verdict }) => verdict === "sure");
  const isRight = ({ intent, candidates }: (typeof read)[number]) => candidates[0]?.name === intent;

  it("are read right at the first guess, three in four, whatever English they are written in", () => {
    expect(ours.filter(isRight).length / ours.length).toBeGreaterThan(0.76);
  });

  it("are read right when the bot is sure, which it is of every third", () => {
    expect(sure.length / read.length).toBeGreaterThan(0.36);
    expect(sure.filter(isRight).length / sure.length).toBeGreaterThan(0.94);
  });
});

describe("close to four hundred lines that say plainly what is wanted, as most people do, written by somebody who had seen no phrase", () => {
  const read = readFileSync("test/fixtures/plain-messages.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line): { text: string; intent: string } => JSON.parse(line))
    .map(({ text, intent }) => ({ intent, ...recogniser.recognise(text) }));
  const ours = read.filter(({ intent }) => intent !== OUT_OF_SCOPE);
  const sure = read.filter(({ verdict }) => verdict === "sure");
  const isRight = ({ intent, candidates }: (typeof read)[number]) => candidates[0]?.name === intent;

  it("are read right at the first guess, more than nine in ten", () => {
    expect(ours.filter(isRight).length / ours.length).toBeGreaterThan(0.91);
  });

  it("are mostly acted on without a question, and rightly", () => {
    expect(sure.length / ours.length).toBeGreaterThan(0.75);
    expect(sure.filter(isRight).length / sure.length).toBeGreaterThan(0.95);
  });

  it("are not acted on when they are for somebody else", () => {
    expect(sure.filter(({ intent }) => intent === OUT_OF_SCOPE).length).toBeLessThan(4);
  });
});

describe("a shop manager who asks why", () => {
  it("sees the word that decided first", () => {
    const { words, threshold, understanding } = recogniser.explain("my kettle needs a repair");
    expect(understanding.candidates[0]?.name).toBe("warranty");
    expect(words[0]?.word).toBe("repair");
    expect(threshold.accept).toBeGreaterThan(threshold.ask);
  });
});

describe("a customer who tells a long story", () => {
  const guessed = (text: string, confidence: number) => {
    const stretches: string[] = [];
    const guess = (stretch: string) => {
      stretches.push(stretch);
      return { candidates: [{ name: "order_status", confidence }], confidence };
    };
    const guesser = { guess, mended: (mended: string) => mended, accept: 0.7, ask: 0.3 };
    const { intents } = understand(text, guesser, { orderNumber: "#?(\\d{4,})" });
    return { stretches, intents };
  };
  const story =
    "My sister told me about your shop when we were walking the dog in the park. Where is my parcel? She has the very same boots and says they are the warmest that she ever had.";

  it("is read once where that is clear", () => {
    const { stretches, intents } = guessed(story, 0.9);
    expect(stretches).toEqual([story]);
    expect(intents.map(({ name }) => name)).toEqual(["order_status"]);
  });

  it("is read where it asks, not sentence by sentence, when it leaves a doubt", () => {
    expect(guessed(story, 0.5).stretches).toEqual([story, "Where is my parcel?"]);
  });

  it("then has a short sentence read alone, which may be nothing but manners", () => {
    expect(guessed(`Good evening to you all. ${story}`, 0.5).stretches).toContain(
      "Good evening to you all.",
    );
  });
});
