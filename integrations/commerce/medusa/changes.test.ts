import { afterEach, describe, expect, it } from "@jest/globals";
import type { OrderChange } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import { commerceChangesContract } from "../../../test/contracts/commerce-changes.ts";
import { type Medusa, startMedusa } from "../../../test/fakes/medusa.ts";
import { still } from "../../../test/fakes/shop-evening.ts";
import type { Asked } from "../../../test/fakes/shop-server.ts";
import { medusaCommerce } from "./commerce.ts";

const UNPACKED = "order_01M7ZXY245R8D2PH91MVMJWY0M";
const PACKED = "order_01M7ZXY45HWD6XY6KVNCYSWT66";
const BOOTS = "order_01M7ZXZNFES1Q8S9A34XE2AS0X";
const TEES = "ordli_01M7ZXY246MJSBDGMY94H35EH4";

let medusa: Medusa | undefined;

afterEach(() => medusa?.close());

async function open(): Promise<{ medusa: Medusa; shop: CommerceProvider }> {
  medusa = await startMedusa();
  return { medusa, shop: connect(medusa) };
}

function connect({ url, apiKey }: Medusa): CommerceProvider {
  return medusaCommerce({ url, apiKey, clock: still });
}

commerceChangesContract(
  "a shop on Medusa",
  {
    changes: ["cancel", "change_address", "change_items", "return", "exchange"],
    returns: "native",
    cancelRefunds: true,
  },
  async () => {
    const { medusa: server, shop } = await open();
    return {
      provider: shop,
      unpacked: UNPACKED,
      delivered: BOOTS,
      loseNextAnswer: async () =>
        server.loseAnswer(
          ({ method, path }) =>
            method === "POST" && /(cancel|request|confirm|\/order_\w+)$/.test(path),
        ),
      breakDown: async () => server.close(),
    };
  },
);

const cancelling: OrderChange = { do: "cancel", orderId: UNPACKED, reason: "other" };
const swapping: OrderChange = {
  do: "change_items",
  orderId: UNPACKED,
  swaps: [{ lineItemId: TEES, quantity: 1, variantId: "variant_TEE-S" }],
};

describe("a customer who cancels at a shop on Medusa", () => {
  it("has the money back with it", async () => {
    const { shop } = await open();
    expect(await shop.change?.(cancelling, "wish-1")).toEqual({ kind: "done", refunds: true });
    expect(await shop.getOrder(UNPACKED)).toMatchObject({ paymentStatus: "refunded" });
  });

  it("is too late while a parcel is packed: Medusa refuses, and says why", async () => {
    const { shop } = await open();
    expect(await shop.change?.({ ...cancelling, orderId: PACKED }, "wish-1")).toEqual({
      kind: "refused",
      reason: "too_late",
      detail: "All fulfillments must be canceled before canceling an order",
    });
  });
});

describe("a customer who moves house before packing", () => {
  const moving: OrderChange = {
    do: "change_address",
    orderId: UNPACKED,
    address: { line1: "1 Oak Ave", city: "Troy", postcode: "05001", region: "VT", country: "US" },
  };

  it("keeps name and phone, and nothing of the old street", async () => {
    const { shop } = await open();
    const upstairs = { ...moving.address, line2: "Apt 4" };
    await shop.change?.({ ...moving, address: upstairs }, "wish-1");
    await shop.change?.(moving, "wish-2");
    const order = await shop.getOrder(UNPACKED);
    expect(order?.shippingAddress).toEqual({ name: "Ana Diaz", ...moving.address });
    expect(order?.phone).toBe("+15550100001");
  });

  it("cannot move to another country, for Medusa does not know what that would cost", async () => {
    const { shop } = await open();
    const address = { ...moving.address, country: "CA" };
    expect(await shop.change?.({ ...moving, address }, "wish-1")).toEqual({
      kind: "refused",
      reason: "not_allowed",
      detail: "Country code cannot be changed",
    });
  });

  it("is told yes for a parcel that goes there already, packed or not: the first answer may have been lost", async () => {
    const { shop } = await open();
    const address = { line1: "12 Elm St", city: "Albany", postcode: "12207", country: "US" };
    expect(await shop.change?.({ ...moving, orderId: PACKED, address }, "wish-1")).toEqual({
      kind: "done",
      refunds: false,
    });
  });

  it("is too late for a packed parcel, though Medusa would write the address down", async () => {
    const { medusa: server, shop } = await open();
    const outcome = await shop.change?.({ ...moving, orderId: PACKED }, "wish-1");
    expect(outcome).toMatchObject({ kind: "refused", reason: "too_late" });
    expect(writes(server)).toEqual([]);
  });
});

describe("a customer who wants another size before packing", () => {
  it("may have it for one piece now, and for the other a little later", async () => {
    const { shop } = await open();
    expect((await shop.change?.(swapping, "wish-1"))?.kind).toBe("done");
    expect((await shop.change?.(swapping, "wish-2"))?.kind).toBe("done");
  });

  it("hears that it is gone when somebody buys the last one first, and no open change stays behind", async () => {
    const { medusa: server, shop } = await open();
    const before = await shop.getOrder(UNPACKED);
    server.sellOut("variant_TEE-S");
    expect(await shop.change?.(swapping, "wish-1")).toMatchObject({
      kind: "refused",
      reason: "not_available",
    });
    expect(await shop.getOrder(UNPACKED)).toEqual(before);
    const swaps = [{ lineItemId: TEES, quantity: 1, variantId: "variant_TEE-M" }];
    expect((await shop.change?.({ ...swapping, swaps }, "wish-2"))?.kind).toBe("done");
  });

  it("is left to a person where it would cost more, and no open change stays behind", async () => {
    const { shop } = await open();
    const before = await shop.getOrder(UNPACKED);
    const swaps = [{ lineItemId: TEES, quantity: 1, variantId: "variant_TEE-XXL" }];
    expect(await shop.change?.({ ...swapping, swaps }, "wish-1")).toMatchObject({
      kind: "refused",
      reason: "not_allowed",
      detail: "what is owed would change from 0 to 5",
    });
    expect(await shop.getOrder(UNPACKED)).toEqual(before);
    expect((await shop.change?.(swapping, "wish-2"))?.kind).toBe("done");
  });
});

describe("a change while Medusa is in trouble", () => {
  it("is unknown when Medusa breaks in the middle of it", async () => {
    const { medusa: server, shop } = await open();
    server.before(isWrite, () => server.fail("error"));
    await expect(shop.change?.(cancelling, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it("is asked for again later when Medusa has the order locked: that is no no", async () => {
    const { medusa: server, shop } = await open();
    server.before(isWrite, () => server.fail("locked"));
    await expect(shop.change?.(cancelling, "wish-1")).rejects.toBeInstanceOf(
      ProviderUnavailableError,
    );
  });

  it("was not made for sure when the key is refused", async () => {
    const { medusa: server } = await open();
    const shop = medusaCommerce({ url: server.url, apiKey: "sk_old", clock: still });
    await expect(shop.change?.(cancelling, "wish-1")).rejects.toBeInstanceOf(
      ProviderUnavailableError,
    );
  });
});

describe("a product on Medusa", () => {
  it("is told with sizes, plain prices in the shop's currency, and what can be had", async () => {
    const { shop } = await open();
    const variants = (await shop.variantsOf?.("prod_01M7ZXXWC1XDK0QS2DM06S6SBQ")) ?? [];
    expect(variants[0]).toEqual({
      id: "variant_TEE-S",
      options: { Size: "S" },
      price: { amount: 1999, currency: "USD" },
      isAvailable: true,
    });
    expect(variants.map(({ isAvailable }) => isAvailable)).toEqual([true, true, false, true]);
  });
});

/** The paths of what was changed, or tried to. */
function writes(server: Medusa): string[] {
  return server.asked.filter(isWrite).map(({ path }) => path);
}

function isWrite({ method }: Asked): boolean {
  return method !== "GET";
}
