import { parse } from "graphql";
import { z } from "zod";
import recorded from "../fixtures/commerce/vendure-orders.json" with { type: "json" };
import { type Asked, type ShopServer, startShopServer, type Told } from "./shop-server.ts";

type Recorded = (typeof recorded)["delivered"];

export type Vendure = ShopServer & {
  readonly apiKey: string;
  readonly orders: Recorded[];
  /** How many decimals its amounts have. */
  countIn(decimals: number): void;
};

/**
 * A small Vendure with the orders that a real one (3.7.3) answered with. It knows our questions by their names, and
 * compares letter by letter; that it understands them is proven on the real one (`npm run test:peers`).
 */
export async function startVendure(): Promise<Vendure> {
  const apiKey = "vendure-night";
  const orders: Recorded[] = structuredClone(Object.values(recorded)) as Recorded[]; // they differ in what their lists hold
  let decimals = 2;

  function answer({ path, headers, body }: Asked): Told {
    if (path !== "/admin-api") return { status: 404, body: { message: "Not Found" } };
    if (headers["vendure-api-key"] !== apiKey) {
      const error = {
        message: "You are not currently authorized to perform this action",
        extensions: { code: "FORBIDDEN" },
      };
      return { body: { errors: [error], data: null } };
    }
    const { query, variables } = questionSchema.parse(JSON.parse(body));
    parse(query);
    return { body: { data: dataFor(/^query (\w+)/.exec(query)?.[1] ?? "", variables) } };
  }

  function dataFor(question: string, variables: z.output<typeof questionSchema>["variables"]) {
    const placed = orders.filter(({ active }) => !active);
    switch (question) {
      case "NightdeskOrder":
        return { order: orders.find(({ id }) => id === variables.id) ?? null };
      case "NightdeskByCode":
        return {
          orders: { items: placed.filter(({ code }) => variables.codes.includes(code)) },
        };
      case "NightdeskByCustomer": {
        const items = placed.filter(({ customer }) =>
          Object.entries(variables.filter).some(([field, values]) =>
            values.in.includes(customer[field === "phoneNumber" ? field : "emailAddress"]),
          ),
        );
        return { customers: { items: [{ orders: { items } }] } };
      }
      case "NightdeskChanged": {
        const { after = "", skip = 0, take = 10 } = variables;
        const changed = placed
          .filter(({ updatedAt }) => updatedAt > after)
          .sort((one, other) => one.updatedAt.localeCompare(other.updatedAt));
        return {
          orders: { items: changed.slice(skip, skip + take), totalItems: changed.length },
        };
      }
      case "NightdeskPrecision":
        return { globalSettings: { serverConfig: { moneyStrategyPrecision: decimals } } };
      default:
        throw new Error(`a question that this Vendure does not know: ${question}`);
    }
  }

  const server = await startShopServer(answer);
  return {
    ...server,
    apiKey,
    orders,
    countIn: (next) => {
      decimals = next;
    },
  };
}

const questionSchema = z.object({
  query: z.string(),
  variables: z.object({
    id: z.string().optional(),
    codes: z.array(z.string()).default([]),
    filter: z.record(z.string(), z.object({ in: z.array(z.string()) })).default({}),
    after: z.string().optional(),
    skip: z.number().optional(),
    take: z.number().optional(),
  }),
});
