import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../../core/conversation.ts";
import { openDraft } from "../../../core/draft.ts";
import type { AgentAction } from "../../../core/message.ts";
import {
  askedForPerson,
  fridayNight,
  signesConversation,
  signesOrder,
} from "../../../test/fixtures/small-shop.ts";
import { briefOn } from "../../../test/fixtures/turns.ts";
import { type OrderRead, orderKey } from "../brief/read-orders.ts";
import { agentOrder } from "./agent-order.ts";

const mette = { id: "U1METTE", name: "Mette" };
const jonas = { id: "U2JONAS", name: "Jonas" };
const abilities = {
  changes: ["cancel", "return"],
  returns: "native",
  cancelRefunds: true,
} as const;
const fresh = signesOrder({
  fulfillmentStatus: "unfulfilled",
  fulfillments: [],
  lineItems: [
    {
      id: "l1",
      title: "Nord wool gloves",
      quantity: 1,
      unitPrice: { amount: 24900, currency: "EUR" },
    },
  ],
});

function asks(
  what: Extract<AgentAction["action"], { do: "order" }>["what"],
  order: OrderRead,
  more: { agent?: typeof mette; note?: string; conversation?: Partial<Conversation> } = {},
) {
  const conversation = signesConversation({
    holder: { kind: "agent", agent: mette, since: 1, activeAt: 1, handoff: 1 },
    handoff: askedForPerson(fridayNight),
    ...more.conversation,
  });
  const draft = openDraft("signe", conversation, fridayNight);
  const { agent = mette, note } = more;
  const action = {
    do: "order",
    what,
    number: "1042",
    ...(note === undefined ? {} : { note }),
  } as const;
  const brief = briefOn([], {
    conversation,
    orders: { kind: "not_asked" },
    codeRoads: ["sms"],
    abilities,
    orderById: new Map([[orderKey("1042"), order]]),
  });
  agentOrder(draft, { kind: "agent", agent, action }, action, brief);
  const changes = draft.sends.flatMap(({ body }) => (body.kind === "change" ? [body.change] : []));
  return { draft, changes, told: JSON.stringify(draft.sends) };
}

describe("an agent who cancels or returns an order from its card", () => {
  it("asks the shop's system once, by name, while a second click finds it under way", () => {
    const { draft, changes, told } = asks("cancel", fresh);
    expect(changes).toEqual([{ do: "cancel", orderId: "o1042", reason: "other" }]);
    expect(draft.rules).toContain("desk: cancel of order 1042 by Mette");
    expect(told).toContain("Mette asked the shop's system to cancel order 1042");
    const { changesAsked } = draft.conversation;
    const again = asks("cancel", fresh, { conversation: { changesAsked } });
    expect(again.changes).toEqual([]);
    expect(again.told).toContain("is under way");
  });

  it("starts a return of what is named, with the reason in their note", () => {
    const { changes } = asks("return", signesOrder(), { note: "the gloves, too small" });
    expect(changes).toMatchObject([
      {
        do: "return",
        outcome: "refund",
        items: [{ lineItemId: "l1", quantity: 1, reason: "too_small" }],
      },
    ]);
  });

  it.each([
    ["has left already", "cancel", signesOrder(), "policy: delivered"],
    ["is not there yet", "return", fresh, "policy: not delivered"],
    ["does not exist", "cancel", "not_found", "there is no order 1042"],
    ["cannot be read", "cancel", "unavailable", "does not answer just now"],
    ["is somebody else's", "cancel", signesOrder({ phone: "+4520304050" }), "send a code first"],
  ] as const)("is told why not where the order %s", (_why, what, order, words) => {
    const { changes, told } = asks(what, order);
    expect(changes).toEqual([]);
    expect(told).toContain(words);
  });

  it("must hold the conversation", () => {
    const { changes, told } = asks("cancel", fresh, { agent: jonas });
    expect(changes).toEqual([]);
    expect(told).toContain("Mette holds this conversation");
  });
});

describe("an agent who has a code sent", () => {
  it("lets the customer know, and not more often than anybody may have one", () => {
    const first = asks("send_code", "not_found");
    expect(first.draft.sends.map(({ purpose }) => purpose)).toEqual(["code", "relay", "desk"]);
    expect(first.draft.conversation.proof?.open).toMatchObject({ about: { number: "1042" } });
    const proof = { askedAt: [fridayNight - 3, fridayNight - 2, fridayNight - 1] };
    const fourth = asks("send_code", "not_found", { conversation: { proof } });
    expect(fourth.told).toContain("enough codes were sent for now");
  });
});
