import { describe, expect, it } from "@jest/globals";
import { asksOfReturning } from "./asks-returning.ts";

describe("a customer who asks what sending back takes", () => {
  it.each([
    ["who pays the return label?", "return_cost"],
    ["is return shipping free", "return_cost"],
    ["how much does it cost to send it back", "return_cost"],
    ["how much does a return cost", "return_cost"],
    ["what does it cost to send something back", "return_cost"],
    ["is returning free?", "return_cost"],
    ["do you charge for returns", "return_cost"],
    ["do i have to pay for returning", "return_cost"],
    ["whats the last day i can return boots", "return_until"],
    ["how long have i got to send it back", "return_until"],
    ["¿cuánto cuesta la devolución?", "return_cost"],
  ])("asks so at any time: %s", (text, asked) => {
    expect(asksOfReturning(text, false)).toBe(asked);
  });

  it.each([
    ["do i have to pay for that", "return_cost"],
    ["what does it cost", "return_cost"],
    ["where do i drop it off", "return_how"],
    ["how do i get the label", "return_how"],
    ["hm hang on how long do i have to decide?", "return_until"],
    ["until when", "return_until"],
    ["¿dónde lo dejo?", "return_how"],
  ])("asks so of the return that is being made: %s", (text, asked) => {
    expect(asksOfReturning(text, true)).toBe(asked);
    expect(asksOfReturning(text, false)).toBeUndefined();
  });

  it.each([
    "i paid for it with my card",
    "where is my refund",
    "too big",
    "do you pay for the parts",
  ])("asks no such thing: %s", (text) => {
    expect(asksOfReturning(text, true)).toBeUndefined();
  });
});
