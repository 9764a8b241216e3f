import recorded from "../fixtures/commerce/medusa-orders.json" with { type: "json" };
import type { Asked, Told } from "./shop-server.ts";

type RecordedOrder = (typeof recorded)["delivered"]["order"];
type MedusaFakeOrder = Omit<RecordedOrder, "items"> & {
  items: (RecordedOrder["items"][number] & { variant_id?: string })[];
};
/** A recorded order as the tests change it, with its returns. */
export type Recorded = { order: MedusaFakeOrder; returns: MedusaFakeReturn[] };
export type MedusaFakeReturn = {
  id: string;
  order_id: string;
  status: string;
  exchange_id?: string | undefined;
  items?: { item_id: string; quantity: number }[];
};

/** The orders that a real Medusa (2.21.2) answered with, one of each state, to be changed at will. */
export function recordedOrders(): Recorded[] {
  // The recorded states differ only in which of their parts are empty.
  const shop = Object.values(structuredClone(recorded)) as unknown as Recorded[];
  for (const item of shop.flatMap(({ order }) => order.items)) {
    item.variant_id = `variant_${item.variant_sku}`;
  }
  return shop;
}

/** How any order left, which was not recorded: packed in the south at first, then in the north after all. */
export function readDispatch({ query }: Asked): Told | undefined {
  if (query.get("fields") !== "id,*shipping_methods,*fulfillments") return undefined;
  const shipping_methods = [{ shipping_option_id: null }, { shipping_option_id: "so_parcel" }];
  const fulfillments = [
    { location_id: "sloc_south", canceled_at: "2026-11-14T08:00:00.000Z" },
    { location_id: "sloc_north", canceled_at: null },
  ];
  return { body: { order: { shipping_methods, fulfillments } } };
}
