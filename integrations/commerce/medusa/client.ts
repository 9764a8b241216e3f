import { z } from "zod";
import { type Ask, askAt, inShape, readAnswer } from "../ask.ts";
import { decimalText } from "../decimal-money.ts";

const SYSTEM = "Medusa";

/** What Medusa is asked for with every order; its lists carry little on their own. */
const ORDER_FIELDS = [
  "+email",
  "+metadata",
  "+payment_status",
  "+fulfillment_status",
  "*items.detail",
  "*fulfillments.labels",
  "*fulfillments.items",
  "*payment_collections.payments.refunds",
  "*customer",
  "*shipping_address",
  "*billing_address",
].join(",");

/** Medusa gives each amount twice: as a binary fraction, and exactly in its `raw_` twin. */
const rawAmount = z.object({
  value: z.union([z.string(), z.number()]).transform(String).pipe(decimalText),
});
const quantity = z.number().int().nonnegative();
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const addressSchema = z.object({
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  address_1: z.string().nullish(),
  address_2: z.string().nullish(),
  city: z.string().nullish(),
  province: z.string().nullish(),
  postal_code: z.string().nullish(),
  country_code: z.string().nullish(),
  phone: z.string().nullish(),
});

const itemSchema = z.object({
  id: z.string(),
  title: z.string(),
  variant_title: z.string().nullish(),
  variant_sku: z.string().nullish(),
  product_id: z.string().nullish(),
  variant_id: z.string().nullish(),
  raw_unit_price: rawAmount,
  detail: z.object({
    quantity,
    fulfilled_quantity: quantity,
    shipped_quantity: quantity,
    delivered_quantity: quantity,
    return_requested_quantity: quantity,
    return_received_quantity: quantity,
    return_dismissed_quantity: quantity,
  }),
});

const fulfillmentSchema = z.object({
  id: z.string(),
  packed_at: instant.nullish(),
  shipped_at: instant.nullish(),
  delivered_at: instant.nullish(),
  canceled_at: instant.nullish(),
  labels: z
    .array(z.object({ tracking_number: z.string().nullish(), tracking_url: z.string().nullish() }))
    .default([]),
  items: z.array(z.object({ line_item_id: z.string().nullish(), quantity })),
});

const paymentSchema = z.object({
  refunds: z
    .array(z.object({ id: z.string(), raw_amount: rawAmount, created_at: instant }))
    .nullish(),
});

const orderSchema = z.object({
  id: z.string(),
  display_id: z.number().int(),
  status: z.enum(["pending", "completed", "draft", "archived", "canceled", "requires_action"]),
  payment_status: z.enum([
    "not_paid",
    "awaiting",
    "authorized",
    "partially_authorized",
    "captured",
    "partially_captured",
    "partially_refunded",
    "refunded",
    "canceled",
    "requires_action",
  ]),
  created_at: instant,
  updated_at: instant,
  canceled_at: instant.nullish(),
  email: z.string().nullish(),
  currency_code: z.string().length(3),
  locale: z.string().nullish(),
  customer_id: z.string().nullish(),
  metadata: z.looseObject({ thank_you_consent: z.unknown(), is_gift: z.unknown() }).nullish(),
  summary: z.object({ raw_original_order_total: rawAmount, pending_difference: z.number() }),
  items: z.array(itemSchema),
  fulfillments: z.array(fulfillmentSchema),
  payment_collections: z.array(z.object({ payments: z.array(paymentSchema).nullish() })).nullish(),
  customer: z
    .object({
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      phone: z.string().nullish(),
    })
    .nullish(),
  shipping_address: addressSchema.nullish(),
  billing_address: addressSchema.nullish(),
});
/** An order as Medusa tells it. */
export type MedusaOrder = z.output<typeof orderSchema>;

const returnSchema = z.object({
  id: z.string(),
  order_id: z.string(),
  status: z.enum(["open", "requested", "received", "partially_received", "canceled"]),
  created_at: instant,
  exchange_id: z.string().nullish(),
  metadata: z.looseObject({ nightdesk_outcome: z.unknown() }).nullish(),
  items: z.array(z.object({ item_id: z.string(), quantity })).nullish(),
});
export type MedusaReturn = z.output<typeof returnSchema>;

const ordersSchema = z.object({ orders: z.array(orderSchema), count: z.number().int() });
const returnsSchema = z.object({ returns: z.array(returnSchema) });
const refusalSchema = z.object({ type: z.string(), message: z.string().nullish() });

export type OrderPage = { orders: readonly MedusaOrder[]; count: number };

/** What we ask of Medusa's Admin API. Every method rejects with ProviderUnavailableError when it could not find out. */
export type MedusaClient = {
  order(id: string): Promise<MedusaOrder | undefined>;
  /** Loosely: whatever has the text anywhere in its number, e-mail, phone or address. Newest first. */
  search(text: string, offset: number, limit: number): Promise<OrderPage>;
  /** Least recently changed first. */
  changedSince(instant: number, offset: number, limit: number): Promise<OrderPage>;
  /** The returns of these orders and of no others. */
  returnsOf(orderIds: readonly string[]): Promise<readonly MedusaReturn[]>;
};

/** How to ask Medusa v2 at `url`, with a secret API key. */
export function askMedusa({ url, apiKey }: { url: string; apiKey: string }): Ask {
  const basic = Buffer.from(`${apiKey}:`).toString("base64");
  return askAt({ system: SYSTEM, url, headers: { authorization: `Basic ${basic}` } });
}

/** What is asked of Medusa v2. Source: its Admin API, as version 2.21 answers. */
export function medusaClient(ask: Ask): MedusaClient {
  return {
    async order(id) {
      const answer = await ask({
        path: `/admin/orders/${encodeURIComponent(id)}`,
        query: { fields: ORDER_FIELDS },
      });
      if (answer.status === 404 && isNoSuchOrder(answer.text)) return undefined;
      return readAnswer(SYSTEM, answer, z.object({ order: orderSchema })).order;
    },
    search: (text, offset, limit) =>
      list(ask, { q: text, order: "-created_at", offset: `${offset}`, limit: `${limit}` }),
    changedSince: (instant, offset, limit) =>
      list(ask, {
        "updated_at[$gte]": new Date(instant).toISOString(),
        order: "updated_at",
        offset: `${offset}`,
        limit: `${limit}`,
      }),
    async returnsOf(orderIds) {
      if (orderIds.length === 0) return [];
      const answer = await ask({
        path: "/admin/returns",
        query: { "order_id[]": orderIds, fields: "*items", limit: "200" },
      });
      const { returns } = readAnswer(SYSTEM, answer, returnsSchema);
      return returns.filter((one) => orderIds.includes(one.order_id));
    },
  };
}

async function list(ask: Ask, query: Record<string, string>): Promise<OrderPage> {
  const answer = await ask({ path: "/admin/orders", query: { ...query, fields: ORDER_FIELDS } });
  return readAnswer(SYSTEM, answer, ordersSchema);
}

/** A wrong address answers 404 too, but not in Medusa's words. */
function isNoSuchOrder(text: string): boolean {
  try {
    return inShape(SYSTEM, JSON.parse(text), refusalSchema).type === "not_found";
  } catch {
    return false; // readAnswer then reports the 404
  }
}
