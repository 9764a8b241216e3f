import { z } from "zod";
import type { MedusaFakeReturn, Recorded } from "./medusa-orders.ts";
import { isSoldOut, priceOf, readCatalogue } from "./medusa-products.ts";
import type { Asked, Told } from "./shop-server.ts";

const CHANGED_AT = "2026-11-21T21:00:00.000Z";

type Row = {
  id: string;
  change_type: string;
  order_id: string;
  status: string;
  internal_note?: string | undefined;
  return_id?: string | undefined;
  exchange_id?: string | undefined;
};

type Open = {
  row: Row;
  made?: MedusaFakeReturn;
  back: { id: string; quantity: number }[];
  out: { variant_id: string; quantity: number }[];
  left: Map<string, number>;
};

/**
 * What a Medusa v2 changes, by Medusa's own rules: one open change an order, which blocks every other until it is
 * confirmed or taken back; cancelling only without parcels, with the money back; no move to another country.
 */
export function medusaChanges(shop: readonly Recorded[]) {
  const rows: Row[] = [];
  const open: Open[] = [];
  const sold = new Set<string>();
  const find = (id: string | undefined) => shop.find(({ order }) => order.id === id);

  function begin(type: string, body: Begun): Told {
    const one = find(body.order_id);
    if (!one || one.order.status === "canceled") return invalid("Order has been canceled");
    if (open.some(({ row }) => row.order_id === body.order_id)) {
      return invalid(`Order (${body.order_id}) already has an existing active order change`);
    }
    const row = rowOf(type, body, rows.length + 1);
    const made = row.return_id === undefined ? undefined : returnOf(row.return_id, row, body);
    rows.push(row);
    if (made) one.returns.push(made);
    open.push({ row, ...(made ? { made } : {}), back: [], out: [], left: new Map() });
    const exchange = { id: row.exchange_id };
    return { body: { order_change: row, return: { id: row.return_id }, exchange } };
  }

  function takeBack(change: Open): Told {
    open.splice(open.indexOf(change), 1);
    rows.splice(rows.indexOf(change.row), 1);
    const one = find(change.row.order_id);
    if (one) one.returns = one.returns.filter(({ id }) => id !== change.row.return_id);
    return { body: { deleted: true } };
  }

  function confirm(change: Open): Told {
    const one = find(change.row.order_id);
    const isEmpty = change.row.return_id !== undefined && change.back.length === 0;
    if (!one || isEmpty) return invalid("Order return request should have at least 1 item");
    const soldOut = change.out.find(({ variant_id: id }) => isSoldOut(id) || sold.has(id));
    if (soldOut)
      return invalid("Some variant does not have the required inventory", "insufficient_inventory");
    apply(change, one.order, rows.length);
    if (change.made) {
      change.made.status = "requested";
      change.made.items = change.back.map(({ id, quantity }) => ({ item_id: id, quantity }));
    }
    change.row.status = "confirmed";
    open.splice(open.indexOf(change), 1);
    return { body: { order_preview: {} } };
  }

  function askBack(change: Open, { items = [] }: Filled): Told {
    const order = find(change.row.order_id)?.order;
    for (const { id = "", quantity } of items) {
      const detail = order?.items.find((item) => item.id === id)?.detail;
      if (!detail) return invalid(`Items with ids ${id} does not exist in order.`);
      if (quantity > detail.fulfilled_quantity - detail.return_requested_quantity) {
        return invalid(`Cannot request to return more items than what was fulfilled for ${id}.`);
      }
      change.back.push({ id, quantity });
    }
    return preview(change);
  }

  function preview(change: Open): Told {
    const order = find(change.row.order_id)?.order;
    const kept = [...change.left].reduce((sum, [id, quantity]) => {
      const item = order?.items.find((line) => line.id === id);
      return sum - (item ? (item.detail.quantity - quantity) * item.unit_price : 0);
    }, 0);
    const added = change.out.reduce(
      (sum, { variant_id, quantity }) => sum + priceOf(variant_id) * quantity,
      0,
    );
    const owed = (order?.summary.pending_difference ?? 0) + kept + added;
    return { body: { order_preview: { summary: { pending_difference: owed } } } };
  }

  function fill(change: Open, step: string, body: Filled): Told {
    switch (step) {
      case "request-items":
      case "inbound/items":
        return askBack(change, body);
      case "items":
      case "outbound/items":
        for (const { variant_id = "", quantity } of body.items ?? []) {
          if (priceOf(variant_id) === 0) return invalid(`Variant ${variant_id} does not exist`);
          change.out.push({ variant_id, quantity });
        }
        return preview(change);
      case "outbound/shipping-method":
        return preview(change);
      case "request":
      case "confirm":
        return confirm(change);
      default:
        change.left.set(step.replace("items/item/", ""), body.quantity ?? 0);
        return preview(change);
    }
  }

  function changed(asked: Asked): Told | undefined {
    const [, kind = "", id = "", step = ""] =
      /^\/admin\/(returns|exchanges|order-edits)\/([^/]+)\/?(.*)$/.exec(asked.path) ?? [];
    if (kind === "") return undefined;
    const change = open.find(({ row }) =>
      [row.exchange_id ?? row.return_id, row.return_id ? undefined : row.order_id].includes(id),
    );
    if (!change) return { status: 404, body: { type: "not_found", message: `no ${kind} ${id}` } };
    if (asked.method === "DELETE") return takeBack(change);
    return fill(change, step, filledSchema.parse(JSON.parse(asked.body)));
  }

  function ofOrder({ path, method, body }: Asked): Told | undefined {
    const [, id, step] = /^\/admin\/orders\/([^/]+)\/?(.*)$/.exec(path) ?? [];
    const order = find(id)?.order;
    if (step === "changes") {
      return { body: { order_changes: rows.filter(({ order_id }) => order_id === id) } };
    }
    if (method !== "POST" || !order) return undefined;
    if (step === "cancel") return cancel(order);
    return update(order, updateSchema.parse(JSON.parse(body)));
  }

  return {
    answer(asked: Asked): Told | undefined {
      const type = BEGINNINGS[asked.path];
      if (type && asked.method === "POST") {
        return begin(type, begunSchema.parse(JSON.parse(asked.body)));
      }
      return readCatalogue(asked.path) ?? changed(asked) ?? ofOrder(asked);
    },
    leaveOpen(id: string, status: string) {
      begin("edit", { order_id: id });
      Object.assign(rows.at(-1) ?? {}, { status });
    },
    sellOut: (variantId: string) => void sold.add(variantId),
  };
}

const BEGINNINGS: Readonly<Record<string, string>> = {
  "/admin/returns": "return_request",
  "/admin/exchanges": "exchange",
  "/admin/order-edits": "edit",
};

const begunSchema = z.strictObject({
  order_id: z.string(),
  location_id: z.string().optional(),
  internal_note: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
type Begun = z.infer<typeof begunSchema>;

const filledSchema = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        variant_id: z.string().optional(),
        quantity: z.number(),
        reason_id: z.string().optional(),
        internal_note: z.string().optional(),
      }),
    )
    .optional(),
  location_id: z.string().optional(),
  quantity: z.number().optional(),
  shipping_option_id: z.string().optional(),
  custom_amount: z.number().optional(),
});
type Filled = z.infer<typeof filledSchema>;

const text = z.string().nullish();
const updateSchema = z.strictObject({
  shipping_address: z.strictObject({
    first_name: text,
    last_name: text,
    phone: text,
    company: text,
    address_1: text,
    address_2: text,
    city: text,
    country_code: text,
    province: text,
    postal_code: text,
  }),
});

function cancel(order: Recorded["order"]): Told {
  if (order.status === "canceled") return invalid(`Order with id ${order.id} has been canceled.`);
  const parcels = order.fulfillments as { canceled_at: string | null }[];
  if (parcels.some(({ canceled_at }) => canceled_at === null)) {
    const message = "All fulfillments must be canceled before canceling an order";
    return { status: 400, body: { type: "not_allowed", message } };
  }
  Object.assign(order, {
    status: "canceled",
    canceled_at: CHANGED_AT,
    payment_status: order.payment_status === "captured" ? "refunded" : "canceled",
  });
  return { body: { order } };
}

function update(
  order: Recorded["order"],
  { shipping_address }: z.infer<typeof updateSchema>,
): Told {
  const country = shipping_address.country_code;
  if (country && country !== order.shipping_address.country_code) {
    return invalid("Country code cannot be changed");
  }
  Object.assign(order.shipping_address, shipping_address);
  return { body: { order } };
}

function rowOf(type: string, body: Begun, number: number): Row {
  return {
    id: `ordch_${number}`,
    change_type: type,
    order_id: body.order_id,
    status: "pending",
    internal_note: body.internal_note,
    ...(type === "exchange" ? { exchange_id: `oexc_${number}` } : {}),
    ...(type === "edit" ? {} : { return_id: `return_${number}` }),
  };
}

function returnOf(id: string, row: Row, { metadata }: Begun): MedusaFakeReturn {
  const { order_id, exchange_id } = row;
  const more = { metadata, created_at: CHANGED_AT };
  return { id, order_id, status: "open", exchange_id, items: [], ...more };
}

/** Makes true what an open change holds. */
function apply({ back, left, out }: Open, order: Recorded["order"], number: number): void {
  const lineOf = (id: string) => order.items.find((line) => line.id === id);
  for (const { id, quantity } of back) {
    const item = lineOf(id);
    if (item) item.detail.return_requested_quantity += quantity;
  }
  for (const [id, quantity] of left) {
    const item = lineOf(id);
    if (item) Object.assign(item, { quantity, detail: { ...item.detail, quantity } });
  }
  const [like] = order.items;
  if (like) {
    order.items.push(
      ...out.map(({ variant_id, quantity }) => newItem(like, variant_id, quantity, number)),
    );
  }
  order.items = order.items.filter(({ detail }) => detail.quantity > 0);
}

function newItem(
  like: Recorded["order"]["items"][number],
  variantId: string,
  quantity: number,
  number: number,
) {
  const price = priceOf(variantId);
  const detail = Object.fromEntries(Object.keys(like.detail).map((count) => [count, 0]));
  return {
    ...like,
    id: `ordli_new_${number}`,
    variant_id: variantId,
    quantity,
    unit_price: price,
    raw_unit_price: { value: String(price), precision: 20 },
    detail: { ...like.detail, ...detail, quantity },
  };
}

function invalid(message: string, code?: string): Told {
  return { status: 400, body: { code, type: "invalid_data", message } };
}
