import { describe, expect, it } from "@jest/globals";
import { readAddress } from "./address-reading.ts";

describe("an address in the United States", () => {
  it.each([
    ["10 Elm St, 19901 Dover DE", "Dover|DE|US"],
    ["10 Elm St, Dover DE 19901", "Dover|DE|US"],
    ["10 Elm St, Dover, DE, 19901-1234", "Dover|DE|US"],
    ["592 Elm Avenue Suite 978 Houston TX 77242", "Houston|TX|US"],
    ["592 Elm Avenue, Suite 978, Houston, TX, 77242", "Houston|TX|US"],
  ])("is told by its shape: %j", (text, parts) => {
    expect(told(text)).toBe(parts);
  });

  it.each([
    ["Lindenstr. 5, 10115 Berlin DE", "Berlin|DE"],
    ["10 Lindenhof, 19055 Schwerin DE", "Schwerin|DE"],
    ["10 Elm St, 19901 Dover, Germany", "Dover|DE"],
    ["Via Roma 5, 20121 Milano MI", "Milano|MI"],
    ["12 Peach Street, Atlanta Georgia 30301", "Atlanta Georgia"],
  ])("is not made of another: %j", (text, parts) => {
    expect(told(text)).toBe(parts);
  });
});

function told(text: string): string {
  const { city, region, country } = readAddress(text) ?? {};
  return [city, region, country].filter(Boolean).join("|");
}
