import { describe, expect, it } from "@jest/globals";
import type { ChangeOutcome, OrderChange } from "../../core/change.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../core/errors.ts";
import type { Send } from "../../core/ports.ts";
import { channelEdge, fridayNight } from "../../test/fakes/channel-edge.ts";
import { signesOrder, smallShop } from "../../test/fixtures/small-shop.ts";
import { shopChannel } from "./channel.ts";

const change: OrderChange = { do: "cancel", orderId: "1042", reason: "other" };

const price = { amount: 24_900, currency: "EUR" };

const send: Send = {
  id: "c1-4-0",
  customer: "c1",
  purpose: "change",
  author: "bot",
  to: "shop:1042",
  body: { kind: "change", handoff: 0, change },
  lane: "shop:1042",
  rank: 0,
  notBefore: fridayNight,
  status: "sending",
  createdAt: fridayNight,
  tries: 1,
};

/** The shop's system with one order that is not packed yet; `fails` says what goes wrong with each attempt in turn. */
function openSystem(fails: (Error | undefined)[] = []) {
  const made = new Map<string, ChangeOutcome>();
  const edge = channelEdge();
  const commerce: CommerceProvider = {
    name: "medusa",
    findOrders: async () => [],
    getOrder: async () =>
      signesOrder({
        id: "1042",
        status: made.size > 0 ? "cancelled" : "open",
        fulfillmentStatus: "unfulfilled",
        lineItems: [{ id: "l1", title: "Gloves", quantity: 1, unitPrice: price }],
        fulfillments: [],
      }),
    changesSince: async () => ({ events: [], cursor: "" }),
    async change(_change, key) {
      const failure = fails.shift();
      if (failure instanceof ProviderUnavailableError) throw failure;
      const outcome = made.get(key) ?? { kind: "done", refunds: false };
      made.set(key, outcome);
      if (failure) throw failure;
      return outcome;
    },
  };
  const channel = shopChannel(commerce, {
    clock: edge.clock,
    shop: () => smallShop(),
    accept: edge.accept,
  });
  return { channel, edge, made, commerce };
}

describe("a cancellation that the shop's system has made", () => {
  it("is told as done, though its answer was lost and it was asked about again", async () => {
    const { channel, edge, made } = openSystem([new OutcomeUnknownError("reset")]);
    expect(await channel.send({ send })).toMatchObject({ kind: "unclear" });
    expect(await channel.reconcile({ send })).toMatchObject({ kind: "accepted" });
    expect(edge.kept).toMatchObject([
      { inbound: { kind: "change_result", outcome: { kind: "done" } } },
    ]);
    expect(made.size).toBe(1);
  });

  it("is told as done, though our disk was full when its answer came", async () => {
    const { channel, edge } = openSystem();
    edge.away(true);
    expect(await channel.send({ send })).toMatchObject({ kind: "unclear" });
    edge.away(false);
    expect(await channel.reconcile({ send })).toMatchObject({ kind: "accepted" });
    expect(edge.kept).toMatchObject([{ inbound: { outcome: { kind: "done", refunds: false } } }]);
  });

  it("stays open while the system cannot be asked what came of the first attempt", async () => {
    const fails = [new OutcomeUnknownError("reset"), new ProviderUnavailableError("500")];
    const { channel, edge } = openSystem(fails);
    await channel.send({ send });
    expect(await channel.reconcile({ send })).toMatchObject({ kind: "unclear" });
    expect(await channel.reconcile({ send })).toMatchObject({ kind: "accepted" });
    expect(edge.kept).toMatchObject([{ inbound: { outcome: { kind: "done" } } }]);
  });
});

describe("a cancellation that the shop's system has not made", () => {
  it("is asked for again later when the system was down", async () => {
    const { channel, edge } = openSystem([new ProviderUnavailableError("500")]);
    expect(await channel.send({ send })).toMatchObject({
      kind: "refused",
      reaction: "retry_later",
    });
    expect(edge.kept).toEqual([]);
  });

  it("is given up at once where the shop's system only reads, or the row is no change at all", async () => {
    const { edge, commerce, channel } = openSystem();
    const { change: _, ...readOnly } = commerce;
    const refusal = { kind: "refused", reaction: "give_up", code: "unsupported" };
    const reading = shopChannel(readOnly, { ...edge, shop: () => smallShop() });
    expect(await reading.send({ send })).toMatchObject(refusal);
    const words: Send = { ...send, body: { kind: "text", text: "hello" } };
    expect(await channel.send({ send: words })).toMatchObject(refusal);
    expect(edge.kept).toEqual([]);
  });
});
