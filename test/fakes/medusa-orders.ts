import recorded from "../fixtures/commerce/medusa-orders.json" with { type: "json" };

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
