/** The parts of a Shopify order that a test cares about. */
export type OrderSketch = {
  number: number;
  placedAt: string;
  phone?: string | undefined;
  customer?: { phone?: string; email: string };
  currency?: string;
  total?: string;
  financial?: string;
  cancelledAt?: string;
  returnStatus?: string;
  attributes?: { key: string; value: string }[];
  lines?: {
    id: number;
    title: string;
    quantity: number;
    unfulfilled?: number;
    price: string;
    /** One of SHOPIFY_VARIANTS; the first where none is said. */
    variant?: string;
  }[];
  parcels?: {
    id: number;
    status: string;
    lines: [number, number][];
    deliveredAt?: string;
    events?: { status: string; happenedAt: string; message: string }[];
  }[];
  returns?: {
    status: string;
    lines: { id: number; quantity: number; processed: number }[];
    labelUrl?: string;
  }[];
  transactions?: ShopifyTransaction[];
  refunds?: { amount: string; status: string; lines: [number, number][] }[];
};

type ShopifyTransaction = {
  kind: string;
  status: string;
  gateway: string;
  formattedGateway?: string;
  paymentDetails?: { __typename: string; company?: string; number?: string };
};

/** The variants of the one product that is sold here: what most orders are of, its like, one sold out and a dearer one. */
export const SHOPIFY_VARIANTS = [
  { id: "111", colour: "walnut", price: "89.00", availableForSale: true },
  { id: "112", colour: "oak", price: "89.00", availableForSale: true },
  { id: "113", colour: "ash", price: "89.00", availableForSale: false },
  { id: "114", colour: "brass", price: "129.00", availableForSale: true },
].map(({ id, colour, ...variant }) => ({
  ...variant,
  id: `gid://shopify/ProductVariant/${id}`,
  legacyResourceId: id,
  selectedOptions: [{ name: "Colour", value: colour }],
}));

/** The order as Shopify's graph has it. */
export function shopifyOrder(sketch: OrderSketch) {
  const { number, placedAt, currency, customer, parcels, returns, refunds, lines } = {
    currency: "DKK",
    parcels: [],
    returns: [],
    refunds: [],
    lines: [{ id: 1, title: "Lamp", quantity: 1, price: "89.00" }],
    ...sketch,
  };
  const money = (amount: string) => ({
    presentmentMoney: { amount, currencyCode: currency },
    shopMoney: { amount, currencyCode: currency },
  });
  const lineItem = (id: number) => ({ id: `gid://shopify/LineItem/${id}` });
  const whole = { hasNextPage: false, endCursor: null };
  const id = 5_000_000 + number;
  const metafields: ShopifyMetafield[] = [];
  return {
    id: `gid://shopify/Order/${id}`,
    legacyResourceId: String(id),
    name: `#${number}`,
    email: customer?.email ?? null,
    phone: sketch.phone ?? null,
    processedAt: placedAt,
    updatedAt: placedAt,
    cancelledAt: sketch.cancelledAt ?? null,
    cancellation: null as { staffNote: string | null } | null,
    closedAt: null,
    merchantEditable: sketch.cancelledAt === undefined,
    merchantEditableErrors: [] as string[],
    metafields,
    metafield: ({ namespace, key }: { namespace: string; key: string }) =>
      metafields.find((one) => one.namespace === namespace && one.key === key) ?? null,
    transactions: sketch.transactions ?? [],
    customerLocale: "da",
    displayFinancialStatus: sketch.financial ?? "PAID",
    returnStatus: sketch.returnStatus ?? "NO_RETURN",
    customAttributes: sketch.attributes ?? [],
    customer: customer ? customerOf(customer) : null,
    billingAddress: null,
    shippingAddress: {
      name: "Signe Holm",
      firstName: "Signe",
      lastName: "Holm",
      company: "Holm ApS",
      phone: "+4520304050",
      address1: "Havnegade 1",
      address2: "",
      city: "København",
      zip: "1058",
      provinceCode: null as string | null,
      countryCodeV2: "DK",
    },
    totalPriceSet: money(sketch.total ?? "89.00"),
    totalRefundedSet: money(refunds[0]?.amount ?? "0.00"),
    lineItems: {
      nodes: lines.map(({ id: line, title, quantity, price, unfulfilled, variant = "111" }) => {
        const parts = parcels.flatMap((parcel) => parcel.lines);
        const open = unfulfilled ?? quantity - sent(line, parts);
        return {
          ...lineItem(line),
          title,
          quantity,
          currentQuantity: open + sent(line, parts),
          unfulfilledQuantity: open,
          variant: SHOPIFY_VARIANTS.find(({ legacyResourceId }) => legacyResourceId === variant),
          product: { legacyResourceId: "11", tags: ["lighting"] },
          discountedUnitPriceSet: money(price),
        };
      }),
      pageInfo: whole,
    },
    fulfillments: parcels.map((parcel) => ({
      legacyResourceId: String(parcel.id),
      status: parcel.status === "CANCELED" ? "CANCELLED" : "SUCCESS",
      displayStatus: parcel.status,
      createdAt: placedAt,
      updatedAt: parcel.deliveredAt ?? placedAt,
      deliveredAt: parcel.deliveredAt ?? null,
      trackingInfo: [{ company: "PostNord", number: "JD01", url: "https://track.example/JD01" }],
      fulfillmentLineItems: {
        nodes: parcel.lines.map(([line, quantity]) => ({
          id: `gid://shopify/FulfillmentLineItem/${parcel.id}${line}`,
          quantity,
          lineItem: lineItem(line),
        })),
        pageInfo: whole,
      },
      events: { nodes: parcel.events ?? [] },
    })),
    returns: {
      nodes: returns.map((one, index) =>
        shopifyReturn({
          id: `gid://shopify/Return/${index + 1}`,
          status: one.status,
          createdAt: placedAt,
          lines: one.lines.map((line) => ({
            quantity: line.quantity,
            processedQuantity: line.processed,
            returnReasonNote: "",
            fulfillmentLineItem: { lineItem: lineItem(line.id) },
          })),
          exchanged: [],
          labelUrl: one.labelUrl,
        }),
      ),
    },
    refunds: refunds.map((refund, index) => ({
      legacyResourceId: String(900 + index),
      createdAt: placedAt,
      processedAt: placedAt,
      totalRefundedSet: money(refund.amount),
      transactions: { nodes: [{ status: refund.status }] },
      refundLineItems: {
        nodes: refund.lines.map(([line, quantity]) => ({ quantity, lineItem: lineItem(line) })),
      },
    })),
  };
}

type ShopifyMetafield = { namespace: string; key: string; value: string };

/** The return as Shopify's graph has it. */
export function shopifyReturn(sketch: {
  id: string;
  status: string;
  createdAt: string;
  lines: {
    quantity: number;
    processedQuantity: number;
    returnReasonNote: string;
    fulfillmentLineItem: { lineItem: { id: string } };
  }[];
  exchanged: { variantId: string; quantity: number }[];
  labelUrl?: string | undefined;
}) {
  const { lines, exchanged, labelUrl, ...one } = sketch;
  const label = { publicFileUrl: labelUrl };
  const deliverable = { __typename: "ReverseDeliveryShippingDeliverable", label };
  const deliveries = labelUrl === undefined ? [] : [{ deliverable }];
  return {
    ...one,
    returnLineItems: { nodes: lines.map((line) => ({ __typename: "ReturnLineItem", ...line })) },
    exchangeLineItems: { nodes: exchanged },
    reverseFulfillmentOrders: { nodes: [{ reverseDeliveries: { nodes: deliveries } }] },
  };
}

function customerOf({ phone, email }: NonNullable<OrderSketch["customer"]>) {
  return {
    id: "gid://shopify/Customer/7",
    legacyResourceId: "7",
    firstName: "Signe",
    lastName: "Holm",
    defaultPhoneNumber: phone ? { phoneNumber: phone } : null,
    defaultEmailAddress: { emailAddress: email },
  };
}

export type ShopifyFakeOrder = ReturnType<typeof shopifyOrder>;

function sent(line: number, parts: [number, number][]): number {
  return parts.filter(([id]) => id === line).reduce((sum, [, quantity]) => sum + quantity, 0);
}
