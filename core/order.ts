import { z } from "zod";
import { moneySchema } from "./money.ts";

/** Epoch milliseconds inside, ISO 8601 with an offset in files. */
const instant = z.union([
  z.number(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

export const TRACKING_STATUSES = [
  "unknown",
  "info_received",
  "in_transit",
  "out_for_delivery",
  "attempt_failed",
  "available_for_pickup",
  "delivered",
  "exception",
  "return_to_sender",
  "expired",
  "cancelled",
] as const;
export type TrackingStatus = (typeof TRACKING_STATUSES)[number];

const trackingEventSchema = z.object({
  at: instant,
  status: z.enum(TRACKING_STATUSES),
  /** The carrier's own words; untrusted text. */
  description: z.string().optional(),
});

const lineItemSchema = z.object({
  id: z.string(),
  productId: z.string().optional(),
  sku: z.string().optional(),
  title: z.string(),
  /** E.g. "size 42, walnut". */
  variant: z.string().optional(),
  /** Which of the product's variants it is, as the system names it. */
  variantId: z.string().optional(),
  quantity: z.number().int().nonnegative(),
  unitPrice: moneySchema,
  tags: z.array(z.string()).default([]),
  /** How many of `quantity` have reached each step; each count includes those that went on from there. */
  fulfilled: z.number().int().default(0),
  shipped: z.number().int().default(0),
  delivered: z.number().int().default(0),
  returnRequested: z.number().int().default(0),
  returned: z.number().int().default(0),
  refunded: z.number().int().default(0),
});

const fulfillmentSchema = z.object({
  id: z.string(),
  /** Which line items are in this parcel. */
  items: z.array(z.object({ lineItemId: z.string(), quantity: z.number().int().positive() })),
  method: z.enum(["parcel", "pickup"]).default("parcel"),
  trackingStatus: z.enum(TRACKING_STATUSES),
  carrier: z.string().optional(),
  trackingNumber: z.string().optional(),
  trackingUrl: z.url().optional(),
  shippedAt: instant.optional(),
  estimatedDeliveryAt: instant.optional(),
  deliveredAt: instant.optional(),
  /** Where it can be collected, when it can. */
  pickupPoint: z.string().optional(),
  pickupUntil: instant.optional(),
  events: z.array(trackingEventSchema).default([]),
});

const refundSchema = z.object({
  id: z.string(),
  amount: moneySchema,
  status: z.enum(["pending", "settled", "failed"]),
  createdAt: instant,
});

export const RETURN_REASONS = [
  "too_small",
  "too_large",
  "changed_mind",
  "not_as_described",
  "damaged",
  "defective",
  "wrong_item",
  "late",
  "other",
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

export const RETURN_OUTCOMES = [
  "refund",
  "exchange",
  "store_credit",
  "replacement",
  "keep_item",
] as const;
export type ReturnOutcome = (typeof RETURN_OUTCOMES)[number];

/** What a customer may choose for what they send back; another variant of it is an exchange. */
export const GIVEN_FOR_RETURNS = ["refund", "store_credit", "replacement"] as const;
export type GivenForReturn = (typeof GIVEN_FOR_RETURNS)[number];

const RETURN_STATUSES = [
  "open",
  "requested",
  "approved",
  "declined",
  "in_transit",
  "partially_received",
  "received",
  "closed",
  "cancelled",
] as const;

const returnSchema = z.object({
  id: z.string(),
  /** `local`: the system knows no returns; ours is written in a note on the order. */
  recordedBy: z.enum(["provider", "local"]).optional(),
  status: z.enum(RETURN_STATUSES),
  outcome: z.enum(RETURN_OUTCOMES).optional(),
  /** What the customer prints or shows to send it back. */
  labelUrl: z.url().optional(),
  items: z.array(z.object({ lineItemId: z.string(), quantity: z.number().int().positive() })),
  createdAt: instant,
});

export const postalAddressSchema = z.object({
  name: z.string().optional(),
  line1: z.string(),
  line2: z.string().optional(),
  city: z.string(),
  postcode: z.string(),
  region: z.string().optional(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().length(2),
});

/** An order in our own words, whatever system it lives in. Money is integer minor units, instants are UTC. */
export const orderSchema = z.object({
  /** The commerce system's id. */
  id: z.string(),
  /** What the customer calls it, without "#". */
  number: z.string(),
  status: z.enum(["open", "completed", "cancelled"]),
  paymentStatus: z.enum([
    "pending",
    "authorized",
    "paid",
    "partially_refunded",
    "refunded",
    "refund_pending",
    "voided",
  ]),
  fulfillmentStatus: z.enum([
    "unfulfilled",
    "partially_fulfilled",
    "packed",
    "shipped",
    "partially_delivered",
    "delivered",
  ]),
  placedAt: instant,
  cancelledAt: instant.optional(),
  /** What the shop promised for the whole order, before any parcel had its own estimate. */
  promisedBy: instant.optional(),
  customerId: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  /** E.164. The number given for this order; L1 proof is measured against it. */
  phone: z.string().optional(),
  email: z.string().optional(),
  locale: z.string().optional(),
  total: moneySchema,
  /** How it was paid, in words the buyer knows: "Visa ending 9375", "gift card". */
  paidWith: z.array(z.string()).optional(),
  isGift: z.boolean().optional(),
  shippingAddress: postalAddressSchema.optional(),
  lineItems: z.array(lineItemSchema),
  fulfillments: z.array(fulfillmentSchema).default([]),
  returns: z.array(returnSchema).default([]),
  refunds: z.array(refundSchema).default([]),
  /** The buyer's yes to a message that is not needed to fulfil the order. */
  thankYouConsent: z.boolean().default(false),
});
export type Order = z.infer<typeof orderSchema>;
export type LineItem = Order["lineItems"][number];
export type Fulfillment = Order["fulfillments"][number];
export type PostalAddress = NonNullable<Order["shippingAddress"]>;
