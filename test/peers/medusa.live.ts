import { beforeAll, describe, expect, it } from "@jest/globals";
import type { OrderChange } from "../../core/change.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import type { Order } from "../../core/order.ts";
import { systemClock } from "../../integrations/clock.ts";
import { medusaCommerce } from "../../integrations/commerce/medusa/commerce.ts";

/**
 * `npm run test:medusa` holds the adapter to a Medusa that runs: `MEDUSA_URL`, `MEDUSA_API_KEY`, and `MEDUSA_ORDER`, the number
 * of an order there of which something was delivered and is not coming back yet. It makes a return of one piece: give it a shop for trying only.
 */
const {
  MEDUSA_URL: url = "",
  MEDUSA_API_KEY: apiKey = "",
  MEDUSA_ORDER: number = "",
} = process.env;

let medusa: CommerceProvider;
let order: Order;

beforeAll(async () => {
  if (url === "" || apiKey === "" || number === "")
    throw new Error(
      "MEDUSA_URL, MEDUSA_API_KEY and MEDUSA_ORDER are needed: see docs/commerce/traps.md",
    );
  medusa = medusaCommerce({ url, apiKey, clock: systemClock() });
  const [found, ...more] = await medusa.findOrders({ number });
  if (found === undefined || more.length > 0)
    throw new Error(
      `MEDUSA_ORDER: ${number} is the number of ${more.length + (found ? 1 : 0)} orders, expected one`,
    );
  order = found;
});

describe("a Medusa that runs", () => {
  it("finds an order by its number, its e-mail and its id, and by no part of them", async () => {
    expect(order.number).toBe(number);
    expect((await medusa.getOrder(order.id))?.number).toBe(number);
    const { email = "" } = order;
    const theirs = await medusa.findOrders({ email });
    expect(theirs.map(({ id }) => id)).toContain(order.id);
    expect(await medusa.findOrders({ email: email.slice(1) })).toEqual([]);
    expect(await medusa.findOrders({ number: `${number}00000` })).toEqual([]);
    expect(await medusa.getOrder("order_none")).toBeUndefined();
  });

  it("tells what changed since it was last asked, and where to go on", async () => {
    const { cursor } = await medusa.changesSince(undefined);
    const next = await medusa.changesSince(cursor);
    expect(next.cursor).toEqual(expect.any(String));
  });

  it("makes a return once, however often it is asked for under the same key", async () => {
    const item = order.lineItems.find(({ delivered }) => delivered > 0);
    expect(item).toMatchObject({ delivered: expect.any(Number) });
    const change: OrderChange = {
      do: "return",
      orderId: order.id,
      items: [{ lineItemId: item?.id ?? "", quantity: 1, reason: "changed_mind" }],
      outcome: "refund",
    };
    const key = `live-${order.id}`;
    const before = order.returns.length;
    const first = await medusa.change?.(change, key);
    expect(first).toMatchObject({ kind: "done" });
    expect(await medusa.change?.(change, key)).toEqual(first);
    expect((await medusa.getOrder(order.id))?.returns.length).toBeLessThanOrEqual(before + 1);
  });
});
