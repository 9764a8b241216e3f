import { describe, expect, it } from "@jest/globals";
import { isAllowed } from "./allowed.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("the console's token", () => {
  it("opens as the bearer or as a password, and nothing else does", () => {
    expect(isAllowed("Bearer s3cret", "s3cret")).toBe(true);
    expect(isAllowed(basic("mette:s3cret"), "s3cret")).toBe(true);
    for (const wrong of [
      undefined,
      "",
      "Bearer",
      "Bearer other",
      "s3cret",
      basic("s3cret:"),
      basic("mette:x"),
    ])
      expect(isAllowed(wrong, "s3cret")).toBe(false);
  });
});
