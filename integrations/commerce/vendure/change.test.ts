import { afterEach, describe, expect, it } from "@jest/globals";
import type { CommerceAbilities, OrderChange } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import { commerceChangesContract } from "../../../test/contracts/commerce-changes.ts";
import type { Asked } from "../../../test/fakes/shop-server.ts";
import { READING_KEY, startVendure, type Vendure } from "../../../test/fakes/vendure.ts";
import { vendureCommerce } from "./commerce.ts";

const saturdayEvening = Date.parse("2026-11-21T21:00:00Z");
const UNPACKED = "TTLRTS41ARZT7HSB";
const SHIPPED = "9XY1AG5GF7Y7DWPH";
const DELIVERED = "4XCB6ZYYH2ZJ48VQ";

let vendure: Vendure | undefined;

afterEach(() => vendure?.close());

async function open(): Promise<{ vendure: Vendure; shop: CommerceProvider }> {
  vendure = await startVendure();
  const { url, apiKey } = vendure;
  const clock = { now: () => saturdayEvening, sleep: async () => {} };
  return { vendure, shop: vendureCommerce({ url, apiKey, clock }) };
}

const abilities: CommerceAbilities = {
  changes: ["cancel", "change_address", "change_items", "return", "exchange"],
  returns: "local",
  cancelRefunds: false,
};

commerceChangesContract("a shop on Vendure", abilities, async () => {
  const { vendure: server, shop } = await open();
  return {
    provider: shop,
    unpacked: find(server, UNPACKED).id,
    delivered: find(server, DELIVERED).id,
    loseNextAnswer: async () => server.loseAnswer(isChange),
    breakDown: () => server.close(),
  };
});

describe("a change on Vendure", () => {
  it("cancels no parcel that has left, though Vendure would without complaint", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, SHIPPED);
    expect(await shop.change?.(cancelOf(order.id), "wish-1")).toMatchObject({
      kind: "refused",
      reason: "too_late",
    });
    expect([order.state, server.asked.filter(isChange)]).toEqual(["Shipped", []]);
  });

  it("changes no address of a parcel that has left, though Vendure would", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, SHIPPED);
    expect(await shop.change?.(addressOf(order.id), "wish-1")).toMatchObject({
      reason: "too_late",
    });
    expect(server.asked.filter(isChange)).toEqual([]);
  });

  it("leaves the money of a cancelled order to a person, and says so", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, UNPACKED);
    expect(await shop.change?.(cancelOf(order.id), "wish-1")).toEqual({
      kind: "done",
      refunds: false,
    });
    expect(await shop.getOrder(order.id)).toMatchObject({
      status: "cancelled",
      paymentStatus: "paid",
    });
    expect(server.asked.some(({ body }) => body.includes("refundOrder"))).toBe(false);
  });

  it.each([1, 2, 3, 4, 5])(
    "that is cut off after its step %i of 5 is taken up there, and made once",
    async (step) => {
      const { vendure: server, shop } = await open();
      const order = find(server, UNPACKED);
      let steps = 0;
      server.loseAnswer((asked) => {
        if (isChange(asked)) steps++;
        return isChange(asked) && steps === step;
      });
      const change = addressOf(order.id);
      await expect(shop.change?.(change, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
      expect(await shop.change?.(change, "wish-1")).toEqual({ kind: "done", refunds: false });
      expect(order.state).toBe("PaymentSettled");
      expect(order.modifications).toHaveLength(1);
      expect(order.notes.items).toHaveLength(1);
      expect(order.shippingAddress.streetLine1).toBe("Strandvejen 12");
    },
  );

  it.each([
    ["less", "11"],
    ["more", "12"],
  ])("leaves no order half changed when the other variant costs %s", async (_words, variantId) => {
    const { vendure: server, shop } = await open();
    const order = find(server, UNPACKED);
    const before = order.totalWithTax;
    expect(await shop.change?.(swapOf(order.id, variantId), "wish-1")).toMatchObject({
      kind: "refused",
      reason: "not_allowed",
    });
    expect([order.state, order.totalWithTax, order.modifications]).toEqual([
      "PaymentSettled",
      before,
      [],
    ]);
  });

  it("goes back to where it was when the variant is sold out by the time a cut-off swap is taken up", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, UNPACKED);
    leaveModifying(order, "wish-1");
    expect(await shop.change?.(swapOf(order.id, "10"), "wish-1")).toMatchObject({
      kind: "refused",
      reason: "not_available",
    });
    expect([order.state, order.modifications]).toEqual(["PaymentSettled", []]);
  });

  it("is not called done while Vendure keeps the order Modifying", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, UNPACKED);
    leaveModifying(order, "wish-1");
    order.modifications.push({ note: "[nightdesk wish-1]" });
    order.totalWithTax += 100;
    await expect(shop.change?.(addressOf(order.id), "wish-1")).rejects.toBeInstanceOf(
      OutcomeUnknownError,
    );
  });

  it("that was made is not touched again when its answer was lost and it is asked for once more", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, UNPACKED);
    await shop.change?.(addressOf(order.id), "wish-1");
    const made = server.asked.filter(isChange).length;
    order.state = "Shipped";
    expect((await shop.change?.(addressOf(order.id), "wish-1"))?.kind).toBe("done");
    expect(server.asked.filter(isChange)).toHaveLength(made);
  });

  it("keeps the buyer's name and company, leaves nothing of the old street, and costs no other postage", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, UNPACKED);
    Object.assign(order.shippingAddress, { streetLine2: "Apt 4", company: "Diaz Ltd" });
    await shop.change?.(addressOf(order.id, "us"), "wish-1");
    expect(order.shippingAddress).toMatchObject({
      fullName: "Ana Diaz",
      company: "Diaz Ltd",
      streetLine1: "Strandvejen 12",
      streetLine2: "",
      province: "",
      countryCode: "US",
    });
    const modifications = server.asked.filter(({ body }) => body.includes('"dryRun"'));
    expect(modifications.map(({ body }) => body.includes('"recalculateShipping":false'))).toEqual([
      true,
      true,
    ]);
    expect(order.notes.items[0]?.data.note).toBe(
      "The customer wants it sent to:\nStrandvejen 12\n12207 Albany\nus\n[nightdesk wish-1]",
    );
  });

  it("tells staff which size was swapped for which", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, UNPACKED);
    await shop.change?.(swapOf(order.id, "6"), "wish-1");
    expect(order.notes.items[0]?.data.note).toContain(
      "1 x Cotton Tee M, wanted instead: 6\n[nightdesk wish-1]",
    );
  });

  it.each(["Modifying", "ArrangingAdditionalPayment"])(
    "waits while somebody else has the order in %s",
    async (state) => {
      const { vendure: server, shop } = await open();
      const order = find(server, UNPACKED);
      order.state = state;
      for (const change of [cancelOf(order.id), addressOf(order.id)]) {
        await expect(shop.change?.(change, "wish-1")).rejects.toBeInstanceOf(
          ProviderUnavailableError,
        );
      }
      expect([order.state, server.asked.filter(isChange)]).toEqual([state, []]);
    },
  );

  it("does not send to another country, where other taxes and costs may be due", async () => {
    const { vendure: server, shop } = await open();
    const { id } = find(server, UNPACKED);
    const abroad = addressOf(id, "SE");
    expect(await shop.change?.(abroad, "wish-1")).toMatchObject({ reason: "not_allowed" });
    expect(server.asked.filter(isChange)).toEqual([]);
  });

  it("writes a return as a note that people can read, and a customer's words cannot pass for one", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, DELIVERED);
    const hostile = 'x\n[nightdesk-return {"key":"free","outcome":"refund","items":[]}]';
    const change = returnOf(order.id, hostile);
    await shop.change?.(change, "wish-1");
    const [note] = order.notes.items.map(({ data }) => data.note.split("\n"));
    expect(note?.slice(0, 3)).toEqual([
      "The customer wants to send back:",
      expect.stringContaining("1 x Trail Boot 9: too small"),
      "They would like: refund",
    ]);
    expect((await shop.getOrder(order.id))?.returns).toEqual([
      {
        id: "wish-1",
        recordedBy: "local",
        status: "requested",
        outcome: "refund",
        items: [{ lineItemId: "8", quantity: 1 }],
        createdAt: saturdayEvening,
      },
    ]);
  });

  it("counts a return once that was noted twice, because the first answer came late", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, DELIVERED);
    await shop.change?.(returnOf(order.id), "wish-1");
    order.notes.items.push(...structuredClone(order.notes.items));
    expect((await shop.getOrder(order.id))?.returns).toHaveLength(1);
  });

  it("is over when staff delete the note: the item may be sent back again", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, DELIVERED);
    await shop.change?.(returnOf(order.id), "wish-1");
    order.notes.items = [];
    expect((await shop.change?.(returnOf(order.id), "wish-2"))?.kind).toBe("done");
  });

  it("tells staff what is wanted instead", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, DELIVERED);
    const swaps = [{ lineItemId: "8", quantity: 1, variantId: "3" }];
    await shop.change?.({ do: "exchange", orderId: order.id, swaps }, "wish-1");
    expect(order.notes.items[0]?.data.note).toContain("1 x Trail Boot 9, wanted instead: 10");
  });

  it("that the key may not make changes nothing, and is no outcome that nobody knows", async () => {
    const { vendure: server } = await open();
    const clock = { now: () => saturdayEvening, sleep: async () => {} };
    const shop = vendureCommerce({ url: server.url, apiKey: READING_KEY, clock });
    const { id, state } = find(server, UNPACKED);
    await expect(shop.change?.(cancelOf(id), "wish-1")).rejects.toBeInstanceOf(
      ProviderUnavailableError,
    );
    expect(find(server, UNPACKED).state).toBe(state);
  });
});

function find(server: Vendure, code: string) {
  const order = server.orders.find((one) => one.code === code);
  if (!order) throw new Error(`no order ${code} was recorded`);
  return order;
}

function isChange({ body }: Asked): boolean {
  return body.includes('"mutation ');
}

function cancelOf(orderId: string): OrderChange {
  return { do: "cancel", orderId, reason: "no_longer_needed" };
}

function swapOf(orderId: string, variantId: string): OrderChange {
  return { do: "change_items", orderId, swaps: [{ lineItemId: "2", quantity: 1, variantId }] };
}

/** The process died right after it had begun the change with this key. */
function leaveModifying(order: ReturnType<typeof find>, key: string): void {
  order.notes.items.push({
    createdAt: "2026-11-21T20:59:00Z",
    data: { note: `[nightdesk ${key}]` },
  });
  order.state = "Modifying";
}

function addressOf(orderId: string, country = "US"): OrderChange {
  const address = { line1: "Strandvejen 12", city: "Albany", postcode: "12207", country };
  return { do: "change_address", orderId, address };
}

function returnOf(orderId: string, note?: string): OrderChange {
  const item = { lineItemId: "8", quantity: 1, reason: "too_small" as const };
  const items = [{ ...item, ...(note === undefined ? {} : { note }) }];
  return { do: "return", orderId, items, outcome: "refund" };
}
