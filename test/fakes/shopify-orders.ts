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
  lines?: { id: number; title: string; quantity: number; unfulfilled?: number; price: string }[];
  parcels?: {
    id: number;
    status: string;
    lines: [number, number][];
    deliveredAt?: string;
    events?: { status: string; happenedAt: string; message: string }[];
  }[];
  returns?: { status: string; lines: { id: number; quantity: number; processed: number }[] }[];
  refunds?: { amount: string; status: string; lines: [number, number][] }[];
};

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
  return {
    id: `gid://shopify/Order/${id}`,
    legacyResourceId: String(id),
    name: `#${number}`,
    email: customer?.email ?? null,
    phone: sketch.phone ?? null,
    processedAt: placedAt,
    updatedAt: placedAt,
    cancelledAt: sketch.cancelledAt ?? null,
    closedAt: null,
    customerLocale: "da",
    displayFinancialStatus: sketch.financial ?? "PAID",
    returnStatus: sketch.returnStatus ?? "NO_RETURN",
    customAttributes: sketch.attributes ?? [],
    customer: customer ? customerOf(customer) : null,
    billingAddress: null,
    shippingAddress: {
      name: "Signe Holm",
      address1: "Havnegade 1",
      city: "København",
      zip: "1058",
      countryCodeV2: "DK",
    },
    totalPriceSet: money(sketch.total ?? "89.00"),
    totalRefundedSet: money(refunds[0]?.amount ?? "0.00"),
    lineItems: {
      nodes: lines.map(({ id: line, title, quantity, price, unfulfilled }) => ({
        ...lineItem(line),
        title,
        quantity,
        unfulfilledQuantity:
          unfulfilled ??
          quantity -
            sent(
              line,
              parcels.flatMap((parcel) => parcel.lines),
            ),
        product: { legacyResourceId: "11", tags: ["lighting"] },
        discountedUnitPriceSet: money(price),
      })),
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
        nodes: parcel.lines.map(([line, quantity]) => ({ quantity, lineItem: lineItem(line) })),
        pageInfo: whole,
      },
      events: { nodes: parcel.events ?? [] },
    })),
    returns: {
      nodes: returns.map((one, index) => ({
        id: `gid://shopify/Return/${index + 1}`,
        status: one.status,
        createdAt: placedAt,
        returnLineItems: {
          nodes: one.lines.map((line) => ({
            __typename: "ReturnLineItem",
            quantity: line.quantity,
            processedQuantity: line.processed,
            fulfillmentLineItem: { lineItem: lineItem(line.id) },
          })),
        },
      })),
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
