import { describe, expect, it } from "@jest/globals";
import { nearest, slips } from "./nearest.ts";

describe("a word that a shop manager typed in haste", () => {
  it("is recognised when letters are missing, doubled, wrong or swapped", () => {
    const known = ["timezone", "hours", "holidays"];
    expect(nearest("timzone", known)).toBe("timezone");
    expect(nearest("hourss", known)).toBe("hours");
    expect(nearest("holydays", known)).toBe("holidays");
    expect(nearest("horus", known)).toBe("hours");
    expect(nearest("Hours", known)).toBe("hours");
  });

  it("is left alone when it is simply another word", () => {
    expect(nearest("currency", ["timezone", "hours"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });

  it("counts a swap as one slip and an empty word as all its letters", () => {
    expect(slips("form", "from")).toBe(1);
    expect(slips("", "from")).toBe(4);
  });
});
