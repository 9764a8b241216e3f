import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../../core/conversation.ts";
import type { Order } from "../../../core/order.ts";
import { GAP, type Shop } from "../../../core/shop.ts";
import { readShopFiles } from "../../../integrations/shop/shop-files.ts";
import { learntShop } from "../../../test/fixtures/learnt.ts";
import {
  askedForPerson,
  mondayOpening,
  signesConversation,
  signesOrder,
} from "../../../test/fixtures/small-shop.ts";
import { suggestedReplies } from "./suggested-replies.ts";

let shop: Shop;
beforeAll(async () => {
  const files = await readShopFiles("shop");
  const canned = { "canned.delivery_problem.photo": "Lo siento. ¿Nos envías una foto?" };
  shop = learntShop({
    ...files,
    shop: { ...files.shop, locales: ["en", "es"] },
    phrases: { ...files.phrases, es: canned },
  });
});

const delivered = signesOrder();
const onItsWay = signesOrder({
  fulfillmentStatus: "shipped",
  fulfillments: [
    {
      id: "f1",
      items: [{ lineItemId: "l1", quantity: 1 }],
      trackingStatus: "in_transit",
      trackingUrl: "https://carrier.example/track/1042",
      shippedAt: mondayOpening - 24 * 60 * 60_000,
    },
  ],
});
const mette = { id: "U1", name: "Mette" };

function held(words: readonly string[], more: Partial<Conversation> = {}): Conversation {
  return signesConversation({
    firstName: "Signe",
    holder: { kind: "agent", agent: mette, since: 1, activeAt: 1, handoff: 1 },
    handoff: askedForPerson(mondayOpening, { orderNumbers: ["1042"] }),
    lines: words.map((text) => ({ at: mondayOpening, who: "customer" as const, text })),
    ...more,
  });
}
const suggests = (conversation: Conversation, orders: readonly Order[] = [delivered]) =>
  suggestedReplies({ conversation, orders, shop, now: mondayOpening });

describe("what a holder is suggested to answer", () => {
  it.each([
    ["where is my order?", [onItsWay], /1042.*on its way/s],
    ["can i collect it in your shop?", [delivered], /Nyhavn/],
    ["how long do i have to send things back", [delivered], /30 days/],
    ["when are you open on saturdays", [delivered], /open|Saturday/i],
    ["the lamp is broken", [delivered], /photo/],
    ["did my refund go through yet?", [delivered], /no (return|refund)/i],
    ["please look into 1042", [onItsWay], /1042.*on its way/s],
    ["it says delivered but nothing came", [delivered], /1042.*(neighbour|delivered)/is],
    ["how should i wash my wool sweater", [delivered], /30 degrees/],
  ] as const)("to %s begins with what answers it", (words, orders, first) => {
    const suggestions = suggests(held([words]), orders);
    expect(suggestions[0]).toMatch(first);
    expect(suggestions.length).toBeLessThanOrEqual(3);
  });

  it("asks nobody for a photo of what never came", () => {
    const words = "it says delivered but it is not here, i looked everywhere";
    expect(suggests(held([words])).join()).not.toContain("photo");
  });

  it("tells facts of the order that is meant, and names the customer, in canned words too", () => {
    expect(suggests(held(["where is my order?"]), [onItsWay])).toContain(
      "Good news, Signe: order 1042 is on its way. You can follow it here: https://carrier.example/track/1042",
    );
  });

  it("says nothing that is not so: no tracking of what has arrived, no order that is not proven, no gap", () => {
    const all = [
      ...suggests(held(["where is my order?"])),
      ...suggests(held(["where is my order?"]), []),
      ...suggests(held(["where is my order 9999?"]), []),
    ].join("\n");
    expect(all).not.toContain("follow it here");
    expect(all).not.toContain(GAP);
    expect(suggests(held(["where is my order?"]), []).join()).not.toMatch(/1042|delivered/);
  });

  it.each([
    ["can i still send the gloves back?", { placedAt: 0 }, /cannot take back.*possible until/],
    ["i want to return them, too small", { tags: ["final-sale"] }, /cannot take back.*final sale/],
    ["please cancel my order 1042", {}, /cannot cancel order 1042.*arrived/],
    ["can it go to another address", {}, /cannot change where order 1042 goes/],
  ])(
    "promises nothing that the shop's rules refuse, but gives the reason: %s",
    (words, with_, no) => {
      const { tags = [], placedAt } = with_ as { tags?: string[]; placedAt?: number };
      const [item] = delivered.lineItems;
      const [parcel] = delivered.fulfillments;
      const order = {
        ...delivered,
        lineItems: item ? [{ ...item, tags }] : [],
        fulfillments: parcel && placedAt === 0 ? [{ ...parcel, deliveredAt: 0 }] : [parcel],
      } as Order;
      const suggestions = suggests(held([words]), [order]);
      expect(suggestions).toEqual([expect.stringMatching(no)]);
    },
  );

  it("leaves it to the agent where something came wrong, and quotes nothing beside the point where it may be done", () => {
    const broken = held(["the gloves came torn, i want to return them"]);
    expect(suggests(broken).join()).not.toContain("cannot take back");
    expect(suggests(held(["can i send the gloves back?"])).join()).not.toMatch(
      /cannot take back|has not moved/,
    );
  });

  it("does not choose between two orders that could be meant", () => {
    const other = signesOrder({ id: "o1077", number: "1077", placedAt: 1 });
    const both = held(["where is my order?"]);
    const cameWithBoth = {
      ...both,
      handoff: both.handoff && { ...both.handoff, orderNumbers: ["1042", "1077"] },
    };
    expect(suggests(cameWithBoth, [delivered, other]).join()).not.toMatch(/follow it here/);
    expect(suggests(held(["where is 1077?"]), [delivered, other])[0]).toContain("1077");
  });

  it("follows the talk: only what was written since the last answer, and nothing once it is answered", () => {
    const lines = [
      { at: 1, who: "customer", text: "where is my order?" },
      { at: 2, who: "agent", name: "Mette", text: "It arrives today." },
    ] as const;
    expect(suggests(held([], { lines: [...lines] }))).toEqual([]);
    const since = [
      ...lines,
      { at: 3, who: "customer", text: "thanks! and when do you open?" } as const,
    ];
    expect(suggests(held([], { lines: since }))[0]).toMatch(/open/i);
  });

  it.each(["hello?", "thanks", "ok", "can you send an invoice"])(
    "says nothing rather than something beside the point: %s",
    (words) => expect(suggests(held([words]))).toEqual([]),
  );

  it("speaks the customer's language, and leaves out canned words that the shop has not in it", () => {
    const spanish = held(["¿dónde está mi pedido 1042?"], { locale: "es" });
    const suggestions = suggests(spanish, [onItsWay]);
    expect(suggestions[0]).toMatch(/pedido 1042/);
    expect(suggestions.join()).not.toContain("Good news");
    const broken = held(["la lámpara llegó rota"], { locale: "es" });
    expect(suggests(broken).join("\n")).toContain("¿Nos envías una foto?");
  });
});
