import type { Order } from "../../core/order.ts";

/** An order with one lamp that its customer has had since `deliveredAt`. */
export function deliveredOrder(id: string, deliveredAt: number): Order {
  const price = { amount: 8900, currency: "DKK" };
  return {
    id,
    number: id,
    status: "completed",
    paymentStatus: "paid",
    fulfillmentStatus: "delivered",
    placedAt: deliveredAt - 3 * 24 * 60 * 60_000,
    phone: "+4520304050",
    total: price,
    lineItems: [
      {
        id: "1",
        title: "Lamp",
        quantity: 1,
        unitPrice: price,
        tags: [],
        fulfilled: 1,
        shipped: 1,
        delivered: 1,
        returnRequested: 0,
        returned: 0,
        refunded: 0,
      },
    ],
    fulfillments: [
      {
        id: "1",
        items: [{ lineItemId: "1", quantity: 1 }],
        method: "parcel",
        trackingStatus: "delivered",
        deliveredAt,
        events: [],
      },
    ],
    returns: [],
    refunds: [],
    thankYouConsent: true,
  };
}
