import { describe, expect, it } from "@jest/globals";
import { saysNotReceived } from "./not-received.ts";

describe("a customer whose parcel is marked as delivered and not there", () => {
  it.each([
    "it says delivered but i dont have it",
    "Marked as delivered, but nothing here",
    "I haven't received my parcel",
    "my lamp never arrived",
    "the package didn’t come",
    "i cant find it anywhere",
    "no package at my door",
    "someone took it i think, it is nowhere to be found",
  ])("says so with %j", (text) => {
    expect(saysNotReceived(text)).toBe(true);
  });

  it.each([
    "the lamp arrived broken",
    "lovely, but one glove is missing",
    "you sent the wrong size",
    "the box was wet and torn",
    "where is my order",
  ])("has another trouble with %j", (text) => {
    expect(saysNotReceived(text)).toBe(false);
  });
});
