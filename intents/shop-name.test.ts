import { describe, expect, it } from "@jest/globals";
import { withoutShopName } from "./shop-name.ts";

describe("a customer who writes the shop's name", () => {
  it.each([
    ["Harbour & Pine", "is Harbour & Pine open today", "is the shop open today"],
    ["Harbour & Pine", "is harbour and pine open", "is the shop open"],
    ["Harbour & Pine", "harbour&pine where is my coat", "the shop where is my coat"],
    ["Harbour & Pine", "is it by the harbour", "is it by the harbour"],
    ["Stitch and Change", "does stitch & change ship to norway", "does the shop ship to norway"],
    ["Blue Door", "is Blue Door open", "is the shop open"],
    ["Blue Door", "the blue door lamp is broken", "the blue door lamp is broken"],
    ["Next", "does it come next week", "does it come next week"],
  ])("means %s: %j", (name, text, plain) => {
    expect(withoutShopName(text, name, "the shop")).toBe(plain);
  });
});
