import { describe, expect, it } from "@jest/globals";
import { orderSchema } from "../core/order.ts";
import { identityOf } from "./identity.ts";
import { PHONE_PROVES_FOR_MS, provenOrders } from "./proof.ts";

const now = Date.parse("2026-11-20T21:41:00Z");
const order = (phone: string | undefined, placedAt: number) =>
  orderSchema.parse({
    id: `o${placedAt}`,
    number: "1042",
    status: "open",
    paymentStatus: "paid",
    fulfillmentStatus: "shipped",
    placedAt,
    phone,
    total: { amount: 8900, currency: "EUR" },
    lineItems: [],
  });

describe("proof by telephone", () => {
  const recent = order("+4520304050", now - 1_000);

  it("shows people the recent orders that carry the number they write from, by text or WhatsApp", () => {
    expect(provenOrders("sms:+4520304050", [recent], now)).toEqual([recent]);
    expect(provenOrders("whatsapp:+4520304050", [recent], now)).toEqual([recent]);
  });

  it("shows nothing to another number, to a shop that answered with somebody else's order, or to a channel without a number", () => {
    expect(provenOrders("sms:+4520304051", [recent], now)).toEqual([]);
    expect(provenOrders("webchat:+4520304050", [recent], now)).toEqual([]);
    expect(provenOrders("sms:+4520304050", [order(undefined, now)], now)).toEqual([]);
    expect(provenOrders("webchat:abc", [order(undefined, now)], now)).toEqual([]);
  });

  it("ends after ninety days, when the number may be somebody else's", () => {
    const old = order("+4520304050", now - PHONE_PROVES_FOR_MS - 1);
    expect(provenOrders("sms:+4520304050", [old], now)).toEqual([]);
    expect(
      provenOrders("sms:+4520304050", [order("+4520304050", now - PHONE_PROVES_FOR_MS)], now),
    ).toHaveLength(1);
  });
});

describe("one person", () => {
  it("is who texts and who uses WhatsApp on one number, and nobody else", () => {
    expect(identityOf("whatsapp:+4520304050")).toBe(identityOf("sms:+4520304050"));
    expect(identityOf("webchat:abc")).toBe("webchat:abc");
  });
});
