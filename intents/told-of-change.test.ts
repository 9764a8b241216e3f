import { describe, expect, it } from "@jest/globals";
import { toldOfChange } from "./told-of-change.ts";

describe("a customer who speaks of a change without wishing for one", () => {
  it.each([
    ["why was my order cancelled", "order_status"],
    ["my order was cancelled", "order_status"],
    ["¿por qué está cancelado mi pedido?", "order_status"],
    ["i didnt cancel it", "delivery_problem"],
    ["I never asked to cancel", "delivery_problem"],
    ["so should i send it back", "return_policy"],
  ])("is heard: %s", (text, meant) => {
    expect(toldOfChange(text)).toBe(meant);
  });

  it.each([
    "cancel my order",
    "i want 1048 cancelled",
    "can my order be cancelled please",
    "i need it cancelled",
    "send it back",
    "how do i cancel",
  ])("wishes for one: %s", (text) => {
    expect(toldOfChange(text)).toBeUndefined();
  });
});
