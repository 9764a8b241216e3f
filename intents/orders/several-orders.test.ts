import { describe, expect, it } from "@jest/globals";
import { ask, day, inTransit, line, order, parcelOf } from "../../test/fixtures/order-talk.ts";
import { fridayNight } from "../../test/fixtures/small-shop.ts";

describe("a customer with several orders", () => {
  const moving = inTransit({ estimatedDeliveryAt: day(1) });
  const unpacked = order({
    id: "o2",
    number: "1050",
    placedAt: day(-1),
    lineItems: [line("a", "Boots", 0)],
  });
  const arrived = order({
    id: "o3",
    number: "1020",
    placedAt: day(-20),
    status: "completed",
    fulfillmentStatus: "delivered",
    fulfillments: [parcelOf({ trackingStatus: "delivered", deliveredAt: day(-17) })],
  });

  it("is told of the one under way, and not of those that have long arrived", () => {
    const { text, topic, question } = ask([arrived, moving]);
    expect(text).toContain("1042");
    expect(text).not.toContain("1020");
    expect(topic).toBe("o1");
    expect(question).toBeUndefined();
  });

  it("chooses between those under way, newest first, each with its state", () => {
    const { text, question } = ask([moving, arrived, unpacked]);
    expect(text.split("\n").slice(1, 3)).toEqual([
      "1. 1050 (Boots): being prepared",
      "2. 1042 (Lys table lamp): on its way, expected tomorrow",
    ]);
    expect(question).toEqual({ kind: "which_order", orderIds: ["o2", "o1"], askedAt: fridayNight });
  });

  it("is told of the last one when nothing is under way", () => {
    expect(ask([arrived]).text).toContain("1020");
  });

  it("is told of the one the talk is about, or of those named", () => {
    expect(ask([moving, unpacked, arrived], { topicOrderId: "o3" }).text).toContain("1020");
    const both = ask([moving, unpacked, arrived], { orderNumbers: ["1042", "#1050"] }).text;
    expect(both).toContain("1042");
    expect(both).toContain("1050");
  });

  it("is told the named one though another number is unknown, and that it is", () => {
    const { text } = ask([moving, arrived], { orderNumbers: ["1042", "7777"] });
    expect(text).toContain("cannot find order 7777");
    expect(text).toContain("should reach you tomorrow");
  });

  it("hears where the money is of the order that was cancelled", () => {
    const cancelled = order({
      id: "o4",
      number: "1011",
      status: "cancelled",
      paymentStatus: "refunded",
    });
    expect(ask([moving, cancelled], { about: "refund" }).text).toContain("1011");
    expect(ask([moving], { about: "refund" }).text).toContain("no refund");
  });

  it("is asked to look around first for one that is marked as delivered", () => {
    const yesterday = order({
      id: "o5",
      number: "1039",
      fulfillments: [parcelOf({ trackingStatus: "delivered", deliveredAt: day(-1) })],
      fulfillmentStatus: "delivered",
      status: "completed",
    });
    const { text } = ask([moving, yesterday], { about: "not_received" });
    expect(text).toContain("1039");
    expect(text).toContain("neighbours");
  });
});

describe("a number that is not theirs", () => {
  it("gets the same words whether it is somebody else's or nobody's", () => {
    const mine = inTransit({});
    const say = (number: string) =>
      ask([mine], { orderNumbers: [number] }).text.replaceAll(number, "N");
    expect(say("1099")).toBe(say("9999"));
    expect(say("1099")).toContain("cannot find order N for this phone number");
  });

  it("is followed by the one they have, and a yes may answer", () => {
    const { text, question } = ask([inTransit({})], { orderNumbers: ["1099"] });
    expect(text).toContain("1042");
    expect(question).toMatchObject({ kind: "which_order", orderIds: ["o1"] });
  });
});

it("says so when there is nothing to tell of", () => {
  expect(ask([]).text).toBe("I see no order for this phone number.");
});
