import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import type { Order } from "../core/order.ts";
import {
  fridayNight,
  shopsNumber,
  signesDraft,
  signesOrder,
  signesPhone,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { planOutreach, sendOutreach } from "./outreach.ts";

const shop = smallShop();
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const saturdayNine = Date.parse("2026-11-21T09:00:00+01:00");
const saturdayNoon = Date.parse("2026-11-21T12:00:00+01:00");

const agrees = (order: Order | string) => typeof order === "object" && order.thankYouConsent;

function plan(
  order: Order | "not_found" | "unavailable",
  deliveredAt: number,
  conversation: Partial<Conversation> = {},
) {
  const draft = signesDraft(conversation);
  const event = {
    kind: "shop_event",
    event: "delivered",
    orderId: "o1042",
    happenedAt: deliveredAt,
  } as const;
  planOutreach(
    draft,
    { ...event, key: "demo:o1042:delivered", receivedAt: fridayNight },
    { order, shop, agrees: agrees(order) },
  );
  return draft.timers.set.map(({ dueAt }) => dueAt);
}

function send(
  order: Order | "not_found" | "unavailable",
  more: {
    now?: number;
    conversation?: Partial<Conversation>;
    optedOut?: boolean;
    sms?: false;
  } = {},
) {
  const draft = signesDraft(more.conversation, more.now ?? saturdayNoon);
  const moment = { kind: "thank_you", orderId: "o1042" } as const;
  sendOutreach(draft, moment, {
    order,
    shop,
    agrees: agrees(order),
    optedOut: more.optedOut ?? false,
    own: more.sms === false ? {} : { sms: shopsNumber },
  });
  return draft;
}

describe("a thank-you is planned", () => {
  it("for a few hours after the parcel, in the daytime of whoever gets it", () => {
    const tuesdayNoon = Date.parse("2026-11-24T12:00:00+01:00");
    expect(plan(signesOrder(), tuesdayNoon)).toEqual([tuesdayNoon + 3 * HOUR_MS]);
    expect(plan(signesOrder(), fridayNight - HOUR_MS)).toEqual([saturdayNine]);
    const inDublin = signesOrder({
      shippingAddress: { line1: "Quay 1", city: "Dublin", postcode: "D01", country: "IE" },
    });
    expect(plan(inDublin, fridayNight)).toEqual([saturdayNine + HOUR_MS]);
  });

  it("not without a yes, not for an order that is gone, and not twice", () => {
    expect(plan(signesOrder({ thankYouConsent: false }), fridayNight)).toEqual([]);
    expect(plan("not_found", fridayNight)).toEqual([]);
    expect(plan(signesOrder(), fridayNight, { outreachDone: ["o1042:delivered"] })).toEqual([]);
  });
});

describe("a shop system that does not answer", () => {
  it("is asked again later, when the thank-you is planned and when it is due", () => {
    expect(plan("unavailable", fridayNight)).toEqual([fridayNight + HOUR_MS]);
    const draft = send("unavailable");
    expect(draft.timers.set).toMatchObject([{ dueAt: saturdayNoon + HOUR_MS }]);
    expect(draft.conversation.outreachDone).toEqual([]);
  });

  it("is not asked for ever about an order that is gone", () => {
    const draft = send("not_found");
    expect(draft.timers.set).toEqual([]);
    expect(draft.conversation.outreachDone).toEqual(["o1042:delivered"]);
  });
});

describe("when its hour has come, a thank-you", () => {
  it("is said by name, where they spoke last, with the order in mind for the answer", () => {
    const draft = send(signesOrder());
    expect(textsOf(draft)).toEqual([expect.stringMatching(/Hello Signe.*Nord wool gloves/)]);
    expect(draft.sends).toMatchObject([{ id: "signe-thank_you-o1042", to: signesPhone }]);
    expect(draft.conversation).toMatchObject({
      topic: { orderId: "o1042" },
      outreachDone: ["o1042:delivered"],
    });
  });

  it("goes by text to the number on the order when WhatsApp is shut or they never wrote", () => {
    const shut = {
      reach: { to: "whatsapp:+46701740642", from: "whatsapp:+4552525252" },
      whatsappSeenAt: saturdayNoon - DAY_MS,
    } as const;
    expect(send(signesOrder(), { conversation: shut }).sends).toMatchObject([{ to: signesPhone }]);
    const open = { ...shut, whatsappSeenAt: saturdayNoon - DAY_MS + 1 };
    expect(send(signesOrder(), { conversation: open }).sends).toMatchObject([
      { to: shut.reach.to },
    ]);
  });

  it.each([
    ["they said STOP", {}, { optedOut: true }],
    ["they took their yes back", { thankYouConsent: false }, {}],
    ["the order was cancelled", { status: "cancelled" }, {}],
    [
      "something is on its way back",
      { returns: [{ id: "r1", status: "requested", items: [], createdAt: saturdayNoon }] },
      {},
    ],
    ["the parcel came long ago", {}, { now: saturdayNoon + 8 * DAY_MS }],
  ])("is held for good when %s", (_why, order, more) => {
    const draft = send(signesOrder(order), more);
    expect(draft.sends).toEqual([]);
    expect(draft.timers.set).toEqual([]);
    expect(draft.conversation.outreachDone).toEqual(["o1042:delivered"]);
  });

  it("waits while something is still open with them, and is looked at again the next day", () => {
    const waiting = { kind: "waiting", since: 1, handoff: 1 } as const;
    const draft = send(signesOrder(), { conversation: { holder: waiting } });
    expect(draft.sends).toEqual([]);
    expect(draft.timers.set).toMatchObject([{ dueAt: saturdayNoon + DAY_MS }]);
  });

  it("waits out the cap, and the night", () => {
    const heard = send(signesOrder(), {
      conversation: { lastOutreachAt: saturdayNoon - 3 * DAY_MS },
    });
    expect(heard.timers.set).toMatchObject([{ dueAt: saturdayNoon + 4 * DAY_MS }]);
    const late = send(signesOrder(), { now: fridayNight });
    expect(late.timers.set).toMatchObject([{ dueAt: saturdayNine }]);
    expect([...heard.sends, ...late.sends]).toEqual([]);
  });

  it("asks to be woken under a new name each time, for a wake-up that has happened never comes again", () => {
    const first = send(signesOrder(), { now: fridayNight });
    const second = send(signesOrder(), { now: fridayNight, conversation: first.conversation });
    expect(first.timers.set[0]?.key).not.toBe(second.timers.set[0]?.key);
  });
});
