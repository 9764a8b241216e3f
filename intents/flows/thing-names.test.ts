import { describe, expect, it } from "@jest/globals";
import { calledAlike } from "./thing-names.ts";
import { singular } from "./title-words.ts";

describe("a thing that shop and customer call by other names", () => {
  it.each([
    ["botas", "boots"],
    ["calcetines", "socks"],
    ["pantalones", "trousers"],
    ["lámparas", "lamp"],
    ["suéter", "sweater"],
    ["jumper", "sweater"],
    ["gorro", "beanie"],
  ])("is the same: %s and %s", (one, other) => {
    expect(calledAlike(singular(one), singular(other))).toBe(true);
  });

  it("is another where nobody calls it so", () => {
    expect(calledAlike("bota", "glove")).toBe(false);
    expect(calledAlike("pedido", "parcel")).toBe(false);
  });
});
