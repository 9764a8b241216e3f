import { describe, expect, it } from "@jest/globals";
import { day, order, parcelOf } from "../../test/fixtures/order-talk.ts";
import { fridayNight } from "../../test/fixtures/small-shop.ts";
import { orderOfDay } from "./order-of-day.ts";

const here = { now: fridayNight, timezone: "Europe/Copenhagen" };
/** Placed on Monday 16 November. */
const monday = order({ id: "o1", number: "1031", placedAt: day(-4) });
/** Placed on Thursday 5 November, there on Thursday 12 November. */
const arrived = order({
  id: "o2",
  number: "1029",
  placedAt: day(-15),
  fulfillments: [parcelOf({ trackingStatus: "delivered", deliveredAt: day(-8) })],
});

function numberIn(text: string, words: string, day: string, isAnswer = false): string | undefined {
  const dates = [{ text: words, day }];
  return orderOfDay({ text, dates, isAnswer }, [monday, arrived], here)?.number;
}

describe("a customer who names an order by its day", () => {
  it.each([
    ["where is the order of 16 november", "16 november", "2026-11-16", "1031"],
    ["cancel the one i placed on monday", "monday", "2026-11-16", "1031"],
    ["cancel the one i placed on monday", "monday", "2026-11-23", "1031"],
    ["where is my 5 november order", "5 november", "2026-11-05", "1029"],
    ["i ordered it on 16 november", "16 november", "2026-11-16", "1031"],
    ["the order of 12 november", "12 november", "2026-11-12", "1029"],
    ["the order of 16 november", "16 november", "2027-11-16", "1031"],
    ["¿dónde está el pedido del 16 de noviembre?", "16 de noviembre", "2026-11-16", "1031"],
  ])("means that one: %s", (text, words, named, number) => {
    expect(numberIn(text, words, named)).toBe(number);
  });

  it.each([
    ["i need my order on monday", "monday", "2026-11-16"],
    ["will it come before 16 november", "16 november", "2026-11-16"],
    ["the order of 1 november", "1 november", "2026-11-01"],
  ])("is not taken to by who speaks of another day: %s", (text, words, named) => {
    expect(numberIn(text, words, named)).toBeUndefined();
  });

  it("need say no more than the day when asked which one", () => {
    expect(numberIn("monday", "monday", "2026-11-16", true)).toBe("1031");
    expect(numberIn("monday", "monday", "2026-11-16")).toBeUndefined();
  });

  it("is asked when there were two on that day", () => {
    const dates = [{ text: "16 november", day: "2026-11-16" }];
    const two = [monday, order({ id: "o3", number: "1032", placedAt: day(-4) })];
    const said = { text: "the order of 16 november", dates, isAnswer: false };
    expect(orderOfDay(said, two, here)).toBeUndefined();
  });
});
