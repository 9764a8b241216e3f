import { z } from "zod";
import { decimalText } from "../decimal-money.ts";
import { CONTACT, contactSchema, instant } from "./queries.ts";

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
    transactions(first: 5) {
      kind status gateway formattedGateway
      paymentDetails { ... on CardPaymentDetails { company number } }
    }
    shippingAddress { name firstName lastName address1 address2 city zip provinceCode }
    lineItems(first: 50) {
      nodes {
        id title variantTitle sku quantity currentQuantity unfulfilledQuantity
        variant { legacyResourceId }
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
            ... on ReturnLineItem { returnReasonNote fulfillmentLineItem { lineItem { id } } }
          }
        }
        exchangeLineItems(first: 1) { nodes { quantity } }
        reverseFulfillmentOrders(first: 1) {
          nodes { reverseDeliveries(first: 1) { nodes { deliverable {
            ... on ReverseDeliveryShippingDeliverable { label { publicFileUrl } }
          } } } }
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
  transactions: z.array(
    z.object({
      kind: z.string(),
      status: z.string(),
      gateway: z.string().nullish(),
      formattedGateway: z.string().nullish(),
      paymentDetails: z
        .object({ company: z.string().nullish(), number: z.string().nullish() })
        .nullish(),
    }),
  ),
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
        currentQuantity: quantity,
        unfulfilledQuantity: quantity,
        variant: z.object({ legacyResourceId: z.coerce.string() }).nullish(),
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

const deliverySchema = z.object({
  deliverable: z
    .object({ label: z.object({ publicFileUrl: z.string().nullish() }).nullish() })
    .nullish(),
});

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
              returnReasonNote: z.string().nullish(),
              fulfillmentLineItem: z.object({ lineItem: z.object({ id: z.string() }) }).optional(),
            }),
          ),
        }),
        exchangeLineItems: z.object({ nodes: z.array(z.unknown()) }),
        reverseFulfillmentOrders: z.object({
          nodes: z.array(
            z.object({ reverseDeliveries: z.object({ nodes: z.array(deliverySchema) }) }),
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
