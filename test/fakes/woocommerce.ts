import { createHmac } from "node:crypto";
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
};

/**
 * A small WooCommerce with the two orders that a real one (9.2.5) answered with, and its habits: over plain HTTP only
 * signed questions are heard; a filter that it does not know is ignored and everybody's orders come back; `search`
 * finds any part of a name, address, e-mail or phone as it was typed, and no number; times are UTC without saying so.
 */
export async function startWooCommerce(): Promise<WooCommerce> {
  const key = "ck_night";
  const secret = "cs_night";
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
    const [, id, refunds] =
      /^\/wp-json\/wc\/v3\/orders(?:\/([^/]+))?(\/refunds)?$/.exec(path) ?? [];
    if (refunds) return { body: id === "13" ? [recorded.refund] : [] };
    if (id !== undefined) return single(id);
    return path === "/wp-json/wc/v3/orders"
      ? listed(query)
      : { status: 404, body: { code: "rest_no_route" } };
  }

  function single(id: string): Told {
    const order = orders.find((one) => String(one.id) === id);
    const code = "woocommerce_rest_shop_order_invalid_id";
    return order ? { body: order } : { status: 404, body: { code, message: "Invalid ID." } };
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
  };
}

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
