import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import { happeningsOf } from "../core/happenings.ts";
import type { ShopFile } from "../core/shop-file.ts";
import { shopFileSchema } from "../core/shop-file.ts";
import {
  fridayNight,
  shopsNumber,
  signesDraft,
  signesOrder,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import type { Moment } from "./moment.ts";
import { planOutreach, sendOutreach } from "./outreach.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const saturdayNoon = Date.parse("2026-11-21T12:00:00+01:00");

const rules = shopFileSchema.parse({
  name: "x",
  timezone: "Europe/Copenhagen",
  hours: {},
  outreach: {
    tell: ["ready_for_pickup", "delayed", "refunded", "return_received"],
    survey: {},
  },
}).outreach;

const parcel = signesOrder().fulfillments[0];
const underWay = (more: object) => ({ ...parcel, deliveredAt: undefined, ...more });
const late = signesOrder({
  promisedBy: fridayNight,
  fulfillments: [
    underWay({ trackingStatus: "in_transit", estimatedDeliveryAt: fridayNight + 4 * DAY_MS }),
  ],
});
const toCollect = signesOrder({
  fulfillments: [
    underWay({
      method: "pickup",
      trackingStatus: "available_for_pickup",
      pickupPoint: "the shop on the quay",
    }),
  ],
});
const refunded = signesOrder({
  refunds: [
    {
      id: "re1",
      amount: { amount: 8900, currency: "EUR" },
      status: "settled",
      createdAt: fridayNight,
    },
  ],
});
const cameBack = signesOrder({
  returns: [{ id: "rt1", status: "received", items: [], createdAt: fridayNight }],
});

function send(
  moment: Moment,
  order: typeof late,
  more: {
    now?: number;
    conversation?: Partial<Conversation>;
    optedOut?: boolean;
    agrees?: boolean;
    file?: Partial<ShopFile>;
  } = {},
) {
  const draft = signesDraft(more.conversation, more.now ?? saturdayNoon);
  sendOutreach(draft, moment, {
    order,
    shop: smallShop({ outreach: rules, ...more.file }),
    optedOut: more.optedOut ?? false,
    agrees: more.agrees ?? true,
    own: { sms: shopsNumber },
  });
  return draft;
}

const [delay] = happeningsOf(late).map(({ detail }) => detail);
const news = [
  [
    "a delay",
    late,
    { kind: "delayed", orderId: "o1042", detail: delay },
    /should now reach you Tuesday 24 November/,
  ],
  [
    "a parcel to collect",
    toCollect,
    { kind: "ready_for_pickup", orderId: "o1042", detail: "f1" },
    /ready for you to collect at the shop on the quay/,
  ],
  ["a refund", refunded, { kind: "refunded", orderId: "o1042", detail: "re1" }, /refunded €89.00/],
  [
    "a return that came in",
    cameBack,
    { kind: "return_received", orderId: "o1042", detail: "rt1" },
    /has reached us/,
  ],
] as const;

it("plans news of an order for those who agreed to nothing, but neither thanks nor a survey", () => {
  const planned = (event: "return_received" | "delivered", detail?: string) => {
    const draft = signesDraft();
    const about = { kind: "shop_event", event, orderId: "o1042", happenedAt: fridayNight } as const;
    planOutreach(
      draft,
      { ...about, key: "k", receivedAt: fridayNight, ...(detail === undefined ? {} : { detail }) },
      { order: cameBack, shop: smallShop({ outreach: rules }), agrees: false },
    );
    return draft.timers.set.map(({ timer, subject }) => [timer, subject]);
  };
  expect(planned("return_received", "rt1")).toEqual([["outreach", "return_received o1042 rt1"]]);
  expect(planned("delivered")).toEqual([]);
});

it("remembers every moment that was said, and shows the desk what was", () => {
  const before = ["o1:delivered", "o2:delivered"];
  const [, , moment] = news[3];
  const draft = send(moment, cameBack, { conversation: { outreachDone: before } });
  expect(draft.conversation.outreachDone).toEqual([...before, "o1042:return_received:rt1"]);
  expect(draft.conversation.lines.at(-1)).toMatchObject({ who: "bot", text: textsOf(draft)[0] });
});

describe.each(news)("a customer who waits for news hears of %s", (_what, order, moment, words) => {
  it("without a consent of its own, by name, whatever they heard from us before", () => {
    const heard = { lastOutreachAt: saturdayNoon - HOUR_MS };
    const draft = send(moment, order, { agrees: false, conversation: heard });
    expect(textsOf(draft)).toEqual([expect.stringMatching(words)]);
    expect(textsOf(draft)[0]).toMatch(/^Hello Signe/);
    expect(draft.conversation.lastOutreachAt).toBe(heard.lastOutreachAt);
  });

  it("once, not after a STOP, and not at night", () => {
    const once = send(moment, order);
    expect(send(moment, order, { conversation: once.conversation }).sends).toEqual([]);
    expect(send(moment, order, { optedOut: true }).sends).toEqual([]);
    const night = send(moment, order, { now: fridayNight });
    expect(night.sends).toEqual([]);
    expect(night.timers.set).toMatchObject([
      { timer: "outreach", dueAt: saturdayNoon - 3 * HOUR_MS },
    ]);
  });

  it("from the person who is with them, who is told instead", () => {
    const agent = { id: "U1", name: "Mette" };
    const holder = { kind: "agent", agent, since: 1, activeAt: 1, handoff: 1 } as const;
    const handoff = {
      number: 1,
      team: "care",
      priority: "normal" as const,
      rule: "asked for a person",
      reason: "asked for a person",
      at: 1,
      orderNumbers: [],
    };
    const draft = send(moment, order, {
      conversation: { holder, handoff },
    });
    expect(textsOf(draft)).toEqual([]);
    expect(draft.sends).toMatchObject([
      { body: { kind: "line", text: expect.stringMatching(words) } },
    ]);
  });

  it("only where shop.yaml says so", () => {
    const event = {
      kind: "shop_event",
      event: moment.kind,
      orderId: "o1042",
      detail: moment.detail,
    } as const;
    const planned = (file: Partial<ShopFile>) => {
      const draft = signesDraft();
      const inbound = { ...event, happenedAt: fridayNight, key: "k", receivedAt: fridayNight };
      planOutreach(draft, inbound, { order, shop: smallShop(file), agrees: true });
      return draft.timers.set.length;
    };
    expect([planned({ outreach: rules }), planned({})]).toEqual([1, 0]);
  });
});

describe("news that are none any more", () => {
  it("are not told: a date that changed again, a parcel that was collected, a refund that is gone", () => {
    const gone = signesOrder();
    for (const [, , moment] of news) expect(send(moment, gone).sends).toEqual([]);
    const later = signesOrder({
      promisedBy: fridayNight,
      fulfillments: [
        underWay({ trackingStatus: "in_transit", estimatedDeliveryAt: fridayNight + 9 * DAY_MS }),
      ],
    });
    expect(send(news[0][2], later).sends).toEqual([]);
  });
});

describe("a thank-you", () => {
  const thanks = { kind: "thank_you", orderId: "o1042" } as const;

  it("apologises when the order came later than promised", () => {
    const cameLate = signesOrder({ promisedBy: fridayNight - 3 * DAY_MS });
    expect(textsOf(send(thanks, cameLate))).toEqual([
      expect.stringMatching(/later than we promised, and I am sorry/),
    ]);
  });

  it("is not said to somebody whose last words were angry", () => {
    const line = (text: string) => ({ at: saturdayNoon - DAY_MS, who: "customer", text }) as const;
    const angry = send(thanks, signesOrder(), {
      conversation: { lines: [line("THIS IS RIDICULOUS!!! worst shop ever")] },
    });
    expect([angry.sends, angry.rules]).toEqual([
      [],
      ["thank-you: held for good, their last word was an angry one"],
    ]);
    expect(
      send(thanks, signesOrder(), { conversation: { lines: [line("thanks")] } }).sends,
    ).toHaveLength(1);
  });

  it("is one of two texts where two are on trial, always the same for the same order", () => {
    const file = { outreach: { ...rules, two_texts: ["thank_you" as const] } };
    const of = (id: string) =>
      textsOf(send({ kind: "thank_you", orderId: id }, signesOrder({ id }), { file }))[0];
    const texts = Array.from({ length: 40 }, (_, index) => of(`o${index}`));
    expect(texts).toEqual(Array.from({ length: 40 }, (_, index) => of(`o${index}`)));
    const first = texts.filter((text) => text?.includes("has arrived")).length;
    expect(first).toBeGreaterThan(8);
    expect(first).toBeLessThan(32);
  });

  it("goes by an approved template once WhatsApp's day is over", () => {
    const sid = `HX${"0".repeat(32)}`;
    const draft = send(thanks, signesOrder(), {
      conversation: {
        reach: { to: "whatsapp:+46701740642", from: "whatsapp:+4552525252" },
        whatsappSeenAt: saturdayNoon - 2 * DAY_MS,
      },
      file: { outreach: { ...rules, templates: { thank_you: sid } } },
    });
    expect(draft.sends).toMatchObject([
      {
        to: "whatsapp:+46701740642",
        body: { template: { sid, variables: { 1: "Signe", 2: "Nord wool gloves" } } },
      },
    ]);
  });
});
