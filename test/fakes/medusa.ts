import { medusaChanges } from "./medusa-changes.ts";
import { type Recorded, readDispatch, recordedOrders } from "./medusa-orders.ts";
import { type Asked, type ShopServer, startShopServer, type Told } from "./shop-server.ts";

export type Medusa = ShopServer & {
  readonly apiKey: string;
  /** The order with this number reaches its customer. */
  deliver(number: number, at: string): void;
  /** Something about the order changes that is no news to its customer. */
  touch(number: number, at: string): void;
  /** Somebody begins to edit the order (or asks that somebody else agrees to it), and goes to lunch. */
  leaveOpen(number: number, status?: "pending" | "requested"): void;
  /** The last one goes to somebody else: everybody still reads that it can be had. */
  sellOut(variantId: string): void;
};

/**
 * A small Medusa v2 with the orders that a real one (2.21.2) answered with, and its habits: a filter that it does not
 * know is ignored and everybody's orders come back; `q` finds any part of a number, e-mail, phone or address.
 */
export async function startMedusa(): Promise<Medusa> {
  const apiKey = "sk_night";
  const shop = recordedOrders();
  const changes = medusaChanges(shop);
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`;
  const find = (number: number) => shop.find(({ order }) => order.display_id === number)?.order;

  function answer(asked: Asked): Told {
    const { path, query, headers } = asked;
    if (headers.authorization !== authorization) {
      return { status: 401, body: { message: "Unauthorized" } };
    }
    const told = changes.answer(asked) ?? readDispatch(asked);
    if (told) return told;
    if (path === "/admin/returns") {
      const of = query.getAll("order_id[]");
      const returns = shop.flatMap((one) => one.returns);
      return { body: { returns: returns.filter(({ order_id }) => of.includes(order_id)) } };
    }
    if (path === "/admin/orders") return { body: listed(query) };
    const id = /^\/admin\/orders\/(.+)$/.exec(path)?.[1];
    const order = shop.find((one) => one.order.id === id)?.order;
    return order
      ? { body: { order } }
      : { status: 404, body: { type: "not_found", message: `Order id: ${id} was not found` } };
  }

  function listed(query: URLSearchParams) {
    const text = query.get("q")?.toLowerCase();
    const since = query.get("updated_at[$gte]");
    const by = query.get("order") ?? "created_at";
    const key = by.replace("-", "") as "created_at" | "updated_at";
    const found = shop
      .map(({ order }) => order)
      .filter((order) => text === undefined || searched(order).includes(text))
      .filter((order) => since === null || order.updated_at >= since)
      .sort((one, other) => one[key].localeCompare(other[key]) * (by.startsWith("-") ? -1 : 1));
    const offset = Number(query.get("offset") ?? 0);
    const limit = Number(query.get("limit") ?? 20);
    return { orders: found.slice(offset, offset + limit), count: found.length, offset, limit };
  }

  const server = await startShopServer(answer);
  return {
    ...server,
    apiKey,
    deliver(number, at) {
      const order = find(number);
      if (!order) return;
      order.updated_at = at;
      order.fulfillment_status = "delivered";
      for (const parcel of order.fulfillments) Object.assign(parcel, { delivered_at: at });
      for (const { detail } of order.items) detail.delivered_quantity = detail.quantity;
    },
    leaveOpen: (number, status = "pending") => changes.leaveOpen(find(number)?.id ?? "", status),
    sellOut: changes.sellOut,
    touch(number, at) {
      const order = find(number);
      if (order) order.updated_at = at;
    },
  };
}

function searched(order: Recorded["order"]): string {
  const { display_id, email, shipping_address: address, customer } = order;
  return [display_id, email, address.phone, address.address_1, address.last_name, customer.email]
    .join("\n")
    .toLowerCase();
}
