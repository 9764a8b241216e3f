import { pathToFileURL } from "node:url";
import type { ChangeOutcome, OrderChange, Variant } from "../core/change.ts";
import type { CommerceProvider } from "../core/commerce.ts";
import { type Order, orderSchema } from "../core/order.ts";

/** A shop of the scripted customers' own, fresh for one scenario. */
export type ScriptedShop = {
  commerce: CommerceProvider;
  /** What was changed so far, in the words of the scenarios' database. */
  diff(): readonly unknown[];
};

/** The scenarios' database and what its changes mean, as `tau-tools.mjs` of the data says. */
export type ScriptedWorld = {
  /** `phone` stands on the orders of `userId` and on nobody's else; without `userId` on nobody's. */
  open(owner: { userId?: string; phone: string; now: number }): ScriptedShop;
};

type Item = {
  name: string;
  product_id: string;
  item_id: string;
  price: number;
  options: Record<string, string>;
};
type StoredAddress = Record<"address1" | "address2" | "city" | "state" | "country" | "zip", string>;
type StoredOrder = {
  order_id: string;
  user_id: string;
  address: StoredAddress;
  items: Item[];
  status: string;
  fulfillments: { tracking_id: string[]; item_ids: string[] }[];
  payment_history: { transaction_type: string; amount: number; payment_method_id: string }[];
  return_items?: string[];
  exchange_items?: string[];
};
type StoredUser = {
  name: { first_name: string; last_name: string };
  email: string;
  orders: string[];
};
type StoredProduct = {
  variants: Record<
    string,
    { item_id: string; options: Record<string, string>; available: boolean; price: number }
  >;
};
type Database = {
  users: Record<string, StoredUser>;
  orders: Record<string, StoredOrder>;
  products: Record<string, StoredProduct>;
};
type Tools = {
  loadDb(dir: URL): Database;
  view(db: Database): Database;
  apply(
    db: Database,
    action: { name: string; arguments: Record<string, unknown> },
  ): { ok: boolean; error?: string };
  diff(before: Database, after: Database): readonly unknown[];
};

const DAY_MS = 24 * 60 * 60_000;
/** The data has no dates: every order was placed, and where it says so delivered, well inside the return window. */
const PLACED_DAYS_AGO = 9;
const SHIPPED_DAYS_AGO = 7;
const DELIVERED_DAYS_AGO = 5;

/** Reads the data that lie in `folder`. */
export async function openScriptedWorld(folder: string): Promise<ScriptedWorld> {
  const base = pathToFileURL(`${folder}/`);
  const tools: Tools = await import(new URL("tau-tools.mjs", base).href); // the shape its README gives
  const db = tools.loadDb(new URL("db/", base));
  return { open: (owner) => openShop(db, tools, owner) };
}

function openShop(
  db: Database,
  tools: Tools,
  owner: { userId?: string; phone: string; now: number },
): ScriptedShop {
  const world = tools.view(db);
  const made = new Map<string, ChangeOutcome>();
  const orderIds = owner.userId === undefined ? [] : (db.users[owner.userId]?.orders ?? []);
  const read = (id: string) => {
    const stored = world.orders[id];
    const user = stored && world.users[stored.user_id];
    return stored && user && orderIds.includes(id) ? orderFrom(stored, user, owner) : undefined;
  };
  return {
    diff: () => tools.diff(db, world),
    commerce: {
      name: "scripted",
      abilities: {
        changes: ["cancel", "change_address", "change_items", "return", "exchange"],
        returns: "native",
        cancelRefunds: true,
      },
      findOrders: async (query) =>
        orderIds
          .flatMap((id) => read(id) ?? [])
          .filter(
            (order) =>
              ("phone" in query && order.phone === query.phone) ||
              ("email" in query && order.email === query.email.toLowerCase()) ||
              ("number" in query && order.number === query.number),
          ),
      getOrder: async (id) => read(id),
      changesSince: async () => ({ events: [], cursor: "0" }),
      variantsOf: async (productId) =>
        Object.values(db.products[productId]?.variants ?? {}).map(variantFrom),
      async change(change, key) {
        const known = made.get(key);
        if (known) return known;
        const stored = world.orders[change.orderId];
        const outcome: ChangeOutcome = stored
          ? settle(tools.apply(world, actionOf(change, stored)), change)
          : { kind: "refused", reason: "not_found", detail: "no such order" };
        made.set(key, outcome);
        return outcome;
      },
    },
  };
}

function settle(result: { ok: boolean; error?: string }, change: OrderChange): ChangeOutcome {
  if (!result.ok) {
    return { kind: "refused", reason: "not_allowed", detail: result.error ?? "refused" };
  }
  const labelUrl =
    change.do === "return" || change.do === "exchange"
      ? { labelUrl: `https://labels.example/${encodeURIComponent(change.orderId.slice(1))}` }
      : {};
  return { kind: "done", refunds: true, ...labelUrl };
}

/** Money always goes back, and differences are always settled, where the order was paid. */
function actionOf(change: OrderChange, stored: StoredOrder) {
  const order = { order_id: change.orderId };
  const payment = { payment_method_id: stored.payment_history[0]?.payment_method_id };
  const itemIdOf = (line: string) => stored.items[Number(line)]?.item_id;
  switch (change.do) {
    case "cancel": {
      const reason =
        change.reason === "ordered_by_mistake" ? "ordered by mistake" : "no longer needed";
      return { name: "cancel_pending_order", arguments: { ...order, reason } };
    }
    case "change_address": {
      const { line1, line2 = "", city, region = "", postcode, country } = change.address;
      return {
        name: "modify_pending_order_address",
        arguments: {
          ...order,
          address1: line1,
          address2: line2,
          city,
          state: region,
          country: country === "US" ? "USA" : country,
          zip: postcode,
        },
      };
    }
    case "return":
      return {
        name: "return_delivered_order_items",
        arguments: {
          ...order,
          ...payment,
          item_ids: change.items.map(({ lineItemId }) => itemIdOf(lineItemId)),
        },
      };
    case "change_items":
    case "exchange":
      return {
        name:
          change.do === "exchange"
            ? "exchange_delivered_order_items"
            : "modify_pending_order_items",
        arguments: {
          ...order,
          ...payment,
          item_ids: change.swaps.map(({ lineItemId }) => itemIdOf(lineItemId)),
          new_item_ids: change.swaps.map(({ variantId }) => variantId),
        },
      };
    default:
      return change satisfies never;
  }
}

type Stage = "unfulfilled" | "packed" | "delivered" | "cancelled";

function stageOf({ status }: StoredOrder): Stage {
  if (status === "cancelled") return "cancelled";
  if (status === "processed") return "packed";
  return status.startsWith("pending") ? "unfulfilled" : "delivered";
}

function orderFrom(
  stored: StoredOrder,
  user: StoredUser,
  { phone, now }: { phone: string; now: number },
): Order {
  const stage = stageOf(stored);
  const cancelled = stage === "cancelled";
  const paid = usd(stored.payment_history[0]?.amount ?? 0);
  return orderSchema.parse({
    id: stored.order_id,
    number: stored.order_id.slice(1),
    status: cancelled ? "cancelled" : stage === "delivered" ? "completed" : "open",
    paymentStatus: cancelled ? "refunded" : "paid",
    fulfillmentStatus: cancelled ? "unfulfilled" : stage,
    placedAt: now - PLACED_DAYS_AGO * DAY_MS,
    firstName: user.name.first_name,
    lastName: user.name.last_name,
    phone,
    email: user.email,
    total: paid,
    shippingAddress: {
      line1: stored.address.address1,
      line2: stored.address.address2,
      city: stored.address.city,
      region: stored.address.state,
      postcode: stored.address.zip,
      country: "US",
    },
    lineItems: lineItemsOf(stored, stage),
    fulfillments: parcelsOf(stored, stage, now),
    refunds: cancelled
      ? [{ id: "refund", amount: paid, status: "settled", createdAt: now - DAY_MS }]
      : [],
  });
}

function lineItemsOf(stored: StoredOrder, stage: Stage) {
  const comingBack = [...(stored.return_items ?? []), ...(stored.exchange_items ?? [])];
  const delivered = stage === "delivered" ? 1 : 0;
  return stored.items.map((item, index) => {
    const at = comingBack.indexOf(item.item_id);
    if (at >= 0) comingBack.splice(at, 1);
    return {
      id: String(index),
      productId: item.product_id,
      variantId: item.item_id,
      sku: item.item_id,
      title: item.name,
      variant: Object.entries(item.options)
        .map(([name, value]) => `${name}: ${value}`)
        .join(", "),
      quantity: 1,
      unitPrice: usd(item.price),
      fulfilled: stage === "packed" ? 1 : delivered,
      shipped: delivered,
      delivered,
      returnRequested: at >= 0 ? 1 : 0,
    };
  });
}

function parcelsOf(stored: StoredOrder, stage: Stage, now: number) {
  if (stage !== "packed" && stage !== "delivered") return [];
  const moved = {
    shippedAt: now - SHIPPED_DAYS_AGO * DAY_MS,
    deliveredAt: now - DELIVERED_DAYS_AGO * DAY_MS,
  };
  return stored.fulfillments.map((parcel, index) => ({
    id: String(index),
    items: linesIn(parcel.item_ids, stored),
    trackingStatus: stage === "delivered" ? "delivered" : "info_received",
    trackingNumber: parcel.tracking_id[0],
    ...(stage === "delivered" ? moved : {}),
  }));
}

function linesIn(itemIds: readonly string[], stored: StoredOrder) {
  const left = stored.items.map(({ item_id }) => item_id);
  return itemIds.flatMap((itemId) => {
    const index = left.indexOf(itemId);
    if (index < 0) return [];
    left[index] = "";
    return [{ lineItemId: String(index), quantity: 1 }];
  });
}

function variantFrom(stored: StoredProduct["variants"][string]): Variant {
  return {
    id: stored.item_id,
    options: stored.options,
    price: usd(stored.price),
    isAvailable: stored.available,
  };
}

function usd(amount: number) {
  return { amount: Math.round(amount * 100), currency: "USD" };
}
