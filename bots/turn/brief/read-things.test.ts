import { describe, expect, it } from "@jest/globals";
import type { Order } from "../../../core/order.ts";
import type { Understanding } from "../../../core/understanding.ts";
import { fridayNight, smallShop } from "../../../test/fixtures/small-shop.ts";
import { readThings } from "./read-things.ts";

const mugs = { lineItems: [{ id: "1", title: "Stoneware mugs" }] } as unknown as Order; // only what is in it matters here

const entities = { orderNumbers: [], emails: [], phones: [] };
const unknown: Understanding = { verdict: "unknown", intents: [], candidates: [], entities };

function readingOf(
  text: string,
  again: Partial<Understanding>,
  {
    orders = [mugs],
    topic,
    before = unknown,
  }: {
    orders?: readonly Order[];
    topic?: { orderId: string; at: number };
    before?: Understanding;
  } = {},
) {
  const read: string[] = [];
  const { file } = smallShop();
  const recogniser = {
    recognise: (words: string) => {
      read.push(words);
      return { ...unknown, ...again };
    },
  };
  const said = { messages: [], text, understanding: before };
  const { understanding } = readThings(said, {
    orders: { kind: "proven", orders },
    conversation: topic ? { topic } : {},
    shop: { file, recogniser },
    now: fridayNight,
  });
  return { read, understanding };
}

describe("a customer who calls their order by what is in it", () => {
  const status = { name: "order_status", confidence: 0.95, clause: "where are my order" };

  it("is understood as if they had called it an order", () => {
    const { read, understanding } = readingOf("where are my stoneware mugs", {
      verdict: "sure",
      intents: [status],
    });
    expect(read).toEqual(["where are my order"]);
    expect(understanding.intents).toEqual([{ ...status, clause: "where are my stoneware mugs" }]);
  });

  it("is told how it stands on a fair guess, and gets a person only on a better one", () => {
    const guess = (name: string, confidence: number) =>
      readingOf("is my mugs ready", { verdict: "unsure", candidates: [{ name, confidence }] })
        .understanding.verdict;
    expect(guess("order_status", 0.4)).toBe("sure");
    expect(guess("delivery_problem", 0.4)).toBe("unknown");
    expect(guess("delivery_problem", 0.7)).toBe("sure");
    expect(guess("return_start", 0.8)).toBe("unknown");
  });

  it("wants two things in one message, and each keeps their own words", () => {
    const cancel = { name: "cancel_order", confidence: 0.9, clause: "cancel 1048." };
    const where = { name: "order_status", confidence: 0.9, clause: "where are my order" };
    const before: Understanding = { ...unknown, verdict: "sure", intents: [cancel] };
    const { understanding } = readingOf(
      "cancel 1048. and where are my mugs",
      { verdict: "sure", intents: [cancel, where] },
      { before },
    );
    expect(understanding.intents).toMatchObject([
      { name: "cancel_order", clause: "cancel 1048." },
      { name: "order_status", clause: "where are my mugs" },
    ]);
  });

  it("goes on with an answer about another order of theirs", () => {
    const topic = { orderId: "2", at: fridayNight };
    const goesOn = (text: string) => readingOf(text, {}, { topic }).understanding.intents;
    expect(goesOn("and the mugs?")).toMatchObject([{ name: "order_status" }]);
    expect(goesOn("and the mugs are ugly")).toEqual([]);
    expect(readingOf("and the mugs?", {}).understanding.intents).toEqual([]);
  });

  it("is read as written where they name nothing of theirs", () => {
    expect(readingOf("where is my kayak", {}).read).toEqual([]);
    expect(readingOf("where are my mugs", {}, { orders: [] }).read).toEqual([]);
  });
});
