import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { CommerceAbilities, OrderChange } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import { commerceChangesContract } from "../../../test/contracts/commerce-changes.ts";
import { fileCommerce } from "./commerce.ts";

const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
const DAY_MS = 24 * 60 * 60_000;

let folder = "";
let file = "";
let changes = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-changes-"));
  file = join(folder, "commerce.json");
  changes = join(folder, "data", "changes.jsonl");
  write();
});

afterEach(() => rmSync(folder, { recursive: true }));

const everything: CommerceAbilities = {
  changes: ["cancel", "change_address", "change_items", "return", "exchange"],
  returns: "local",
  cancelRefunds: true,
};

commerceChangesContract("a shop in a file", everything, async () => {
  let shop = open();
  let dies = false;
  /** Dies after it has written and before it answers; whoever asks then asks its successor. */
  const provider: CommerceProvider = {
    ...shop,
    getOrder: (id) => shop.getOrder(id),
    async change(change, key) {
      const outcome = await shop.change?.(change, key);
      if (!outcome) throw new Error("a shop in a file makes changes");
      if (!dies) return outcome;
      dies = false;
      shop = open();
      throw new OutcomeUnknownError("killed before it answered");
    },
  };
  return {
    provider,
    unpacked: "order-7001",
    delivered: "order-7002",
    loseNextAnswer: async () => {
      dies = true;
    },
    breakDown: async () => writeFileSync(file, "{ half a fi"),
  };
});

describe("an order in a shop's file that was changed at night", () => {
  it("is still changed after a restart, and the shop's own file is as it was", async () => {
    const before = readFileSync(file, "utf8");
    await open().change?.(cancel, "wish-1");
    const [order] = await open().findOrders({ number: "7001" });
    expect(order).toMatchObject({
      status: "cancelled",
      cancelledAt: fridayNight,
      paymentStatus: "refunded",
      refunds: [{ amount: { amount: 179800, currency: "DKK" }, status: "settled" }],
    });
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("is changed for good or not at all when the machine dies while it is written down", async () => {
    await open().change?.(cancel, "wish-1");
    const whole = readFileSync(changes);
    for (let bytes = 1; bytes < whole.length; bytes++) {
      writeFileSync(changes, whole.subarray(0, bytes));
      const shop = open();
      expect((await shop.getOrder("order-7001"))?.status).toBe("open");
      expect((await shop.change?.(cancel, "wish-1"))?.kind).toBe("done");
      expect(readFileSync(changes)).toEqual(whole);
      expect((await shop.getOrder("order-7001"))?.status).toBe("cancelled");
    }
  });

  it("is known to a second process that reads the same folder", async () => {
    const [one, other] = [open(), open()];
    expect((await other.getOrder("order-7001"))?.status).toBe("open");
    await one.change?.(cancel, "wish-1");
    expect((await other.getOrder("order-7001"))?.status).toBe("cancelled");
    expect((await other.change?.(cancel, "wish-1"))?.kind).toBe("done");
    expect(readFileSync(changes, "utf8").split("\n")).toHaveLength(2);
  });

  it("cannot be read for somebody's mistake in the list of changes, which is named with its line", async () => {
    await open().change?.(cancel, "wish-1");
    appendFileSync(changes, "edited by hand\n");
    await expect(open().getOrder("order-7001")).rejects.toThrow(`${changes}:2`);
    await expect(open().getOrder("order-7001")).rejects.toBeInstanceOf(ProviderUnavailableError);
  });

  it("is not changed where nothing can be kept", async () => {
    const shop = open(join(file, "changes.jsonl"));
    await expect(shop.change?.(cancel, "wish-1")).rejects.toBeInstanceOf(ProviderUnavailableError);
    expect((await shop.getOrder("order-7001"))?.status).toBe("open");
  });

  it("costs what the other variant costs, and takes the last one off the shelf", async () => {
    const shop = open();
    const dearer = swap("change_items", "7001", "BOOT-44");
    expect((await shop.change?.(dearer, "wish-1"))?.kind).toBe("done");
    const order = await shop.getOrder("order-7001");
    expect(order?.total.amount).toBe(189800);
    expect(order?.lineItems).toMatchObject([
      { id: "a", sku: "BOOT-42", quantity: 1 },
      { sku: "BOOT-44", variantId: "BOOT-44", variant: "size 44", quantity: 1 },
    ]);
    expect(await shop.change?.(swap("exchange", "7002", "BOOT-44"), "wish-2")).toMatchObject({
      kind: "refused",
      reason: "not_available",
    });
  });

  it("tells nobody of a delivery that a cancelled order would have had", async () => {
    let now = fridayNight;
    const shop = open(changes, () => now);
    const { cursor } = await shop.changesSince(undefined);
    await shop.change?.({ ...cancel, orderId: "order-7003" }, "wish-1");
    now += 3 * DAY_MS;
    expect((await shop.changesSince(cursor)).events).toEqual([]);
    expect(await shop.getOrder("order-7003")).toMatchObject({
      status: "cancelled",
      lineItems: [{ shipped: 0, delivered: 0 }],
    });
  });

  it("may still be cancelled while it is packed; the shop's policy says whether it is", async () => {
    const shop = open();
    expect((await shop.getOrder("order-7003"))?.fulfillmentStatus).toBe("packed");
    expect(await shop.change?.(swap("change_items", "7003", "BOOT-43"), "wish-1")).toMatchObject({
      kind: "refused",
      reason: "too_late",
    });
    expect((await shop.change?.({ ...cancel, orderId: "order-7003" }, "wish-2"))?.kind).toBe(
      "done",
    );
  });

  it("has the second pair sent back after the first, and no third", async () => {
    const shop = open();
    const item = { lineItemId: "a", quantity: 1, reason: "too_small" as const };
    const back: OrderChange = {
      do: "return",
      orderId: "order-7002",
      items: [item],
      outcome: "refund",
    };
    expect((await shop.change?.(back, "wish-1"))?.kind).toBe("done");
    expect((await shop.change?.(swap("exchange", "7002", "BOOT-43"), "wish-2"))?.kind).toBe("done");
    expect(await shop.change?.(back, "wish-3")).toMatchObject({ reason: "already_done" });
    const order = await shop.getOrder("order-7002");
    expect(order?.returns).toMatchObject([
      { id: "wish-1", recordedBy: "local", outcome: "refund", createdAt: fridayNight },
      { id: "wish-2", recordedBy: "local", outcome: "exchange" },
    ]);
    expect(order?.lineItems[0]?.returnRequested).toBe(2);
  });

  it("may be tried out without a trace", async () => {
    const tried = fileCommerce({ file, name: "demo", clock, timezone });
    await tried.change?.(cancel, "wish-1");
    expect((await tried.getOrder("order-7001"))?.status).toBe("cancelled");
    expect((await open().getOrder("order-7001"))?.status).toBe("open");
  });
});

const timezone = "Europe/Copenhagen";
const clock = { now: () => fridayNight, sleep: async () => {} };
const cancel: OrderChange = { do: "cancel", orderId: "order-7001", reason: "no_longer_needed" };

function open(kept = changes, now = () => fridayNight): CommerceProvider {
  return fileCommerce({ file, name: "file", clock: { ...clock, now }, timezone, changes: kept });
}

function swap(kind: "change_items" | "exchange", number: string, variantId: string): OrderChange {
  return {
    do: kind,
    orderId: `order-${number}`,
    swaps: [{ lineItemId: "a", quantity: 1, variantId }],
  };
}

function write(): void {
  const price = { amount: 89900, currency: "DKK" };
  const boot = (size: number, stock: number, amount = 89900) => ({
    sku: `BOOT-${size}`,
    title: `size ${size}`,
    options: { size: `${size}` },
    price: { amount, currency: "DKK" },
    stock,
  });
  const products = [
    {
      id: "boots",
      title: "Boots",
      variants: [boot(41, 0), boot(42, 3), boot(43, 2), boot(44, 1, 99900)],
    },
  ];
  const line = {
    id: "a",
    productId: "boots",
    sku: "BOOT-42",
    variant: "size 42",
    title: "Boots",
    quantity: 2,
    unitPrice: price,
  };
  const order = (number: string, more: object) => ({
    id: `order-${number}`,
    number,
    status: "open",
    paymentStatus: "paid",
    placedAt: { daysFromNow: -5, at: "10:00" },
    total: { amount: 179800, currency: "DKK" },
    shippingAddress: { line1: "Havnegade 1", city: "København", postcode: "1058", country: "DK" },
    lineItems: [line],
    ...more,
  });
  const parcel = {
    id: "P1",
    items: [{ lineItemId: "a", quantity: 2 }],
    trackingStatus: "delivered",
  };
  const came = {
    shippedAt: { daysFromNow: -3, at: "10:00" },
    deliveredAt: { daysFromNow: -1, at: "10:00" },
  };
  const willCome = {
    shippedAt: { daysFromNow: 1, at: "10:00" },
    deliveredAt: { daysFromNow: 2, at: "10:00" },
  };
  const orders = [
    order("7001", {}),
    order("7002", { status: "completed", fulfillments: [{ ...parcel, ...came }] }),
    order("7003", { fulfillments: [{ ...parcel, ...willCome }] }),
  ];
  writeFileSync(file, JSON.stringify({ products, orders }));
}
