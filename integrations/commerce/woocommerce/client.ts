import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Answer, type Ask, askAt, readAnswer, readChange } from "../ask.ts";
import { decimalText } from "../decimal-money.ts";
import { oauthQuery } from "./oauth.ts";

const SYSTEM = "WooCommerce";

/** The most rows that WooCommerce gives at once. */
const PAGE = 100;

/** WooCommerce tells UTC without saying so. */
const utc = z.iso.datetime({ local: true }).transform((text) => Date.parse(`${text}Z`));
const metaSchema = z.array(z.object({ key: z.string(), value: z.unknown() })).default([]);

const addressSchema = z.object({
  first_name: z.string().default(""),
  last_name: z.string().default(""),
  address_1: z.string().default(""),
  address_2: z.string().default(""),
  city: z.string().default(""),
  state: z.string().default(""),
  postcode: z.string().default(""),
  country: z.string().default(""),
});

const orderSchema = z.object({
  id: z.number().int(),
  /** Plugins number orders anew, so that it need not be the id. */
  number: z.string(),
  /** Plugins add their own. */
  status: z.string(),
  currency: z.string().length(3),
  total: decimalText,
  customer_id: z.number().int(),
  billing: addressSchema.extend({ email: z.string().nullish(), phone: z.string().nullish() }),
  shipping: addressSchema,
  date_created_gmt: utc,
  date_modified_gmt: utc,
  date_completed_gmt: utc.nullish(),
  date_paid_gmt: utc.nullish(),
  payment_method_title: z.string().nullish(),
  meta_data: metaSchema,
  line_items: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      product_id: z.number().int(),
      variation_id: z.number().int().default(0),
      quantity: z.number().int(),
      total: decimalText,
      total_tax: decimalText,
      sku: z.string().nullish(),
    }),
  ),
  shipping_lines: z.array(z.object({ method_id: z.string().nullish() })).default([]),
  refunds: z.array(z.object({ id: z.number().int(), total: decimalText })).default([]),
});
/** An order as WooCommerce tells it. */
export type WooOrder = z.output<typeof orderSchema>;

const refundSchema = z.object({
  id: z.number().int(),
  date_created_gmt: utc,
  amount: decimalText,
  line_items: z.array(z.object({ quantity: z.number().int(), meta_data: metaSchema })).default([]),
});
export type WooRefund = z.output<typeof refundSchema>;

const variationSchema = z.object({
  id: z.number().int(),
  price: z.string(),
  stock_status: z.string(),
  purchasable: z.boolean().default(true),
  attributes: z.array(z.object({ name: z.string(), option: z.string() })),
});
export type WooVariation = z.output<typeof variationSchema>;

/** What an order is set to; `meta_data` of a known key replaces it. */
export type WooUpdate = {
  status?: string;
  shipping?: Readonly<Record<string, string>>;
  meta_data: readonly { key: string; value: string }[];
};

export type OrderPage = { orders: readonly WooOrder[]; pages: number };

/** What we ask of WooCommerce's REST API. Every method rejects with ProviderUnavailableError when it could not find out. */
export type WooClient = {
  order(id: string): Promise<WooOrder | undefined>;
  byId(id: string): Promise<readonly WooOrder[]>;
  /** Loosely: whatever has the text anywhere in its names, address, e-mail or phone. Newest first. */
  search(text: string, page: number): Promise<OrderPage>;
  /** Least recently changed first. */
  changedSince(instant: number, page: number): Promise<OrderPage>;
  refundsOf(orderId: number): Promise<readonly WooRefund[]>;
  /** Empty where there is no such product, or it has no variations. */
  variationsOf(productId: string): Promise<readonly WooVariation[]>;
  /** The shop's own currency, in which its products have their prices. */
  currency(): Promise<string>;
  notesOf(orderId: number): Promise<readonly string[]>;
  /**
   * Sets the order to this, all at once; `undefined` or WooCommerce's own words of why not.
   * @throws ProviderUnavailableError when nothing was changed, OutcomeUnknownError when something may have been.
   */
  update(orderId: number, update: WooUpdate): Promise<string | undefined>;
  /** Adds a note that only staff read. Throws as `update`. */
  addNote(orderId: number, note: string): Promise<void>;
};

/** WooCommerce at `url`, with a REST API key. Source: its REST API v3, as version 9.2 answers. */
export function wooClient(options: {
  url: string;
  key: string;
  secret: string;
  now: () => number;
}): WooClient {
  const send = sender(options);
  const get = (path: string, query: Readonly<Record<string, string>>) => send("GET", path, query);
  return {
    async order(id) {
      const answer = await get(`/orders/${encodeURIComponent(id)}`, {});
      if (answer.status === 404 && isNoSuchOrder(answer.text)) return undefined;
      return readAnswer(SYSTEM, answer, orderSchema);
    },
    byId: async (id) =>
      readAnswer(SYSTEM, await get("/orders", { include: id }), z.array(orderSchema)),
    search: async (text, page) =>
      pageOf(
        await get("/orders", {
          search: text,
          orderby: "date",
          order: "desc",
          per_page: `${PAGE}`,
          page: `${page}`,
        }),
      ),
    changedSince: async (instant, page) =>
      pageOf(
        await get("/orders", {
          // WooCommerce counts whole seconds and takes "after" strictly.
          modified_after: new Date(Math.floor(instant / 1000) * 1000 - 1000).toISOString(),
          dates_are_gmt: "true",
          orderby: "modified",
          order: "asc",
          per_page: `${PAGE}`,
          page: `${page}`,
        }),
      ),
    refundsOf: async (orderId) =>
      readAnswer(
        SYSTEM,
        await get(`/orders/${orderId}/refunds`, { per_page: `${PAGE}` }),
        z.array(refundSchema),
      ),
    async variationsOf(productId) {
      const path = `/products/${encodeURIComponent(productId)}/variations`;
      const answer = await get(path, { per_page: `${PAGE}` });
      if (answer.status === 404 && answer.text.includes('"woocommerce_rest_')) return [];
      return readAnswer(SYSTEM, answer, z.array(variationSchema));
    },
    async currency() {
      const answer = await get("/data/currencies/current", {});
      return readAnswer(SYSTEM, answer, z.object({ code: z.string().length(3) })).code;
    },
    async notesOf(orderId) {
      const answer = await get(`/orders/${orderId}/notes`, {});
      return readAnswer(SYSTEM, answer, z.array(z.object({ note: z.string() }))).map(
        ({ note }) => note,
      );
    },
    async update(orderId, update) {
      const answer = await send("PUT", `/orders/${orderId}`, {}, update);
      if (answer.status === 400) return answer.text.slice(0, 300);
      readChange(SYSTEM, answer, z.object({ id: z.number().int() }));
      return undefined;
    },
    async addNote(orderId, note) {
      const body = { note, customer_note: false };
      const answer = await send("POST", `/orders/${orderId}/notes`, {}, body);
      readChange(SYSTEM, answer, z.object({ id: z.number().int() }));
    },
  };
}

/** Basic authentication over TLS; over plain HTTP WooCommerce accepts only signed questions. */
function sender(options: { url: string; key: string; secret: string; now: () => number }) {
  const { url, key, secret, now } = options;
  const base = `${url}/wp-json/wc/v3`;
  const isSecure = url.startsWith("https:");
  const basic = Buffer.from(`${key}:${secret}`).toString("base64");
  const ask: Ask = askAt({
    system: SYSTEM,
    url: base,
    headers: isSecure ? { authorization: `Basic ${basic}` } : {},
  });
  return (
    method: "GET" | "POST" | "PUT",
    path: string,
    query: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Answer> =>
    ask({
      method,
      path,
      ...(body === undefined ? {} : { body, changes: true }),
      query: isSecure
        ? query
        : oauthQuery({
            method,
            url: `${base}${path}`,
            query,
            key,
            secret,
            now: now(),
            nonce: randomUUID(),
          }),
    });
}

function pageOf(answer: Answer): OrderPage {
  const orders = readAnswer(SYSTEM, answer, z.array(orderSchema));
  return { orders, pages: Number(answer.headers["x-wp-totalpages"] ?? 1) };
}

/** A missing route is a 404 as well: the plugin is off, or the address is wrong. */
function isNoSuchOrder(text: string): boolean {
  return text.includes('"woocommerce_rest_shop_order_invalid_id"');
}
