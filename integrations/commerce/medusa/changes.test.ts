import { afterEach, describe, expect, it } from "@jest/globals";
import type { OrderChange } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import { commerceChangesContract } from "../../../test/contracts/commerce-changes.ts";
import { type Medusa, startMedusa } from "../../../test/fakes/medusa.ts";
import { still } from "../../../test/fakes/shop-evening.ts";
import { medusaCommerce } from "./commerce.ts";

const UNPACKED = "order_01M7ZXY245R8D2PH91MVMJWY0M";
const PACKED = "order_01M7ZXY45HWD6XY6KVNCYSWT66";
const BOOTS = "order_01M7ZXZNFES1Q8S9A34XE2AS0X";
const TEE_BACK = "order_01M7ZXZ1QFKQ4TVHTSFFRPQV67";
const ONE_TEE_BACK = "ordli_01M7ZXZ1QF21W1W7RJ6CTP5A3E";
const TEES = "ordli_01M7ZXY246MJSBDGMY94H35EH4";
const BOOTS_LINE = "ordli_01M7ZXZNFFWBSHQ35YGNPYXZ2F";

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
const returning: OrderChange = {
  do: "return",
  orderId: BOOTS,
  items: [{ lineItemId: BOOTS_LINE, quantity: 1, reason: "too_large", note: "like boats" }],
  outcome: "store_credit",
};
const exchanging: OrderChange = {
  do: "exchange",
  orderId: BOOTS,
  swaps: [{ lineItemId: BOOTS_LINE, quantity: 1, variantId: "variant_BOOT-9" }],
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
    address: { line1: "1 Oak Ave", city: "Troy", postcode: "12180", region: "NY", country: "US" },
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

  it("is too late for a packed parcel, though Medusa would write the address down", async () => {
    const { medusa: server, shop } = await open();
    const outcome = await shop.change?.({ ...moving, orderId: PACKED }, "wish-1");
    expect(outcome).toMatchObject({ kind: "refused", reason: "too_late" });
    expect(writes(server)).toEqual([]);
  });
});

describe("a customer who wants another size before packing", () => {
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

describe("a customer who sends something back to a shop on Medusa", () => {
  it("has a return with the shop's own reason, their words and what they want for it", async () => {
    const { medusa: server, shop } = await open();
    const outcome = await shop.change?.(returning, "wish-1");
    expect(outcome).toEqual({ kind: "done", reference: "return_1", refunds: false });
    expect((await shop.getOrder(BOOTS))?.returns).toMatchObject([
      { id: "return_1", status: "requested", outcome: "store_credit" },
    ]);
    const asked = server.asked.find(({ path }) => path.endsWith("/request-items"));
    expect(JSON.parse(asked?.body ?? "")).toEqual({
      items: [
        {
          id: BOOTS_LINE,
          quantity: 1,
          reason_id: "rr_too_big",
          internal_note: "too large: like boats",
        },
      ],
    });
  });

  it("has one return, though they asked three times at the same moment", async () => {
    const { shop } = await open();
    const outcomes = await Promise.all(
      ["wish-1", "wish-2", "wish-3"].map((key) => shop.change?.(returning, key)),
    );
    expect(outcomes.map((outcome) => outcome?.kind)).toEqual(["done", "refused", "refused"]);
    expect((await shop.getOrder(BOOTS))?.returns).toHaveLength(1);
  });

  it("cannot send back again what has arrived already, though Medusa would take it twice", async () => {
    const { medusa: server, shop } = await open();
    const items = [{ lineItemId: ONE_TEE_BACK, quantity: 2, reason: "other" as const }];
    const again: OrderChange = { do: "return", orderId: TEE_BACK, items, outcome: "refund" };
    expect(await shop.change?.(again, "wish-1")).toMatchObject({
      kind: "refused",
      reason: "already_done",
    });
    expect(writes(server)).toEqual([]);
  });

  const returnSteps = ["/admin/returns", "/request-items", "/request"];
  const exchangeSteps = ["/admin/exchanges", "/inbound/items", "/outbound/items", "/request"];
  const editSteps = ["/admin/order-edits", "/items", `/item/${TEES}`, "/confirm"];
  it.each([
    ...returnSteps.map((step) => [step, returning] as const),
    ...exchangeSteps.map((step) => [step, exchanging] as const),
    ...editSteps.map((step) => [step, swapping] as const),
  ])(
    "is served once though the answer to %s was lost and the process killed (%j)",
    async (step, change) => {
      const { medusa: server, shop } = await open();
      server.loseAnswer(({ method, path }) => method === "POST" && path.endsWith(step));
      await expect(shop.change?.(change, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
      const restarted = connect(server);
      expect((await restarted.change?.(change, "wish-1"))?.kind).toBe("done");
      expect((await restarted.change?.(change, "wish-1"))?.kind).toBe("done");
      const order = await restarted.getOrder(change.orderId);
      expect(order?.returns).toHaveLength(change === swapping ? 0 : 1);
      expect(order?.lineItems.map(({ quantity }) => quantity)).toEqual(
        { return: [1], exchange: [1, 1], change_items: [1, 1, 1] }[change.do as "return"],
      );
    },
  );

  it("waits for a person while an agent has an unfinished change on the order, which is left alone", async () => {
    const { medusa: server, shop } = await open();
    server.leaveOpen(1012);
    expect(await shop.change?.(returning, "wish-1")).toMatchObject({
      kind: "refused",
      reason: "not_available",
    });
    expect(writes(server)).toEqual([]);
  });

  it("leaves nothing half-made when Medusa refuses the last step", async () => {
    const { medusa: server, shop } = await open();
    const soldOutMeanwhile = [{ lineItemId: TEES, quantity: 1, variantId: "variant_TEE-L" }];
    expect(await shop.change?.({ ...swapping, swaps: soldOutMeanwhile }, "wish-1")).toMatchObject({
      reason: "not_available",
    });
    expect(writes(server)).toEqual([]);
  });
});

describe("a change while Medusa is in trouble", () => {
  it("is unknown when Medusa breaks in the middle of it", async () => {
    const { medusa: server, shop } = await open();
    const asked = server.asked as unknown[]; // the list of the fake itself
    const push = asked.push.bind(asked);
    asked.push = (...questions) => {
      if (JSON.stringify(questions).includes('"POST"')) server.fail("error");
      return push(...questions);
    };
    await expect(shop.change?.(cancelling, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
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
  return server.asked.filter(({ method }) => method !== "GET").map(({ path }) => path);
}
