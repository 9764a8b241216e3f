import { z } from "zod";
import { decimalText } from "../decimal-money.ts";

/**
 * What we ask of Shopify's Admin API, with the shapes of its answers. Lists are short and single orders are asked for
 * one by one, because a question may cost 1,000 points at most and every row of every list counts.
 */

/** Enough of an order to compare it with what was asked. */
const CONTACT = `fragment Contact on Order {
  legacyResourceId name email phone
  customer { defaultPhoneNumber { phoneNumber } defaultEmailAddress { emailAddress } }
  billingAddress { phone countryCodeV2 }
  shippingAddress { phone countryCodeV2 }
}`;

const contactSchema = z.object({
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
    nodes { legacyResourceId updatedAt fulfillments(first: 10) { displayStatus } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
export const changedOrdersSchema = z.object({
  orders: z.object({
    nodes: z.array(
      z.object({
        legacyResourceId: z.coerce.string(),
        updatedAt: instant,
        fulfillments: z.array(z.object({ displayStatus: z.string().nullish() })),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
});

const MONEY = "presentmentMoney { amount currencyCode }";

export const ONE_ORDER = `query NightdeskOrder($id: ID!) {
  order(id: $id) {
    ...Contact
    processedAt cancelledAt closedAt customerLocale
    displayFinancialStatus returnStatus
    customAttributes { key value }
    customer { legacyResourceId firstName lastName }
    totalPriceSet { ${MONEY} }
    totalRefundedSet { ${MONEY} }
    shippingAddress { name firstName lastName address1 address2 city zip provinceCode }
    lineItems(first: 50) {
      nodes {
        id title variantTitle sku quantity unfulfilledQuantity
        product { legacyResourceId tags }
        discountedUnitPriceSet { ${MONEY} }
      }
      pageInfo { hasNextPage }
    }
    fulfillments(first: 10) {
      legacyResourceId status displayStatus
      createdAt updatedAt inTransitAt deliveredAt estimatedDeliveryAt
      trackingInfo(first: 1) { company number url }
      fulfillmentLineItems(first: 20) {
        nodes { quantity lineItem { id } }
        pageInfo { hasNextPage }
      }
      events(first: 10, sortKey: HAPPENED_AT) { nodes { status happenedAt message } }
    }
  }
} ${CONTACT}`;

/** Asked only where an order says that it has any. */
export const MONEY_BACK = `query NightdeskMoneyBack($id: ID!) {
  order(id: $id) {
    returns(first: 10) {
      nodes {
        id status createdAt
        returnLineItems(first: 15) {
          nodes {
            quantity processedQuantity
            ... on ReturnLineItem { fulfillmentLineItem { lineItem { id } } }
          }
        }
      }
    }
    refunds(first: 10) {
      legacyResourceId createdAt processedAt
      totalRefundedSet { ${MONEY} }
      transactions(first: 3) { nodes { status } }
      refundLineItems(first: 15) { nodes { quantity lineItem { id } } }
    }
  }
}`;

/** What the app may read. */
export const ACCESS_SCOPES = `query NightdeskScopes {
  currentAppInstallation { accessScopes { handle } }
}`;
export const accessScopesSchema = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});

const moneySchema = z.object({
  presentmentMoney: z.object({ amount: decimalText, currencyCode: z.string() }),
});
const quantity = z.number().int().nonnegative();
const partSchema = z.object({
  quantity: quantity.nullish(),
  lineItem: z.object({ id: z.string() }),
});

const orderSchema = contactSchema.extend({
  processedAt: instant,
  cancelledAt: instant.nullish(),
  closedAt: instant.nullish(),
  customerLocale: z.string().nullish(),
  displayFinancialStatus: z
    .enum([
      "AUTHORIZED",
      "EXPIRED",
      "PAID",
      "PARTIALLY_PAID",
      "PARTIALLY_REFUNDED",
      "PENDING",
      "REFUNDED",
      "VOIDED",
    ])
    .nullish(),
  returnStatus: z.string(),
  customAttributes: z.array(z.object({ key: z.string(), value: z.string().nullish() })),
  customer: contactSchema.shape.customer
    .unwrap()
    .unwrap()
    .extend({
      legacyResourceId: z.coerce.string(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
    })
    .nullish(),
  totalPriceSet: moneySchema,
  totalRefundedSet: moneySchema,
  shippingAddress: contactSchema.shape.shippingAddress
    .unwrap()
    .unwrap()
    .extend({
      name: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      address1: z.string().nullish(),
      address2: z.string().nullish(),
      city: z.string().nullish(),
      zip: z.string().nullish(),
      provinceCode: z.string().nullish(),
    })
    .nullish(),
  lineItems: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        variantTitle: z.string().nullish(),
        sku: z.string().nullish(),
        quantity,
        unfulfilledQuantity: quantity,
        product: z
          .object({ legacyResourceId: z.coerce.string(), tags: z.array(z.string()) })
          .nullish(),
        discountedUnitPriceSet: moneySchema,
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean() }),
  }),
  fulfillments: z.array(
    z.object({
      legacyResourceId: z.coerce.string(),
      status: z.string(),
      displayStatus: z.string().nullish(),
      createdAt: instant,
      updatedAt: instant,
      inTransitAt: instant.nullish(),
      deliveredAt: instant.nullish(),
      estimatedDeliveryAt: instant.nullish(),
      trackingInfo: z.array(
        z.object({
          company: z.string().nullish(),
          number: z.string().nullish(),
          url: z.string().nullish(),
        }),
      ),
      fulfillmentLineItems: z.object({
        nodes: z.array(partSchema),
        pageInfo: z.object({ hasNextPage: z.boolean() }),
      }),
      events: z.object({
        nodes: z.array(
          z.object({ status: z.string(), happenedAt: instant, message: z.string().nullish() }),
        ),
      }),
    }),
  ),
});
export type ShopifyOrder = z.output<typeof orderSchema>;
export const oneOrderSchema = z.object({ order: orderSchema.nullable() });

const moneyBackSchema = z.object({
  returns: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        status: z.enum(["CANCELED", "CLOSED", "DECLINED", "OPEN", "REQUESTED"]),
        createdAt: instant,
        returnLineItems: z.object({
          nodes: z.array(
            z.object({
              quantity,
              processedQuantity: quantity,
              fulfillmentLineItem: z.object({ lineItem: z.object({ id: z.string() }) }).optional(),
            }),
          ),
        }),
      }),
    ),
  }),
  refunds: z.array(
    z.object({
      legacyResourceId: z.coerce.string(),
      createdAt: instant.nullish(),
      processedAt: instant,
      totalRefundedSet: moneySchema,
      transactions: z.object({ nodes: z.array(z.object({ status: z.string() })) }),
      refundLineItems: z.object({ nodes: z.array(partSchema) }),
    }),
  ),
});
export type ShopifyMoneyBack = z.output<typeof moneyBackSchema>;
export const moneyBackAnswerSchema = z.object({ order: moneyBackSchema.nullable() });
