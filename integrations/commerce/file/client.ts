import { readFileSync } from "node:fs";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { ConfigurationError } from "../../../core/errors.ts";
import { moneySchema } from "../../../core/money.ts";
import { orderSchema } from "../../../core/order.ts";

/**
 * Reads a shop kept in one JSON file: customers, products and orders in our own words (shop/README.md).
 * Relative instants, `{"daysFromNow": -2, "at": "14:05"}`, are counted from the day of `anchor` in the shop's zone.
 * @throws ConfigurationError naming every mistake with its file, its path in the JSON and its value.
 */
export function readCommerceFile(
  file: string,
  options: { anchor: number; timezone: string },
): CommerceFile {
  const mistakes: string[] = [];
  const raw = withInstants(parseJson(file), options, [], mistakes);
  const parsed = commerceFileSchema.safeParse(raw);
  if (!parsed.success) mistakes.push(...parsed.error.issues.map((issue) => describe(issue, raw)));
  else mistakes.push(...looseEnds(parsed.data));
  if (!parsed.success || mistakes.length > 0) {
    throw new ConfigurationError(mistakes.map((mistake) => `${file}: ${mistake}`));
  }
  return withVariants(parsed.data);
}

/** The one name of a variant. */
export function variantIdOf({ id, sku }: Product["variants"][number]): string {
  return id ?? sku;
}

/** An ordered item that does not say which variant it is says so by its sku. */
function withVariants(file: CommerceFile): CommerceFile {
  const bySku = new Map(
    file.products.flatMap(({ id, variants }) =>
      variants.map((variant) => [`${id} ${variant.sku}`, variantIdOf(variant)]),
    ),
  );
  const orders = file.orders.map((order) => ({
    ...order,
    lineItems: order.lineItems.map((item) => {
      const variantId = item.variantId ?? bySku.get(`${item.productId} ${item.sku}`);
      return variantId === undefined ? item : { ...item, variantId };
    }),
  }));
  return { ...file, orders };
}

const customerSchema = z.strictObject({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  phone: z.string().optional(),
  email: z.string().optional(),
});

const productSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  tags: z.array(z.string()).default([]),
  variants: z.array(
    z.strictObject({
      /** Absent: the `sku`. */
      id: z.string().optional(),
      sku: z.string(),
      title: z.string().optional(),
      /** What a customer tells the variants apart by: `{"size": "42"}`. Absent: the title. */
      options: z.record(z.string(), z.string()).optional(),
      price: moneySchema,
      stock: z.number().int().nonnegative(),
    }),
  ),
});

/** Where the parcels tell how far an order is, `fulfillmentStatus` may be left out. */
const storedOrderSchema = orderSchema.extend({
  fulfillmentStatus: orderSchema.shape.fulfillmentStatus.optional(),
});

export type Product = z.infer<typeof productSchema>;

const commerceFileSchema = z.strictObject({
  customers: z.array(customerSchema).default([]),
  products: z.array(productSchema).default([]),
  orders: z.array(storedOrderSchema),
});

/** The whole file, every instant resolved. */
export type CommerceFile = z.infer<typeof commerceFileSchema>;
/** An order as it stands in the file, with things that may still lie in the future. */
export type StoredOrder = CommerceFile["orders"][number];

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`${file}: cannot be read as JSON: ${why}`]);
  }
}

const relativeInstant = z.strictObject({
  daysFromNow: z.number().int(),
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
});

/** The same tree with every relative instant turned into epoch milliseconds. */
function withInstants(
  value: unknown,
  options: { anchor: number; timezone: string },
  path: PropertyKey[],
  mistakes: string[],
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => withInstants(item, options, [...path, index], mistakes));
  }
  if (typeof value !== "object" || value === null) return value;
  if (!("daysFromNow" in value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        withInstants(item, options, [...path, key], mistakes),
      ]),
    );
  }
  const relative = relativeInstant.safeParse(value);
  if (relative.success) return resolve(relative.data, options);
  mistakes.push(
    `${pathWords(path)}: ${JSON.stringify(value)}: expected {"daysFromNow": a whole number, "at": "HH:MM"}`,
  );
  return options.anchor;
}

function resolve(
  relative: z.infer<typeof relativeInstant>,
  { anchor, timezone }: { anchor: number; timezone: string },
): number {
  return Temporal.Instant.fromEpochMilliseconds(anchor)
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .add({ days: relative.daysFromNow })
    .toZonedDateTime({ timeZone: timezone, plainTime: relative.at }).epochMilliseconds;
}

function describe(issue: z.core.$ZodIssue, raw: unknown): string {
  const at = pathWords(issue.path) || "the file";
  if (issue.code === "unrecognized_keys") return `${at}: unknown key "${issue.keys.join('", "')}"`;
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], // zod walked this path before us
    raw,
  );
  if (value === undefined) return `${at}: is missing`;
  // Instants are the only unions in the file.
  const expected =
    issue.code === "invalid_union"
      ? 'expected an instant: "2026-11-20T14:05:00+01:00" or {"daysFromNow": -2, "at": "14:05"}'
      : issue.message;
  return `${at}: ${JSON.stringify(value).slice(0, SHOWN_LENGTH)}: ${expected}`;
}

/** The file is full of people: a message that ends in a log holds no more of it than shows what is meant. */
const SHOWN_LENGTH = 60;

function pathWords(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`,
    )
    .join("");
}

/** References that lead nowhere, and names that two orders share. */
function looseEnds(file: CommerceFile): string[] {
  const customers = new Set(file.customers.map((customer) => customer.id));
  const products = new Set(file.products.map((product) => product.id));
  const variants = new Set(file.products.flatMap((product) => product.variants.map(variantIdOf)));
  const strays = file.orders.flatMap((order, index) => [
    ...unknown(`orders[${index}].customerId`, [order.customerId], customers),
    ...unknown(
      `orders[${index}].lineItems: productId`,
      order.lineItems.map((item) => item.productId),
      products,
    ),
    ...unknown(
      `orders[${index}]: lineItemId`,
      [...order.fulfillments, ...order.returns].flatMap((x) => x.items.map((y) => y.lineItemId)),
      new Set(order.lineItems.map((item) => item.id)),
    ),
    ...unknown(
      `orders[${index}].lineItems: variantId`,
      order.lineItems.map((item) => item.variantId),
      variants,
    ),
  ]);
  return [
    ...strays,
    ...repeated(
      "id",
      file.orders.map((order) => order.id),
    ),
    ...repeated(
      "number",
      file.orders.map((order) => order.number),
    ),
  ];
}

function unknown(
  at: string,
  references: readonly (string | undefined)[],
  known: ReadonlySet<string>,
): string[] {
  return references
    .filter((reference) => reference !== undefined)
    .filter((reference) => !known.has(reference))
    .map((reference) => `${at}: ${JSON.stringify(reference)}: leads nowhere in this file`);
}

function repeated(field: string, values: readonly string[]): string[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    return first === index
      ? []
      : [`orders[${index}].${field}: ${JSON.stringify(value)}: orders[${first}] has it already`];
  });
}
