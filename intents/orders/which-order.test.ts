import { describe, expect, it } from "@jest/globals";
import { type Order, orderSchema } from "../../core/order.ts";
import { answerWhichOrder } from "./which-order.ts";

const boots = order("1048", "Birk walking boots", "black, size 42");
const blanket = order("1031", "Uld wool blanket");
const lamp = order("1024", "Lys table lamp");
const orders = [boots, blanket, lamp];
const offered = [boots.id, blanket.id, lamp.id];

describe("a customer who was asked which order, of boots, blanket and lamp", () => {
  it.each([
    ["1", boots],
    ["the first one", boots],
    ["2.", blanket],
    ["the second one pls", blanket],
    ["2nd", blanket],
    ["number two please", blanket],
    ["the last one", lamp],
    ["3rd thanks", lamp],
    ["1031", blanket],
    ["#1031", blanket],
    ["i mean order 1024", lamp],
    ["the boots", boots],
    ["the boot", boots],
    ["my lamp please", lamp],
    ["the size 42 ones", boots],
    ["the blanket!", blanket],
  ])("means it with %j", (text, meant) => {
    expect(answerWhichOrder(text, offered, orders)?.number).toBe(meant.number);
  });

  it.each([
    "",
    "4",
    "hello",
    "can i send the thing back",
    "1031 or 1024",
    "yes",
    "the boots and the lamp",
    "9999",
    "i have two questions",
  ])("has not said it with %j", (text) => {
    expect(answerWhichOrder(text, offered, orders)).toBeUndefined();
  });

  it("may name an order of theirs that was not in the list", () => {
    expect(answerWhichOrder("1024", [boots.id, blanket.id], orders)?.number).toBe("1024");
  });
});

describe("a customer who was offered one order", () => {
  it.each(["yes", "yes please", "Yep", "that one", "ok"])("takes it with %j", (text) => {
    expect(answerWhichOrder(text, [lamp.id], orders)?.number).toBe("1024");
  });

  it("does not take it with a no", () => {
    expect(answerWhichOrder("no", [lamp.id], orders)).toBeUndefined();
  });
});

function order(number: string, title: string, variant?: string): Order {
  const unitPrice = { amount: 89900, currency: "DKK" };
  return orderSchema.parse({
    id: `order-${number}`,
    number,
    status: "open",
    paymentStatus: "paid",
    fulfillmentStatus: "unfulfilled",
    placedAt: Date.parse("2026-11-18T10:00:00+01:00"),
    total: unitPrice,
    lineItems: [{ id: "a", title, variant, quantity: 1, unitPrice }],
  });
}
