import { afterEach, describe, expect, it } from "@jest/globals";
import type { OrderChange } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { OutcomeUnknownError } from "../../../core/errors.ts";
import type { ReturnReason } from "../../../core/order.ts";
import { type Medusa, startMedusa } from "../../../test/fakes/medusa.ts";
import { still } from "../../../test/fakes/shop-evening.ts";
import type { Asked } from "../../../test/fakes/shop-server.ts";
import { medusaCommerce } from "./commerce.ts";

const UNPACKED = "order_01M7ZXY245R8D2PH91MVMJWY0M";
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

/** What the shop calls them. */
const REASONS: Readonly<Record<ReturnReason, string>> = {
  too_small: "rr_too_small",
  too_large: "rr_too_big",
  changed_mind: "rr_other",
  not_as_described: "rr_other",
  damaged: "rr_other",
  defective: "rr_other",
  wrong_item: "rr_other",
  late: "rr_other",
  other: "rr_other",
};

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

  it.each(["pending", "requested"] as const)(
    "waits for a person while an agent's own change on the order is %s, which is left alone",
    async (status) => {
      const { medusa: server, shop } = await open();
      server.leaveOpen(1012, status);
      expect(await shop.change?.(returning, "wish-1")).toMatchObject({
        kind: "refused",
        reason: "not_available",
      });
      expect(writes(server)).toEqual([]);
    },
  );

  it.each([
    [returning, 1012],
    [exchanging, 1012],
    [swapping, 1002],
  ] as const)("hears no when an agent begins a moment earlier (%j)", async (change, number) => {
    const { medusa: server, shop } = await open();
    server.before(isWrite, () => server.leaveOpen(number));
    expect(await shop.change?.(change, "wish-1")).toMatchObject({
      kind: "refused",
      reason: "not_allowed",
    });
  });

  it.each(Object.keys(REASONS) as ReturnReason[])("may say that it is %s", async (reason) => {
    const { medusa: server, shop } = await open();
    const items = [{ lineItemId: BOOTS_LINE, quantity: 1, reason }];
    expect((await shop.change?.({ ...returning, items }, "wish-1"))?.kind).toBe("done");
    const asked = server.asked.find(({ path }) => path.endsWith("/request-items"));
    expect(JSON.parse(asked?.body ?? "").items).toEqual([
      {
        id: BOOTS_LINE,
        quantity: 1,
        reason_id: REASONS[reason],
        internal_note: reason.replaceAll("_", " "),
      },
    ]);
  });

  it("pays nothing for the way of what they get instead, which goes as the first parcel went", async () => {
    const { medusa: server, shop } = await open();
    await shop.change?.(exchanging, "wish-1");
    const asked = server.asked.find(({ path }) => path.endsWith("/outbound/shipping-method"));
    expect(JSON.parse(asked?.body ?? "{}")).toEqual({
      shipping_option_id: "so_parcel",
      custom_amount: 0,
    });
  });

  it("sends it to the place whose parcel came, not to one whose parcel was cancelled", async () => {
    const { medusa: server, shop } = await open();
    await shop.change?.(returning, "wish-1");
    const asked = server.asked.find(
      ({ path, method }) => path === "/admin/returns" && method === "POST",
    );
    expect(JSON.parse(asked?.body ?? "{}")).toMatchObject({ location_id: "sloc_north" });
  });
});

/** The paths of what was changed, or tried to. */
function writes(server: Medusa): string[] {
  return server.asked.filter(isWrite).map(({ path }) => path);
}

function isWrite({ method }: Asked): boolean {
  return method !== "GET";
}
