import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import type { Order } from "../core/order.ts";
import { shopFileSchema } from "../core/shop-file.ts";
import {
  fridayNight,
  signesConversation,
  signesOrder,
  smallShop,
} from "../test/fixtures/small-shop.ts";
import { type Moment, momentName } from "./moment.ts";
import { weigh } from "./weigh.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const saturdayNoon = Date.parse("2026-11-21T12:00:00+01:00");
const { outreach } = shopFileSchema.parse({
  name: "x",
  timezone: "Europe/Copenhagen",
  hours: {},
  outreach: { survey: {} },
});
const shop = smallShop({ outreach });

const thanks: Moment = { kind: "thank_you", orderId: "o1042" };
const survey: Moment = { kind: "survey", orderId: "o1042" };

function said(
  moment: Moment,
  conversation: Partial<Conversation> = {},
  order: Order = signesOrder(),
  now = saturdayNoon,
) {
  const about = { moment, order, now, shop, conversation: signesConversation(conversation) };
  return weigh({ ...about, optedOut: false, agrees: true });
}

const go = { kind: "go" };

describe("somebody who is in the middle of something", () => {
  it("is not thanked until half an hour after their last word", () => {
    const wrote = (at: number, who: "customer" | "bot" = "customer") => ({
      lines: [
        { at: 1, who: "customer" as const, text: "hi" },
        { at, who, text: "where is it" },
      ],
    });
    const at = saturdayNoon - 30 * MINUTE + 1;
    expect(said(thanks, wrote(at))).toMatchObject({ kind: "later", until: saturdayNoon + 1 });
    expect(said(thanks, wrote(at - 1))).toEqual(go);
    expect(said(thanks, wrote(at, "bot"))).toEqual(go);
  });

  it("is not thanked while they change an order, nor for a day after they spoke of it", () => {
    const flow = (touchedAt: number): Partial<Conversation> => ({
      flow: {
        kind: "return",
        askedAt: 1,
        touchedAt,
        items: [],
        otherOrderIds: [],
        offered: [],
        tries: 0,
      },
    });
    const later = { kind: "later", until: saturdayNoon + DAY };
    expect(said(thanks, flow(saturdayNoon - DAY + 1))).toMatchObject(later);
    expect(said(thanks, flow(saturdayNoon - DAY))).toEqual(go);
    const asked = { sendId: "s", orderId: "o1042", number: "1042", what: "gloves", at: 1 };
    expect(said(thanks, { changesAsked: [asked] })).toMatchObject(later);
  });
});

describe("somebody who answered a survey", () => {
  const rated = (rating: number, askedAt: number) => ({
    survey: { orderId: "o1", askedAt, rating },
  });

  it("badly is not asked again for ninety days, though they may be thanked", () => {
    const lately = saturdayNoon - 90 * DAY + 1;
    expect(said(survey, rated(3, lately))).toMatchObject({ kind: "never" });
    expect(said(survey, rated(3, lately - 1))).toEqual(go);
    expect(said(survey, rated(4, lately))).toEqual(go);
    expect(said(thanks, rated(1, lately))).toEqual(go);
  });

  it("not at all may be asked about the next order", () => {
    expect(said(survey, { survey: { orderId: "o1", askedAt: saturdayNoon - DAY } })).toEqual(go);
  });
});

describe("news of an order", () => {
  it("of a refund is told within a week of it, and only of that very one", () => {
    const refunded = (more: object) =>
      signesOrder({
        refunds: [
          {
            id: "re1",
            amount: { amount: 8900, currency: "EUR" },
            status: "settled",
            createdAt: saturdayNoon - 7 * DAY,
            ...more,
          },
        ],
      });
    const news: Moment = { kind: "refunded", orderId: "o1042", detail: "re1" };
    expect(said(news, {}, refunded({}))).toEqual(go);
    for (const other of [
      { createdAt: saturdayNoon - 7 * DAY - 1 },
      { id: "re2" },
      { status: "pending" },
    ])
      expect(said(news, {}, refunded(other))).toMatchObject({ kind: "never" });
  });

  it("of what they sent back is told while that very return is there", () => {
    const back = (...returns: readonly (readonly [id: string, status: string])[]) =>
      signesOrder({
        returns: returns.map(([id, status]) => ({ id, status, items: [], createdAt: fridayNight })),
      });
    const news: Moment = { kind: "return_received", orderId: "o1042", detail: "rt1" };
    expect(said(news, {}, back(["rt1", "received"]))).toEqual(go);
    expect(said(news, {}, back(["rt1", "closed"], ["rt2", "received"]))).toMatchObject({
      kind: "never",
    });
  });

  it("of a delay is not told once they know of a later day for this order", () => {
    const expected = fridayNight + 4 * DAY;
    const [parcel] = signesOrder().fulfillments;
    const late = signesOrder({
      promisedBy: fridayNight,
      fulfillments: [
        {
          ...parcel,
          deliveredAt: undefined,
          trackingStatus: "in_transit",
          estimatedDeliveryAt: expected,
        },
      ],
    });
    const news: Moment = { kind: "delayed", orderId: "o1042", detail: "2026-11-24" };
    const told = (day: string, orderId = "o1042") => ({
      outreachDone: [momentName({ kind: "delayed", orderId, detail: day }), "zebra"],
    });
    expect(said(news, told("2026-11-23"), late)).toEqual(go);
    expect(said(news, told("2026-11-25", "o7"), late)).toEqual(go);
    expect(said(news, told("2026-11-25"), late)).toMatchObject({ kind: "never" });
  });
});

describe("somebody whose order was cancelled", () => {
  it("hears of the money that goes back, and of nothing else", () => {
    const amount = { amount: 8900, currency: "EUR" };
    const cancelled = signesOrder({
      status: "cancelled",
      refunds: [{ id: "re1", amount, status: "settled", createdAt: fridayNight }],
      returns: [{ id: "rt1", status: "received", items: [], createdAt: fridayNight }],
    });
    const news = (kind: "refunded" | "return_received", detail: string): Moment => ({
      kind,
      orderId: "o1042",
      detail,
    });
    expect(said(news("refunded", "re1"), {}, cancelled)).toEqual(go);
    expect(said(news("return_received", "rt1"), {}, cancelled)).toMatchObject({ kind: "never" });
  });
});
