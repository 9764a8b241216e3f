import { afterEach, describe, expect, it } from "@jest/globals";
import type { OrderChange } from "../../../core/change.ts";
import { OutcomeUnknownError } from "../../../core/errors.ts";
import { commerceChangesContract } from "../../../test/contracts/commerce-changes.ts";
import { type Shopify, startShopify } from "../../../test/fakes/shopify.ts";
import { type OrderSketch, shopifyOrder } from "../../../test/fakes/shopify-orders.ts";
import {
  delivered,
  loseAnswerTo,
  shopOn,
  signe,
  twoLamps,
} from "../../../test/fakes/shopify-shop.ts";

const UNPACKED = "5001050";
const DELIVERED = "5001042";
const CHANGES = "orderCancel|orderUpdate|orderEditCommit|returnCreate".split("|");

type ChangeOf<Do extends OrderChange["do"]> = Extract<OrderChange, { do: Do }>;

const unpacked: OrderSketch = {
  number: 1050,
  placedAt: "2026-11-21T18:00:00Z",
  customer: signe,
  lines: [twoLamps],
};
let shopify: Shopify | undefined;

afterEach(() => shopify?.close());

async function open(...sketches: OrderSketch[]) {
  const orders = sketches.length > 0 ? sketches : [unpacked, delivered];
  shopify = await startShopify(orders.map(shopifyOrder));
  return { shopify, shop: shopOn(shopify) };
}

commerceChangesContract(
  "a shop on Shopify",
  {
    changes: ["cancel", "change_address", "change_items", "return", "exchange"],
    returns: "native",
    cancelRefunds: true,
  },
  async () => {
    const { shopify: server, shop } = await open();
    return {
      provider: shop,
      unpacked: UNPACKED,
      delivered: DELIVERED,
      loseNextAnswer: async () => loseAnswerTo(server, "mutation"),
      breakDown: async () => server.close(),
    };
  },
);

const cancelling: ChangeOf<"cancel"> = {
  do: "cancel",
  orderId: UNPACKED,
  reason: "no_longer_needed",
};
const moving: ChangeOf<"change_address"> = {
  do: "change_address",
  orderId: UNPACKED,
  address: { line1: "Strandvejen 12", city: "Hellerup", postcode: "2900", country: "DK" },
};
const swapping: OrderChange = {
  do: "change_items",
  orderId: UNPACKED,
  swaps: [{ lineItemId: "1", quantity: 1, variantId: "112" }],
};
describe("a customer who cancels at a shop on Shopify", () => {
  it("hears of it once Shopify's job is done, however long that takes", async () => {
    const { shopify: server, shop } = await open();
    server.cancelAfter(7);
    expect(await shop.change?.(cancelling, "wish-1")).toEqual({ kind: "done", refunds: true });
    expect((await shop.getOrder(UNPACKED))?.paymentStatus).toBe("refunded");
  });

  it("gets the money back the way it was paid, and the staff read why", async () => {
    const { shopify: server, shop } = await open();
    await shop.change?.(cancelling, "wish-1");
    expect(changesAsked(server)).toHaveLength(1);
    expect(changesAsked(server)[0]).toContain("originalPaymentMethodsRefund: true");
    expect(server.orders[0]?.cancellation?.staffNote).toBe(
      "The customer: no longer needed. [nightdesk wish-1]",
    );
  });

  it.each([
    ["ordered_by_mistake", "CUSTOMER"],
    ["no_longer_needed", "CUSTOMER"],
    ["other", "OTHER"],
  ] as const)("may say that it was %s", async (reason, told) => {
    const { shopify: server, shop } = await open();
    expect((await shop.change?.({ ...cancelling, reason }, "wish-1"))?.kind).toBe("done");
    expect(changesAsked(server)[0]).toContain(`"reason":"${told}"`);
  });

  it("is not told yes before it is known: the job outlasts our patience, and is looked at again", async () => {
    const { shopify: server, shop } = await open();
    server.cancelAfter(40);
    await expect(shop.change?.(cancelling, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
    for (let question = 0; question < 40; question++) await shop.getOrder(UNPACKED);
    expect(await shop.change?.(cancelling, "wish-1")).toEqual({ kind: "done", refunds: true });
  });

  it("hears no when the job ends without having cancelled", async () => {
    const { shopify: server, shop } = await open();
    server.cancelAfter("never");
    expect(await shop.change?.(cancelling, "wish-1")).toMatchObject({
      kind: "refused",
      reason: "not_allowed",
    });
  });

  it("is not promised a refund by what somebody else has cancelled", async () => {
    const { shop } = await open({ ...unpacked, cancelledAt: "2026-11-21T19:00:00Z" });
    expect(await shop.change?.(cancelling, "wish-1")).toMatchObject({
      kind: "refused",
      reason: "already_done",
    });
  });

  it("is told Shopify's own reason where it refuses", async () => {
    const { shop } = await open({
      ...unpacked,
      returns: [{ status: "REQUESTED", lines: [{ id: 1, quantity: 1, processed: 0 }] }],
    });
    expect(await shop.change?.(cancelling, "wish-1")).toEqual({
      kind: "refused",
      reason: "not_allowed",
      detail: "Cannot cancel an order with active returns",
    });
  });
});

describe("a customer who moves house before packing", () => {
  it("keeps the name, the company and the phone that the parcel service calls", async () => {
    const { shopify: server, shop } = await open();
    expect(await shop.change?.(moving, "wish-1")).toEqual({ kind: "done", refunds: false });
    expect(server.orders[0]?.shippingAddress).toMatchObject({
      name: "Signe Holm",
      company: "Holm ApS",
      phone: "+4520304050",
      address1: "Strandvejen 12",
      zip: "2900",
    });
  });

  it("may have it sent to somebody else, in another region", async () => {
    const { shopify: server, shop } = await open();
    const address = { ...moving.address, name: "Ole Juul Dam", region: "84", country: "dk" };
    await shop.change?.({ ...moving, address }, "wish-1");
    expect(server.orders[0]?.shippingAddress).toMatchObject({
      firstName: "Ole",
      lastName: "Juul Dam",
      provinceCode: "84",
      countryCodeV2: "DK",
    });
  });

  it("is told yes for a parcel that goes there already, label or not: the first answer may have been lost", async () => {
    const { shopify: server, shop } = await open();
    await shop.change?.(moving, "wish-1");
    server.orders[0]?.fulfillments.push(...shopifyOrder(delivered).fulfillments);
    expect(await shop.change?.(moving, "wish-1")).toEqual({ kind: "done", refunds: false });
  });

  it("cannot send a parcel elsewhere that has its label, though Shopify would write the address down", async () => {
    const parcels = [{ id: 61, status: "LABEL_PRINTED", lines: [[1, 1]] as [number, number][] }];
    const { shopify: server, shop } = await open({ ...unpacked, parcels });
    expect(await shop.change?.(moving, "wish-1")).toMatchObject({ reason: "too_late" });
    expect(changesAsked(server)).toEqual([]);
  });
});

describe("a customer who wants another colour before packing", () => {
  it("gets it for some of the pieces, and once more for the others", async () => {
    const { shop } = await open();
    expect((await shop.change?.(swapping, "wish-1"))?.kind).toBe("done");
    expect((await shop.change?.(swapping, "wish-2"))?.kind).toBe("done");
    expect((await shop.change?.(swapping, "wish-2"))?.kind).toBe("done");
    const lines = (await shop.getOrder(UNPACKED))?.lineItems ?? [];
    expect(lines.map(({ variantId, quantity }) => [variantId, quantity])).toEqual([
      ["112", 1],
      ["112", 1],
    ]);
  });

  it.each(["orderUpdate", "orderEditBegin", "orderEditSetQuantity", "orderEditAddVariant"])(
    "gets it once though the answer to %s was lost",
    async (step) => {
      const { shopify: server, shop } = await open();
      loseAnswerTo(server, step);
      await expect(shop.change?.(swapping, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
      expect((await shop.change?.(swapping, "wish-1"))?.kind).toBe("done");
      const lines = (await shop.getOrder(UNPACKED))?.lineItems ?? [];
      expect(lines.map(({ quantity }) => quantity)).toEqual([1, 1]);
    },
  );

  it("hears no while Shopify lets nobody edit the order", async () => {
    const { shopify: server, shop } = await open();
    const why = ["The order is being paid in another currency"];
    Object.assign(server.orders[0] ?? {}, { merchantEditable: false, merchantEditableErrors: why });
    expect(await shop.change?.(swapping, "wish-1")).toEqual({
      kind: "refused",
      reason: "not_allowed",
      detail: why[0],
    });
    expect(changesAsked(server)).toEqual([]);
  });

  it("is left to a person where it would cost more: nobody has agreed to that", async () => {
    const { shop } = await open();
    const before = await shop.getOrder(UNPACKED);
    const swaps = [{ lineItemId: "1", quantity: 1, variantId: "114" }];
    expect(await shop.change?.({ ...swapping, swaps }, "wish-1")).toEqual({
      kind: "refused",
      reason: "not_allowed",
      detail: "the total would change from 178.00 to 218.00 DKK",
    });
    expect(await shop.getOrder(UNPACKED)).toEqual(before);
  });
});

describe("an order on Shopify", () => {
  it("tells how it was paid in words that the buyer knows, and whether it is a gift", async () => {
    const card = {
      __typename: "CardPaymentDetails",
      company: "Visa",
      number: "•••• •••• •••• 9375",
    };
    const { shop } = await open({
      ...unpacked,
      attributes: [{ key: "is_gift", value: "yes" }],
      transactions: [
        { kind: "SALE", status: "FAILURE", gateway: "bogus", formattedGateway: "Bogus" },
        { kind: "SALE", status: "SUCCESS", gateway: "shopify_payments", paymentDetails: card },
        { kind: "SALE", status: "SUCCESS", gateway: "gift_card" },
        { kind: "REFUND", status: "SUCCESS", gateway: "paypal", formattedGateway: "PayPal" },
      ],
    });
    expect(await shop.getOrder(UNPACKED)).toMatchObject({
      paidWith: ["Visa ending 9375", "gift card"],
      isGift: true,
    });
  });

  it("tells the variants of a product with their options, prices and whether they can be had", async () => {
    const { shop } = await open();
    const variants = (await shop.variantsOf?.("11")) ?? [];
    expect(variants[0]).toEqual({
      id: "111",
      options: { Colour: "walnut" },
      price: { amount: 8900, currency: "DKK" },
      isAvailable: true,
    });
    expect(variants.map(({ isAvailable }) => isAvailable)).toEqual([true, true, false, true]);
  });
});

/** The mutations that were heard. */
function changesAsked(server: Shopify): string[] {
  return server.asked
    .map(({ body }) => body)
    .filter((body) => CHANGES.some((name) => body.includes(name)));
}
