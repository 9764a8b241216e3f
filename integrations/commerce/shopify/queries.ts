import { z } from "zod";

/**
 * What we ask of Shopify's Admin API, with the shapes of its answers. Lists are short and single orders are asked for
 * one by one, because a question may cost 1,000 points at most and every row of every list counts.
 */

/** Enough of an order to compare it with what was asked. */
export const CONTACT = `fragment Contact on Order {
  legacyResourceId name email phone
  customer { defaultPhoneNumber { phoneNumber } defaultEmailAddress { emailAddress } }
  billingAddress { phone countryCodeV2 }
  shippingAddress { phone countryCodeV2 }
}`;

/** What CONTACT answers. */
export const contactSchema = z.object({
  legacyResourceId: z.coerce.string(),
  name: z.string(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  customer: z
    .object({
      defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullish(),
      defaultEmailAddress: z.object({ emailAddress: z.string() }).nullish(),
    })
    .nullish(),
  billingAddress: z
    .object({ phone: z.string().nullish(), countryCodeV2: z.string().nullish() })
    .nullish(),
  shippingAddress: z
    .object({ phone: z.string().nullish(), countryCodeV2: z.string().nullish() })
    .nullish(),
});
export type ShopifyContact = z.output<typeof contactSchema>;

const contactsSchema = z.object({ nodes: z.array(contactSchema) });

/** `query` is Shopify's search text; of orders it knows `name` and `email`, but no `phone`. */
export const FIND_ORDERS = `query NightdeskFindOrders($query: String!) {
  orders(first: 50, query: $query, sortKey: CREATED_AT, reverse: true) { nodes { ...Contact } }
} ${CONTACT}`;
export const foundOrdersSchema = z.object({ orders: contactsSchema });

/** By phone there is only the way through the customer. */
export const FIND_BY_PHONE = `query NightdeskFindByPhone($phone: String!) {
  customerByIdentifier(identifier: { phoneNumber: $phone }) {
    orders(first: 50, sortKey: CREATED_AT, reverse: true) { nodes { ...Contact } }
  }
} ${CONTACT}`;
export const foundByPhoneSchema = z.object({
  customerByIdentifier: z.object({ orders: contactsSchema }).nullable(),
});

/** Just enough to see which changed orders may have arrived. */
export const CHANGED_ORDERS = `query NightdeskChangedOrders($query: String!, $after: String) {
  orders(first: 50, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      legacyResourceId updatedAt displayFinancialStatus returnStatus
      fulfillments(first: 10) { displayStatus }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;
/** Epoch milliseconds, from how Shopify writes an instant. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
export const changedOrdersSchema = z.object({
  orders: z.object({
    nodes: z.array(
      z.object({
        legacyResourceId: z.coerce.string(),
        updatedAt: instant,
        displayFinancialStatus: z.string().nullish(),
        returnStatus: z.string(),
        fulfillments: z.array(z.object({ displayStatus: z.string().nullish() })),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
});

/** What the app may read. */
export const ACCESS_SCOPES = `query NightdeskScopes {
  currentAppInstallation { accessScopes { handle } }
}`;
export const accessScopesSchema = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});
