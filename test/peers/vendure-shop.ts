import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";

/** A real Vendure with something to sell, and people who buy. */
export type VendureShop = {
  readonly url: string;
  readonly apiKey: string;
  /** Somebody new puts a lamp into a cart, and pays unless told otherwise. */
  buy(customer: Buyer, options?: { quantity?: number; pay?: boolean }): Promise<Bought>;
  pack(lines: readonly { orderLineId: string; quantity: number }[]): Promise<string>;
  move(parcelId: string, state: "Shipped" | "Delivered"): Promise<void>;
  cancel(orderId: string): Promise<void>;
  /** Notes a refund of the order's first payment, which stays pending. */
  refund(orderId: string, amount: number): Promise<void>;
  /** What staff read on the order, newest last. */
  notes(orderId: string): Promise<readonly string[]>;
  stateOf(orderId: string): Promise<string>;
  close(): Promise<void>;
};

export type Buyer = { email: string; phone: string };
export type Bought = { id: string; code: string; lines: { id: string }[] };

/** Starts Vendure (`npm ci` in test/peers/vendure first) and makes the shop ready, with a forwarder to `forward.to`. */
export async function startVendure(forward: { to: string; secret: string }): Promise<VendureShop> {
  const child = spawn(process.execPath, ["server.mjs"], {
    cwd: "test/peers/vendure",
    env: { ...process.env, NIGHTDESK_URL: forward.to, NIGHTDESK_SECRET: forward.secret },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { url, admin } = await readyLine(child.stdout);
  const token = (
    await ask(`${url}/admin-api`, LOG_IN, { name: admin.identifier, password: admin.password })
  ).token;
  const manage = async (query: string, variables: object = {}) =>
    (await ask(`${url}/admin-api`, query, variables, token)).data;
  const apiKey = await makeKey(manage);
  const variantId = await makeLamps(manage);
  return {
    url,
    apiKey,
    async buy(customer, { quantity = 1, pay = true } = {}) {
      const first = await ask(`${url}/shop-api`, ADD, { variantId, quantity });
      const shop = async (query: string, variables: object = {}) =>
        (await ask(`${url}/shop-api`, query, variables, first.token)).data;
      await shop(SET_CUSTOMER, { email: customer.email, phone: customer.phone });
      await shop(SET_ADDRESS, { phone: customer.phone });
      const methods = z
        .object({ eligibleShippingMethods: z.array(z.object({ id: z.string() })) })
        .parse(await shop("{ eligibleShippingMethods { id } }"));
      await shop(SET_METHOD, { ids: methods.eligibleShippingMethods.map(({ id }) => id) });
      if (pay) {
        await shop('mutation { transitionOrderToState(state: "ArrangingPayment") { __typename } }');
        const paid = z.object({ addPaymentToOrder: boughtSchema }).parse(await shop(PAY));
        return paid.addPaymentToOrder;
      }
      return z.object({ activeOrder: boughtSchema }).parse(await shop(CART)).activeOrder;
    },
    async pack(lines) {
      const packed = z
        .object({ addFulfillmentToOrder: z.object({ id: z.string() }) })
        .parse(await manage(PACK, { lines }));
      return packed.addFulfillmentToOrder.id;
    },
    async move(parcelId, state) {
      z.object({ transitionFulfillmentToState: z.object({ state: z.literal(state) }) }).parse(
        await manage(MOVE, { parcelId, state }),
      );
    },
    async cancel(orderId) {
      z.object({ cancelOrder: z.object({ state: z.literal("Cancelled") }) }).parse(
        await manage(CANCEL, { orderId }),
      );
    },
    async refund(orderId, amount) {
      const { order } = z
        .object({ order: z.object({ payments: z.array(z.object({ id: z.string() })) }) })
        .parse(
          await manage("query ($orderId: ID!) { order(id: $orderId) { payments { id } } }", {
            orderId,
          }),
        );
      z.object({ refundOrder: z.object({ id: z.string() }) }).parse(
        await manage(REFUND, { paymentId: order.payments[0]?.id, amount }),
      );
    },
    async notes(orderId) {
      const { order } = z
        .object({
          order: z.object({
            history: z.object({
              items: z.array(z.object({ data: z.object({ note: z.string() }) })),
            }),
          }),
        })
        .parse(await manage(NOTES, { orderId }));
      return order.history.items.map(({ data }) => data.note);
    },
    async stateOf(orderId) {
      const { order } = z
        .object({ order: z.object({ state: z.string() }) })
        .parse(
          await manage("query ($orderId: ID!) { order(id: $orderId) { state } }", { orderId }),
        );
      return order.state;
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}

const boughtSchema = z.object({
  id: z.string(),
  code: z.string(),
  lines: z.array(z.object({ id: z.string() })),
});

type Manage = (query: string, variables?: object) => Promise<unknown>;

/** A key that may do what the docs ask for, and nothing else. */
async function makeKey(manage: Manage): Promise<string> {
  const { createRole } = z
    .object({ createRole: z.object({ id: z.string() }) })
    .parse(await manage(MAKE_ROLE));
  const { createApiKey } = z
    .object({ createApiKey: z.object({ apiKey: z.string() }) })
    .parse(await manage(MAKE_KEY, { roleIds: [createRole.id] }));
  return createApiKey.apiKey;
}

/** Brass ones are bought; black ones can be had as well, copper ones are sold out, gold ones cost more. */
async function makeLamps(manage: Manage): Promise<string> {
  const { createProduct } = z
    .object({ createProduct: z.object({ id: z.string() }) })
    .parse(await manage(MAKE_PRODUCT));
  const { createProductOptionGroup: finishes } = z
    .object({
      createProductOptionGroup: z.object({
        id: z.string(),
        options: z.array(z.object({ id: z.string(), code: z.string() })),
      }),
    })
    .parse(await manage(MAKE_FINISHES));
  const productId = createProduct.id;
  await manage(ADD_FINISHES, { productId, finishes: finishes.id });
  const variants = LAMPS.map(({ finish, ...lamp }) => ({
    ...lamp,
    productId,
    sku: `LAMP-${finish}`,
    optionIds: finishes.options.filter(({ code }) => code === finish).map(({ id }) => id),
    translations: [{ languageCode: "en", name: `Lamp, ${finish}` }],
  }));
  const { createProductVariants } = z
    .object({ createProductVariants: z.array(z.object({ id: z.string() })) })
    .parse(await manage(MAKE_VARIANTS, { variants }));
  return createProductVariants[0]?.id ?? "";
}

const LAMPS = [
  { finish: "brass", price: 10000, stockOnHand: 1000 },
  { finish: "black", price: 10000, stockOnHand: 1000 },
  { finish: "copper", price: 10000, stockOnHand: 0, trackInventory: "TRUE" },
  { finish: "gold", price: 90000, stockOnHand: 1000 },
];

async function ask(url: string, query: string, variables: object, token?: string) {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = z
    .object({ data: z.unknown(), errors: z.unknown().optional() })
    .parse(await answer.json());
  if (errors) throw new Error(`Vendure refuses ${query}: ${JSON.stringify(errors)}`);
  return { data, token: answer.headers.get("vendure-auth-token") ?? token ?? "" };
}

async function readyLine(output: NodeJS.ReadableStream) {
  for await (const line of createInterface({ input: output })) {
    if (line.startsWith('{"url"')) return readySchema.parse(JSON.parse(line));
  }
  throw new Error("Vendure ended before it was ready: run `npm ci` in test/peers/vendure");
}

const readySchema = z.object({
  url: z.string(),
  admin: z.object({ identifier: z.string(), password: z.string() }),
});

const LOG_IN = `mutation ($name: String!, $password: String!) {
  login(username: $name, password: $password) { __typename }
}`;
const MAKE_ROLE = `mutation {
  createRole(input: { code: "nightdesk", description: "Nightdesk", permissions: [ReadOrder, UpdateOrder, ReadCustomer, ReadCatalog] }) { id }
}`;
const MAKE_KEY = `mutation ($roleIds: [ID!]!) {
  createApiKey(input: { roleIds: $roleIds, translations: [{ languageCode: en, name: "Nightdesk" }] }) { apiKey }
}`;
const MAKE_PRODUCT = `mutation {
  createProduct(input: { translations: [{ languageCode: en, name: "Lamp", slug: "lamp", description: "" }] }) { id }
}`;
const MAKE_FINISHES = `mutation {
  createProductOptionGroup(input: {
    code: "finish", translations: [{ languageCode: en, name: "Finish" }]
    options: [
      { code: "brass", translations: [{ languageCode: en, name: "brass" }] }
      { code: "black", translations: [{ languageCode: en, name: "black" }] }
      { code: "copper", translations: [{ languageCode: en, name: "copper" }] }
      { code: "gold", translations: [{ languageCode: en, name: "gold" }] }
    ]
  }) { id options { id code } }
}`;
const ADD_FINISHES = `mutation ($productId: ID!, $finishes: ID!) {
  addOptionGroupToProduct(productId: $productId, optionGroupId: $finishes) { id }
}`;
const MAKE_VARIANTS = `mutation ($variants: [CreateProductVariantInput!]!) {
  createProductVariants(input: $variants) { id }
}`;
const NOTES = `query ($orderId: ID!) {
  order(id: $orderId) {
    history(options: { filter: { type: { eq: "ORDER_NOTE" } }, sort: { createdAt: ASC } }) { items { data } }
  }
}`;
const ADD = `mutation ($variantId: ID!, $quantity: Int!) {
  addItemToOrder(productVariantId: $variantId, quantity: $quantity) { __typename }
}`;
const SET_CUSTOMER = `mutation ($email: String!, $phone: String!) {
  setCustomerForOrder(input: { emailAddress: $email, phoneNumber: $phone, firstName: "Signe", lastName: "Holm" }) {
    __typename
  }
}`;
const SET_ADDRESS = `mutation ($phone: String!) {
  setOrderShippingAddress(input: {
    fullName: "Signe Holm", streetLine1: "Havnegade 1", city: "København", postalCode: "1058",
    countryCode: "DK", phoneNumber: $phone
  }) { __typename }
}`;
const SET_METHOD = `mutation ($ids: [ID!]!) { setOrderShippingMethod(shippingMethodId: $ids) { __typename } }`;
const PAY = `mutation {
  addPaymentToOrder(input: { method: "card", metadata: {} }) { ... on Order { id code lines { id } } }
}`;
const CART = "{ activeOrder { id code lines { id } } }";
const PACK = `mutation ($lines: [OrderLineInput!]!) {
  addFulfillmentToOrder(input: {
    lines: $lines
    handler: { code: "manual-fulfillment", arguments: [
      { name: "method", value: "PostNord" }, { name: "trackingCode", value: "JD01" }
    ] }
  }) { ... on Fulfillment { id } }
}`;
const MOVE = `mutation ($parcelId: ID!, $state: String!) {
  transitionFulfillmentToState(id: $parcelId, state: $state) { ... on Fulfillment { state } }
}`;
const CANCEL = `mutation ($orderId: ID!) {
  cancelOrder(input: { orderId: $orderId, reason: "changed her mind", cancelShipping: true }) { ... on Order { state } }
}`;
const REFUND = `mutation ($paymentId: ID!, $amount: Money!) {
  refundOrder(input: { paymentId: $paymentId, amount: $amount, lines: [], shipping: 0, adjustment: 0, reason: "scratched" }) {
    ... on Refund { id }
  }
}`;
