import { afterEach, describe, expect, it } from "@jest/globals";
import type { CommerceAbilities, OrderChange } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { OutcomeUnknownError } from "../../../core/errors.ts";
import { commerceChangesContract } from "../../../test/contracts/commerce-changes.ts";
import type { Asked } from "../../../test/fakes/shop-server.ts";
import { startWooCommerce, type WooCommerce } from "../../../test/fakes/woocommerce.ts";
import recorded from "../../../test/fixtures/commerce/woocommerce-orders.json" with {
  type: "json",
};
import { wooCommerce } from "./commerce.ts";

const saturdayEvening = Date.parse("2026-11-21T21:00:00Z");

let woo: WooCommerce | undefined;

afterEach(() => woo?.close());

async function open(): Promise<{ woo: WooCommerce; shop: CommerceProvider }> {
  woo = await startWooCommerce();
  const { url, key, secret } = woo;
  const clock = { now: () => saturdayEvening, sleep: async () => {} };
  const line_items = recorded["order-guest"].line_items.map((item) => ({
    ...item,
    variation_id: 101,
  }));
  woo.add({ id: 21, status: "processing", line_items });
  woo.add({ id: 22, status: "delivered", line_items });
  return { woo, shop: wooCommerce({ url, key, secret, clock }) };
}

const abilities: CommerceAbilities = {
  changes: ["cancel", "change_address", "return", "exchange"],
  returns: "local",
  cancelRefunds: false,
};

commerceChangesContract("a shop on WooCommerce", abilities, async () => {
  const { woo: server, shop } = await open();
  return {
    provider: shop,
    unpacked: "21",
    delivered: "22",
    loseNextAnswer: async () => server.loseAnswer(isChange),
    breakDown: () => server.close(),
  };
});

describe("a change on WooCommerce", () => {
  it("never touches money: a person refunds what was cancelled, and reads so", async () => {
    const { woo: server, shop } = await open();
    expect(await shop.change?.(cancelOf("21"), "wish-1")).toEqual({ kind: "done", refunds: false });
    expect(await shop.getOrder("21")).toMatchObject({ status: "cancelled", paymentStatus: "paid" });
    expect(server.asked.filter(isChange).map(({ path }) => path.replace(/.*v3/, ""))).toEqual([
      "/orders/21",
      "/orders/21/notes",
    ]);
    expect(server.notesOf(21)).toEqual([expect.stringContaining("still to be refunded")]);
  });

  it.each(["completed", "refunded", "failed", "wc-in-the-workshop"])(
    "cancels and redirects no order that is %s, though WooCommerce would",
    async (status) => {
      const { woo: server, shop } = await open();
      server.change(21, { status });
      for (const change of [cancelOf("21"), addressOf("21")]) {
        expect((await shop.change?.(change, "wish-1"))?.kind).toBe("refused");
      }
      expect(server.asked.filter(isChange)).toEqual([]);
    },
  );

  it.each([1, 2])("that is cut off after its step %i of 2 is noted once", async (step) => {
    const { woo: server, shop } = await open();
    let steps = 0;
    server.loseAnswer((asked) => {
      if (isChange(asked)) steps++;
      return isChange(asked) && steps === step;
    });
    const change = returnOf("22");
    await expect(shop.change?.(change, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
    expect(await shop.change?.(change, "wish-1")).toMatchObject({ reference: "wish-1" });
    expect((await shop.getOrder("22"))?.returns).toHaveLength(1);
    expect(server.notesOf(22)).toHaveLength(1);
  });

  it("takes WooCommerce's 500 for no answer: perhaps it was made", async () => {
    const { woo: server, shop } = await open();
    const order = await shop.getOrder("21");
    expect(order?.status).toBe("open");
    server.answerChangesWith(500);
    await expect(shop.change?.(cancelOf("21"), "wish-1")).rejects.toBeInstanceOf(
      OutcomeUnknownError,
    );
  });

  it("tells staff what comes back, why, and what is wanted", async () => {
    const { woo: server, shop } = await open();
    await shop.change?.(returnOf("22"), "wish-1");
    expect(server.notesOf(22)[0]?.split("\n")).toEqual([
      "The customer wants to send back:",
      "1 x Trail Boot 9: too small",
      "They would like: refund",
      "[nightdesk wish-1]",
    ]);
    expect(await shop.getOrder("22")).toMatchObject({
      paidWith: ["Cash"],
      returns: [{ id: "wish-1", recordedBy: "local", createdAt: saturdayEvening }],
    });
  });
});

function isChange({ method }: Asked): boolean {
  return method !== "GET";
}

function cancelOf(orderId: string): OrderChange {
  return { do: "cancel", orderId, reason: "no_longer_needed" };
}

function addressOf(orderId: string): OrderChange {
  const address = { line1: "Strandvejen 12", city: "Albany", postcode: "12207", country: "US" };
  return { do: "change_address", orderId, address };
}

function returnOf(orderId: string): OrderChange {
  const item = { lineItemId: "3", quantity: 1, reason: "too_small" as const };
  return { do: "return", orderId, items: [item], outcome: "refund" };
}
