import { describe, expect, it } from "@jest/globals";
import { plain } from "./terminal.ts";

describe("an owner who reads what customers wrote", () => {
  it("has their terminal obey none of it", () => {
    expect(plain("hello\u001b[2J\u0007 where\r\nis \u202Emy\u202C order 📦 å")).toBe(
      "hello [2J  where is  my  order 📦 å",
    );
  });
});
