import { readFileSync } from "node:fs";
import { buildSchema, type GraphQLError, graphql, parse } from "graphql";
import { z } from "zod";
import { type Asked, type ShopServer, startShopServer, type Told } from "./shop-server.ts";
import { shopifyChanges } from "./shopify-changes.ts";
import { costOf } from "./shopify-cost.ts";
import { SHOPIFY_VARIANTS, type ShopifyFakeOrder } from "./shopify-orders.ts";

export const SHOPIFY_SCHEMA = readFileSync("test/fixtures/commerce/shopify-admin.graphql", "utf8");

const MOST_FOR_ONE = 1000;
const BUCKET = 2000;
const RESTORED_A_SECOND = 100;

/** The fields that orders may be searched by; others are ignored with a warning, as on the real system. */
const SEARCHABLE = ["name", "email", "updated_at"];

export type Shopify = ShopServer & {
  readonly accessToken: string;
  readonly orders: ShopifyFakeOrder[];
  /** Empties the bucket of points so far that this many are left, for so many questions. */
  throttle(left: number, questions: number): void;
  /** From now on every question is answered in this version, whichever was asked for. */
  fallForward(version: string): void;
  scopes(...handles: string[]): void;
  /** Cancelling takes so many further questions; `never`: its job ends without it. */
  cancelAfter(questions: number | "never"): void;
};

/** A small Shopify over the real names of its Admin API: a wrong field, argument or value fails as it does there. */
export async function startShopify(orders: ShopifyFakeOrder[]): Promise<Shopify> {
  const accessToken = "shpat_night";
  const schema = buildSchema(SHOPIFY_SCHEMA);
  let scopes = ["read_orders", "read_all_orders", "read_customers", ...WRITE_SCOPES];
  let version: string | undefined;
  let shortage = { left: BUCKET, questions: 0 };

  async function answer({ path, headers, body }: Asked): Promise<Told> {
    const asked = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(path)?.[1];
    if (asked === undefined) return { status: 404, body: { errors: "Not Found" } };
    const told = { "x-shopify-api-version": version ?? asked };
    if (headers["x-shopify-access-token"] !== accessToken) {
      const errors = "[API] Invalid API key or access token";
      return { status: 401, headers: told, body: { errors } };
    }
    const { query, variables } = questionSchema.parse(JSON.parse(body));
    return { headers: told, body: await play(query, variables) };
  }

  async function play(query: string, variables: Record<string, unknown>) {
    const cost = costOf(parse(query));
    const throttled = shortage.questions > 0;
    if (throttled) shortage.questions--;
    const extensions = {
      cost: {
        requestedQueryCost: cost,
        throttleStatus: {
          maximumAvailable: BUCKET,
          currentlyAvailable: throttled ? shortage.left : BUCKET,
          restoreRate: RESTORED_A_SECOND,
        },
      },
      search: [] as object[],
    };
    const refusal =
      cost > MOST_FOR_ONE
        ? { message: `Query cost is ${cost}`, extensions: { code: "MAX_COST_EXCEEDED" } }
        : { message: "Throttled", extensions: { code: "THROTTLED" } };
    if (throttled || cost > MOST_FOR_ONE) return { errors: [refusal], extensions };
    changes.tick();
    const { data, errors } = await graphql({
      schema,
      source: query,
      variableValues: variables,
      rootValue: roots(extensions.search),
    });
    return errors ? { errors: errors.map(told), extensions } : { data, extensions };
  }

  const changes = shopifyChanges(orders, (scope) => scopes.includes(scope));

  function roots(search: object[]) {
    return {
      ...changes.roots,
      order: ({ id }: { id: string }) => orders.find((order) => order.id === id),
      orders: ({ query = "", ...paging }: Paging & { query?: string }) => {
        const [, field = "", operator = "", value = ""] =
          /^(\w+):(>=)?["']?(.*?)["']?$/.exec(query) ?? [];
        if (!SEARCHABLE.includes(field)) {
          search.push({
            query,
            warnings: [{ field, code: "invalid_field", message: `Invalid field: ${field}` }],
          });
          return page(orders, paging);
        }
        return page(
          orders.filter((order) => {
            if (field === "updated_at") return operator === ">=" && order.updatedAt >= value;
            const stored = field === "name" ? order.name.replace("#", "") : order.email;
            return stored?.toLowerCase() === value.replace(/\\(.)/g, "$1").toLowerCase();
          }),
          paging,
        );
      },
      customerByIdentifier: ({ identifier }: { identifier: { phoneNumber?: string } }) => {
        const theirs = orders.filter(
          ({ customer }) => customer?.defaultPhoneNumber?.phoneNumber === identifier.phoneNumber,
        );
        const customer = theirs[0]?.customer;
        return customer ? { ...customer, orders: (paging: Paging) => page(theirs, paging) } : null;
      },
      shop: { currencyCode: "DKK" },
      product: ({ id }: { id: string }) =>
        id === "gid://shopify/Product/11" ? { variants: { nodes: SHOPIFY_VARIANTS } } : null,
      currentAppInstallation: { accessScopes: () => scopes.map((handle) => ({ handle })) },
    };
  }

  const server = await startShopServer(answer);
  return {
    ...server,
    accessToken,
    orders,
    throttle: (left, questions) => {
      shortage = { left, questions };
    },
    fallForward: (next) => {
      version = next;
    },
    scopes: (...handles) => {
      scopes = handles;
    },
    cancelAfter: changes.cancelAfter,
  };
}

const WRITE_SCOPES = ["write_orders", "write_order_edits", "write_returns"];

const questionSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).default({}),
});

type Paging = { first: number; after?: string | null; sortKey?: string; reverse?: boolean };

function page(found: ShopifyFakeOrder[], { first, after, sortKey, reverse }: Paging) {
  const key = sortKey === "UPDATED_AT" ? "updatedAt" : "processedAt";
  const sorted = found.toSorted((one, other) => one[key].localeCompare(other[key]));
  if (reverse) sorted.reverse();
  const start = Number(after ?? 0);
  const end = start + first;
  return {
    nodes: sorted.slice(start, end),
    pageInfo: { hasNextPage: end < sorted.length, endCursor: String(end) },
  };
}

function told({ message, path, extensions }: GraphQLError) {
  return { message, path, extensions };
}
