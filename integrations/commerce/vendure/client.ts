import { z } from "zod";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import { askAt, inShape, readAnswer, readChange } from "../ask.ts";
import { envelopeSchema, readData } from "../graphql.ts";

const SYSTEM = "Vendure";

/** With the history of its parcels, which is the only place that says when something happened. */
const ORDER = `fragment NightdeskOrder on Order {
  id code state active orderPlacedAt updatedAt currencyCode totalWithTax
  customer { id emailAddress phoneNumber firstName lastName }
  shippingAddress { fullName streetLine1 streetLine2 city province postalCode countryCode phoneNumber }
  billingAddress { countryCode phoneNumber }
  lines {
    id quantity orderPlacedQuantity proratedUnitPriceWithTax
    productVariant { id sku name product { id } }
  }
  fulfillments { id state method trackingCode updatedAt lines { orderLineId quantity } }
  payments { state amount refunds { id state total createdAt } }
  history(options: { take: 100, sort: { createdAt: DESC }, filter: { type: { in: ["ORDER_STATE_TRANSITION", "ORDER_FULFILLMENT_TRANSITION", "ORDER_CANCELLATION"] } } }) {
    items { type createdAt data }
  }
  notes: history(options: { take: 100, sort: { createdAt: ASC }, filter: { type: { eq: "ORDER_NOTE" } } }) {
    items { createdAt data }
  }
  modifications { note }
}`;

const PLACED = "active: { eq: false }";

const BY_ID = `query NightdeskOrder($id: ID!) { order(id: $id) { ...NightdeskOrder } } ${ORDER}`;

const BY_CODE = `query NightdeskByCode($codes: [String!]!) {
  orders(options: { filter: { code: { in: $codes }, ${PLACED} }, take: 10 }) { items { ...NightdeskOrder } }
} ${ORDER}`;

const BY_CUSTOMER = `query NightdeskByCustomer($filter: CustomerFilterParameter!) {
  customers(options: { filter: $filter, take: 20 }) {
    items { orders(options: { filter: { ${PLACED} }, sort: { orderPlacedAt: DESC }, take: 50 }) { items { ...NightdeskOrder } } }
  }
} ${ORDER}`;

const CHANGED = `query NightdeskChanged($after: DateTime!, $skip: Int!, $take: Int!) {
  orders(options: { filter: { updatedAt: { after: $after }, ${PLACED} }, sort: { updatedAt: ASC }, skip: $skip, take: $take }) {
    items { ...NightdeskOrder }
    totalItems
  }
} ${ORDER}`;

const PRODUCT = `query NightdeskProduct($id: ID!) {
  product(id: $id) {
    variants { id name enabled priceWithTax currencyCode stockLevel options { name group { name } } }
  }
}`;

const PRECISION =
  "query NightdeskPrecision { globalSettings { serverConfig { moneyStrategyPrecision } } }";

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const quantity = z.number().int();
const amount = z.number().int();

const orderSchema = z.object({
  id: z.string(),
  code: z.string(),
  /** Shops add their own states. */
  state: z.string(),
  active: z.boolean(),
  orderPlacedAt: instant.nullish(),
  updatedAt: instant,
  currencyCode: z.string().length(3),
  totalWithTax: amount,
  customer: z
    .object({
      id: z.string(),
      emailAddress: z.string(),
      phoneNumber: z.string().nullish(),
      firstName: z.string(),
      lastName: z.string(),
    })
    .nullish(),
  shippingAddress: z
    .object({
      fullName: z.string().nullish(),
      streetLine1: z.string().nullish(),
      streetLine2: z.string().nullish(),
      city: z.string().nullish(),
      province: z.string().nullish(),
      postalCode: z.string().nullish(),
      countryCode: z.string().nullish(),
      phoneNumber: z.string().nullish(),
    })
    .nullish(),
  billingAddress: z
    .object({ countryCode: z.string().nullish(), phoneNumber: z.string().nullish() })
    .nullish(),
  lines: z.array(
    z.object({
      id: z.string(),
      quantity,
      orderPlacedQuantity: quantity,
      proratedUnitPriceWithTax: amount,
      productVariant: z.object({
        id: z.string(),
        sku: z.string(),
        name: z.string(),
        product: z.object({ id: z.string() }),
      }),
    }),
  ),
  fulfillments: z
    .array(
      z.object({
        id: z.string(),
        state: z.string(),
        method: z.string().nullish(),
        trackingCode: z.string().nullish(),
        updatedAt: instant,
        lines: z.array(z.object({ orderLineId: z.string(), quantity })),
      }),
    )
    .nullish(),
  payments: z
    .array(
      z.object({
        state: z.string(),
        amount,
        refunds: z.array(
          z.object({ id: z.string(), state: z.string(), total: amount, createdAt: instant }),
        ),
      }),
    )
    .nullish(),
  history: z.object({
    items: z.array(
      z.object({
        type: z.string(),
        createdAt: instant,
        data: z.object({
          from: z.string().optional(),
          to: z.string().optional(),
          /** Of a cancellation. */
          reason: z.string().nullish(),
          /** The raw database id, which may be a number. */
          fulfillmentId: z.coerce.string().optional(),
        }),
      }),
    ),
  }),
  notes: z.object({
    items: z.array(
      z.object({ createdAt: instant, data: z.object({ note: z.string().nullish() }) }),
    ),
  }),
  modifications: z.array(z.object({ note: z.string() })),
});
/** An order as Vendure tells it. */
export type VendureOrder = z.output<typeof orderSchema>;

const variantSchema = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  priceWithTax: amount,
  currencyCode: z.string().length(3),
  /** As the shop shows it: `IN_STOCK`, `LOW_STOCK`, `OUT_OF_STOCK`, or a number. */
  stockLevel: z.string(),
  options: z.array(z.object({ name: z.string(), group: z.object({ name: z.string() }) })),
});
/** A variant as Vendure tells it. */
export type VendureVariant = z.output<typeof variantSchema>;

const listSchema = z.object({ items: z.array(orderSchema) });

/** What we ask of Vendure's Admin API. Every method rejects with ProviderUnavailableError when it could not find out. */
export type VendureClient = {
  order(id: string): Promise<VendureOrder | undefined>;
  byCode(codes: readonly string[]): Promise<readonly VendureOrder[]>;
  /** Through the customer: of an order Vendure filters neither by e-mail nor by phone. */
  byCustomer(
    field: "emailAddress" | "phoneNumber",
    values: readonly string[],
  ): Promise<readonly VendureOrder[]>;
  /** Least recently changed first. */
  changedSince(
    instant: number,
    skip: number,
    take: number,
  ): Promise<{ orders: readonly VendureOrder[]; total: number }>;
  /** How many decimals this server's amounts have, whatever the currency. */
  precision(): Promise<number>;
  /** What a product is sold in; empty where there is no such product. */
  variants(productId: string): Promise<readonly VendureVariant[]>;
  /**
   * Asks for one change. Vendure's own no is an answer here; `schema` is the shape of the whole data.
   * @throws ProviderUnavailableError when nothing was changed, OutcomeUnknownError when something may have been.
   */
  change<T>(mutation: string, variables: object, schema: z.ZodType<T>): Promise<T>;
};

/** Vendure's codes for questions that it has not acted on. */
const NOT_ACTED_ON = [
  "FORBIDDEN",
  "USER_INPUT_ERROR",
  "ENTITY_NOT_FOUND",
  "BAD_USER_INPUT",
  "GRAPHQL_VALIDATION_FAILED",
];

/** Vendure at `url`, with an API key. Source: its Admin API, as version 3.7 answers. */
export function vendureClient(options: { url: string; apiKey: string }): VendureClient {
  const ask = askAt({
    system: SYSTEM,
    url: options.url,
    headers: { "vendure-api-key": options.apiKey },
  });
  async function query<T>(text: string, variables: object, schema: z.ZodType<T>): Promise<T> {
    const answer = await ask({
      method: "POST",
      path: "/admin-api",
      body: { query: text, variables },
    });
    return readData(SYSTEM, readAnswer(SYSTEM, answer, envelopeSchema), schema);
  }
  return {
    async order(id) {
      const schema = z.object({ order: orderSchema.nullable() });
      return (await query(BY_ID, { id }, schema)).order ?? undefined;
    },
    async byCode(codes) {
      return (await query(BY_CODE, { codes }, z.object({ orders: listSchema }))).orders.items;
    },
    async byCustomer(field, values) {
      const filter = { [field]: { in: values } };
      const schema = z.object({
        customers: z.object({ items: z.array(z.object({ orders: listSchema })) }),
      });
      const { customers } = await query(BY_CUSTOMER, { filter }, schema);
      return customers.items.flatMap(({ orders }) => orders.items);
    },
    async changedSince(after, skip, take) {
      const schema = z.object({
        orders: listSchema.extend({ totalItems: z.number().int() }),
      });
      // "After" is strict, and some databases count whole seconds.
      const variables = { after: new Date(after - 1000).toISOString(), skip, take };
      const { orders } = await query(CHANGED, variables, schema);
      return { orders: orders.items, total: orders.totalItems };
    },
    async variants(productId) {
      const schema = z.object({
        product: z.object({ variants: z.array(variantSchema) }).nullable(),
      });
      return (await query(PRODUCT, { id: productId }, schema)).product?.variants ?? [];
    },
    async change(mutation, variables, schema) {
      const body = { query: mutation, variables };
      const answer = await ask({ method: "POST", path: "/admin-api", body, changes: true });
      const { errors = [], data } = readChange(SYSTEM, answer, envelopeSchema);
      const words = errors.map(({ message }) => message).join("; ");
      if (errors.some(({ extensions }) => NOT_ACTED_ON.includes(extensions?.code ?? ""))) {
        throw new ProviderUnavailableError(`${SYSTEM} refuses a change: ${words}`);
      }
      if (errors.length > 0) throw new OutcomeUnknownError(`${SYSTEM} fails at a change: ${words}`);
      try {
        return inShape(SYSTEM, data, schema);
      } catch (cause) {
        throw new OutcomeUnknownError(`${SYSTEM}'s answer to a change cannot be read`, { cause });
      }
    },
    async precision() {
      const { globalSettings } = await query(PRECISION, {}, precisionSchema);
      return globalSettings.serverConfig.moneyStrategyPrecision;
    },
  };
}

const precisionSchema = z.object({
  globalSettings: z.object({
    serverConfig: z.object({ moneyStrategyPrecision: z.number().int().min(0).max(6) }),
  }),
});
