import { describe, expect, it } from "@jest/globals";
import { whatIf } from "./what-if.ts";

describe("a customer who asks about a case that has not come", () => {
  it.each([
    ["what if it's late", "what_if_late"],
    ["ok and what if it never comes?", "what_if_late"],
    ["and if it is late?", "what_if_late"],
    ["what if not", "what_if_late"],
    ["what happens if i miss it", "what_if_absent"],
    ["what happens when nobody is home", "what_if_absent"],
    ["what if it arrives broken", "what_if_wrong"],
    ["what if the lamp breaks after a year", "what_if_breaks"],
    ["what if i change my mind", "what_if_unwanted"],
    ["what if it doesn't fit", "return_policy"],
    ["what if i don’t like the colour?", "return_policy"],
    ["can i return the boots if i wore them once", "return_worn"],
    ["can i send it back without the box?", "return_worn"],
    ["what if i already opened it", "return_worn"],
    ["¿puedo devolver las botas si las he usado?", "return_worn"],
    ["¿y si llega tarde?", "what_if_late"],
    ["qué pasa si no estoy en casa", "what_if_absent"],
    ["¿y si no me queda bien?", "return_policy"],
  ])("means the shop's rules for it: %s", (text, intent) => {
    expect(whatIf(text)).toBe(intent);
  });

  it.each([
    "it's late",
    "my lamp is broken, what now",
    "what if i pay by invoice",
    "if it is late again i want my money back",
    "if it doesn't fit can i cancel 1048?",
    "tell me if it is late",
    "no estoy en casa",
  ])("is not taken for one who tells, threatens or wants: %s", (text) => {
    expect(whatIf(text)).toBeUndefined();
  });
});
