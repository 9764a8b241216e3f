import { describe, expect, it } from "@jest/globals";
import { saysSentBack, toldOfChange } from "./told-of-change.ts";

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

describe("a customer who has sent something back", () => {
  it.each([
    "i already sent the coat back too",
    "ive sent it back last week",
    "I returned the boots on monday, they are on their way back",
    "we've posted it back",
    "i have returned them",
    "i returned the jacket last week",
    "i dropped it off yesterday",
    "ya he devuelto el abrigo",
    "lo he devuelto",
  ])("tells so: %s", (text) => {
    expect(saysSentBack(text)).toBe(true);
  });

  it.each([
    "i want to send the coat back",
    "can i return what i already sent back?",
    "if i sent it back",
    "they sent me back the wrong one",
    "i need to have it sent back",
    "i sent you a mail and nobody wrote back",
    "quiero devolver el abrigo",
  ])("is not heard in: %s", (text) => {
    expect(saysSentBack(text)).toBe(false);
  });
});
