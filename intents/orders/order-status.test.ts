import { describe, expect, it } from "@jest/globals";
import type { Order } from "../../core/order.ts";
import {
  day,
  inTransit,
  line,
  order,
  parcelOf,
  told,
  trackingUrl,
} from "../../test/fixtures/order-talk.ts";

describe("a customer with one order, who asks where it is", () => {
  it("learns the day on which it comes, with the tracking link last, on a line of its own", () => {
    const text = told(inTransit({ estimatedDeliveryAt: day(1) }));
    expect(text).toContain("1042 (Lys table lamp)");
    expect(text).toContain("should reach you tomorrow");
    expect(text.split("\n").at(-1)).toBe(trackingUrl);
  });

  it("is given no date where the carrier has given none", () => {
    expect(told(inTransit({}))).toContain("There is no delivery date yet");
  });

  it("hears what the shop promised where the carrier has given no date", () => {
    expect(told(inTransit({}, { promisedBy: day(4) }))).toContain(
      "promised it by Tuesday 24 November",
    );
  });

  it("is told that it is late, what was promised, and the new date", () => {
    const text = told(inTransit({ estimatedDeliveryAt: day(4) }, { promisedBy: day(-2) }));
    expect(text).toContain("late");
    expect(text).toContain("promised it by Wednesday 18 November");
    expect(text).toContain("on Tuesday 24 November");
  });

  it("is told before the promised day that it will not be kept", () => {
    const text = told(inTransit({ estimatedDeliveryAt: day(4) }, { promisedBy: day(2) }));
    expect(text).toContain("late");
  });

  it("is told that it is late without an invented date, what was last heard, and where to turn", () => {
    const text = told(
      inTransit({ estimatedDeliveryAt: day(-3), events: [{ at: day(-4), status: "in_transit" }] }),
    );
    expect(text).toContain("it was due Tuesday 17 November");
    expect(text).toContain("Monday 16 November");
    expect(text).toContain("no new date");
    expect(text).toContain('"person"');
  });

  it("is not told that it is late on the very day, only that it has not come", () => {
    const text = told(inTransit({ estimatedDeliveryAt: day(0) - 3 * 60 * 60_000 }));
    expect(text).toContain("was due today");
    expect(text).not.toContain("late");
  });

  it("is not promised today at a quarter to eleven at night, though it is out for delivery", () => {
    const parcel = {
      trackingStatus: "out_for_delivery" as const,
      estimatedDeliveryAt: day(0) - 60 * 60_000,
    };
    expect(told(order({ fulfillments: [parcelOf(parcel)] }))).not.toContain(
      "should reach you today",
    );
    const inTheMorning = told(order({ fulfillments: [parcelOf(parcel)] }), {
      now: day(0) - 12 * 60 * 60_000,
    });
    expect(inTheMorning).toContain("should reach you today");
  });

  it("is told until when it can be collected, and where", () => {
    const ready = {
      trackingStatus: "available_for_pickup" as const,
      pickupPoint: "Corner Kiosk",
      pickupUntil: day(4),
    };
    const text = told(order({ fulfillments: [parcelOf(ready)] }));
    expect(text).toContain("at Corner Kiosk, until Tuesday 24 November");
    const passed = told(order({ fulfillments: [parcelOf({ ...ready, pickupUntil: day(-1) })] }));
    expect(passed).toContain("until yesterday");
    expect(passed).toContain('"person"');
  });

  it("hears when it was collected", () => {
    const text = told(
      order({
        fulfillments: [
          parcelOf({ method: "pickup", trackingStatus: "delivered", deliveredAt: day(-1) }),
        ],
      }),
    );
    expect(text).toContain("was collected yesterday at 22:41");
  });

  it("is offered help with one delivered yesterday, and not with one of last month", () => {
    const delivered = (at: number) =>
      told(order({ fulfillments: [parcelOf({ trackingStatus: "delivered", deliveredAt: at })] }));
    expect(delivered(day(-1))).toContain("cannot find it");
    expect(delivered(day(-30))).not.toContain("cannot find it");
    expect(delivered(day(-30))).not.toContain(trackingUrl);
  });

  const troubles = ["exception", "return_to_sender", "expired", "cancelled"] as const;
  it.each(troubles)("is not left alone with a parcel that is: %s", (trackingStatus) => {
    const text = told(order({ fulfillments: [parcelOf({ trackingStatus })] }));
    expect(text).toContain('"person"');
    expect(text).not.toContain("should reach you");
    expect(
      told(order({ fulfillments: [parcelOf({ trackingStatus })] }), { personFollows: true }),
    ).not.toContain('"person"');
  });

  it("hears that nobody was at home, and when it comes again", () => {
    const missed = {
      trackingStatus: "attempt_failed" as const,
      events: [{ at: day(-1), status: "attempt_failed" as const }],
    };
    expect(
      told(order({ fulfillments: [parcelOf({ ...missed, estimatedDeliveryAt: day(1) })] })),
    ).toContain("could not be delivered yesterday. It should come again tomorrow.");
    const { trackingUrl: _, ...untracked } = parcelOf(missed);
    expect(told(order({ fulfillments: [untracked] }))).toContain('"person"');
  });

  it.each([
    [{ paymentStatus: "pending" }, "not paid yet"],
    [{ paymentStatus: "voided" }, "payment did not go through"],
    [{}, "is being prepared"],
    [{ promisedBy: day(-1) }, "promised it by yesterday"],
    [
      { status: "cancelled", paymentStatus: "voided", cancelledAt: day(-1) },
      "was cancelled yesterday. You were not charged",
    ],
    [{ status: "cancelled", cancelledAt: day(-1) }, "I see no refund for it yet"],
  ] satisfies [Partial<Order>, string][])(
    "is told how an unpacked order stands: %j",
    (more, words) => {
      expect(told(order(more))).toContain(words);
    },
  );

  it("is told of a pre-order as one", () => {
    const [item] = order({}).lineItems;
    expect(told(order({ lineItems: item ? [{ ...item, tags: ["preorder"] }] : [] }))).toContain(
      "pre-order",
    );
  });

  it.each([
    ["pending", "not paid out yet"],
    ["settled", "We refunded DKK 89.00 yesterday"],
    ["failed", "did not go through"],
  ] as const)("is told the state of a refund that is %s", (status, words) => {
    const refunds = [
      { id: "r", amount: { amount: 8900, currency: "DKK" }, status, createdAt: day(-1) },
    ];
    expect(told(order({ status: "cancelled", refunds }))).toContain(words);
  });

  it("is told what became of a return", () => {
    const returns = [
      {
        id: "r",
        status: "requested" as const,
        items: [{ lineItemId: "a", quantity: 1 }],
        createdAt: day(-1),
      },
    ];
    expect(told(order({ returns }))).toContain("You asked yesterday to return Lys table lamp");
  });

  it("is never told an address, a phone, an e-mail or what was paid", () => {
    const text = told(inTransit({ estimatedDeliveryAt: day(1) }));
    for (const secret of ["Skeppsgatan", "Malmö", "+4670", "@", "899"])
      expect(text).not.toContain(secret);
  });
});

describe("a customer whose order was split", () => {
  const split = order({
    lineItems: [line("a", "Coat"), line("b", "Gloves"), line("c", "Lamp", 0)],
    fulfillments: [
      parcelOf({
        id: "P1",
        trackingStatus: "delivered",
        deliveredAt: day(-1),
        items: [{ lineItemId: "a", quantity: 1 }],
      }),
      parcelOf({
        id: "P2",
        estimatedDeliveryAt: day(1),
        trackingUrl: `${trackingUrl}2`,
        items: [{ lineItemId: "b", quantity: 1 }],
      }),
    ],
  });

  it("learns what is in which parcel, where each is, and what is still to come", () => {
    expect(told(split).split("\n")).toEqual([
      "Your order 1042 comes in 2 parcels.",
      "Parcel 1 (Coat) was delivered yesterday at 22:41.",
      "Parcel 2 (Gloves) is on its way with PostNord and should reach you tomorrow.",
      "Still to be packed: Lamp.",
      "Track it:",
      `${trackingUrl}2`,
    ]);
  });
});
