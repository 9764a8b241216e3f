import { describe, expect, it } from "@jest/globals";
import { readable } from "./readable.ts";

describe("a customer's words, as they are read", () => {
  it("are what they wrote: their lines, marks and pictures", () => {
    const text = "Where is #1042?!\n\n— it's late… 📦📦📦 «please»  x@y.example";
    expect(readable(text)).toBe(text);
  });

  it("lose letters that nobody sees", () => {
    expect(readable("wh\u00ADere is\u200B it\uFEFF")).toBe("where is it");
  });

  it("keep both ends of a run of marks, and not the thousands between", () => {
    expect(readable(`a${".".repeat(4_000)}\nb`)).toBe(`a${".".repeat(23)}\nb`);
    expect(readable(`${"📦".repeat(1_000)} where`)).toBe(`${"📦".repeat(23)} where`);
  });

  it("are read up to the length of a long message", () => {
    expect(readable("word ".repeat(9_000))).toHaveLength(4_096);
  });
});
