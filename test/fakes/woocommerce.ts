import { createHmac } from "node:crypto";
import { z } from "zod";
import recorded from "../fixtures/commerce/woocommerce-orders.json" with { type: "json" };
import { type Asked, type ShopServer, startShopServer, type Told } from "./shop-server.ts";

type Recorded = (typeof recorded)["order-guest"];
/** Other values than the recorded ones, in the recorded shape. */
type Changed = Partial<Omit<Recorded, "meta_data" | "shipping_lines" | "date_paid_gmt">> & {
  date_paid_gmt?: string | null;
  meta_data?: { key: string; value: unknown }[];
  shipping_lines?: { method_id: string }[];
};
type Kept = Omit<Recorded, keyof Changed> & Changed & { id: number; status: string };

export type WooCommerce = ShopServer & {
  readonly key: string;
  readonly secret: string;
  /** Adds an order like the recorded guest's, with other values. */
  add(order: Changed & { id: number }): void;
  change(id: number, order: Changed): void;
  /** From now on every change is answered so, with an error of WooCommerce's own. */
  answerChangesWith(status: number): void;
  /** What staff read on the order. */
  notesOf(id: number): readonly string[];
};

/**
 * A small WooCommerce with the two orders that a real one (9.2.5) answered with, and its habits: over plain HTTP only
 * signed questions are heard; a filter that it does not know is ignored and everybody's orders come back; `search`
 * finds any part of a name, address, e-mail or phone as it was typed, and no number; times are UTC without saying so.
 */
export async function startWooCommerce(): Promise<WooCommerce> {
  const key = "ck_night";
  const secret = "cs_night";
  let refusal: number | undefined;
  const notes = new Map<number, string[]>();
  const template = recorded["order-guest"];
  const orders: Kept[] = structuredClone([
    recorded["order-guest"],
    recorded["order-completed-refunded"],
  ]) as unknown as Kept[]; // their lists have other rows, which is all that differs

  function answer(asked: Asked): Told {
    const { path, query } = asked;
    if (!isSignedBy(secret, asked, server.url)) {
      const code = "woocommerce_rest_authentication_error";
      return { status: 401, body: { code, message: "Invalid signature." } };
    }
    if (refusal !== undefined && asked.method !== "GET") {
      return { status: refusal, body: { code: "woocommerce_rest_error", message: "Invalid." } };
    }
    const below = path.startsWith(BASE) ? path.slice(BASE.length) : "";
    const [, what, id, part] = /^\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(below) ?? [];
    const answers: Readonly<Record<string, () => Told>> = {
      "orders/": () => listed(query),
      "orders/one": () =>
        asked.method === "PUT" ? update(id, JSON.parse(asked.body)) : single(id),
      "orders/refunds": () => ({ body: id === "13" ? [recorded.refund] : [] }),
      "orders/notes": () => notesAnswer(Number(id), asked),
      "products/variations": () => (id === "10" ? { body: VARIATIONS } : noSuch("product")),
      "data/current": () => ({ body: { code: "USD" } }),
    };
    const answered = answers[`${what}/${part ?? (id === undefined ? "" : "one")}`];
    return answered?.() ?? { status: 404, body: { code: "rest_no_route" } };
  }

  function notesAnswer(id: number, { method, body }: Asked): Told {
    const kept = notes.get(id) ?? [];
    if (method === "GET") return { body: kept.map((note, index) => ({ id: index, note })) };
    notes.set(id, [...kept, z.object({ note: z.string() }).parse(JSON.parse(body)).note]);
    return { status: 201, body: { id: kept.length } };
  }

  /** As WooCommerce does: any order is cancelled and any address changed, and nothing refunded. */
  function update(id: string | undefined, wish: unknown): Told {
    const order = orders.find((one) => String(one.id) === id);
    if (!order) return noSuch("shop_order");
    const { meta_data, shipping, ...others } = updateSchema.parse(wish);
    const kept = (order.meta_data ?? []).filter(({ key }) => meta_data.every((m) => m.key !== key));
    Object.assign(order, others, { meta_data: [...kept, ...meta_data] });
    Object.assign(order.shipping ?? {}, shipping);
    return { body: order };
  }

  function single(id: string | undefined): Told {
    const order = orders.find((one) => String(one.id) === id);
    return order ? { body: order } : noSuch("shop_order");
  }

  function listed(query: URLSearchParams): Told {
    const include = query.get("include")?.split(",");
    const text = query.get("search")?.toLowerCase();
    const after = query.get("modified_after")?.replace(/\.\d+Z$/, "");
    const by = query.get("orderby") === "modified" ? "date_modified_gmt" : "date_created_gmt";
    const sign = query.get("order") === "asc" ? 1 : -1;
    const found = orders
      .filter((order) => include?.includes(String(order.id)) ?? true)
      .filter((order) => text === undefined || searched(order).includes(text))
      .filter((order) => after === undefined || `${order.date_modified_gmt}` > after)
      .sort((one, other) => `${one[by]}`.localeCompare(`${other[by]}`) * sign);
    const size = Number(query.get("per_page") ?? 10);
    const page = Number(query.get("page") ?? 1);
    return {
      headers: { "x-wp-totalpages": String(Math.ceil(found.length / size)) },
      body: found.slice((page - 1) * size, page * size),
    };
  }

  const server = await startShopServer(answer);
  return {
    ...server,
    key,
    secret,
    add: (order) => {
      orders.push({ ...structuredClone(template), number: String(order.id), ...order } as Kept);
    },
    change: (id, values) => {
      Object.assign(orders.find((order) => order.id === id) ?? {}, values);
    },
    answerChangesWith: (status) => {
      refusal = status;
    },
    notesOf: (id) => notes.get(id) ?? [],
  };
}

const BASE = "/wp-json/wc/v3";

function noSuch(what: string): Told {
  return {
    status: 404,
    body: { code: `woocommerce_rest_${what}_invalid_id`, message: "Invalid ID." },
  };
}

const updateSchema = z.object({
  status: z.string().optional(),
  shipping: z.record(z.string(), z.string()).optional(),
  meta_data: z.array(z.object({ key: z.string(), value: z.string() })),
});

const variation = (id: number, size: string, stock_status = "instock") => ({
  id,
  price: "129.50",
  stock_status,
  purchasable: true,
  attributes: [{ id: 1, name: "Size", option: size }],
});
const VARIATIONS = [variation(101, "9"), variation(102, "10"), variation(103, "11", "outofstock")];

function searched({ billing }: Kept): string {
  return Object.values(billing ?? {})
    .join("\n")
    .toLowerCase();
}

/** As WooCommerce checks it: name and value are encoded twice, joined by an encoded "=" and an encoded "&". */
function isSignedBy(secret: string, { method, path, query }: Asked, url: string): boolean {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const pairs = [...query]
    .filter(([name]) => name !== "oauth_signature")
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encode(encode(name))}%3D${encode(encode(value))}`)
    .join("%26");
  const signed = createHmac("sha256", `${secret}&`)
    .update(`${method}&${encode(`${url}${path}`)}&${pairs}`)
    .digest("base64");
  return query.get("oauth_signature") === signed;
}
