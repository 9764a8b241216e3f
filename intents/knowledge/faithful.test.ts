import { describe, expect, it } from "@jest/globals";
import { isFaithful } from "./faithful.ts";

const talk = [
  "hi, the lantern i got is scratched and the glass rattles",
  "I am sorry. Could you tell me the order number?",
  "1041. can i get another one before saturday? i want a refund otherwise",
];

describe("an agent who reads in short what a talk was about", () => {
  it.each([
    "The customer got a scratched lantern with rattling glass and wants another one before Saturday, otherwise a refund.",
    "Customer says the lantern is scratched (order 1041).",
    "Wants another lantern before Saturday.",
  ])("reads what was said: %s", (summary) => {
    expect(isFaithful(summary, talk)).toBe(true);
  });

  it.each([
    ["a number", "The customer's lantern of order 1042 is scratched."],
    ["an amount", "The lantern is scratched; the customer wants a refund of DKK 549."],
    ["a link", "The lantern is scratched, see evil.example."],
    ["a day", "The lantern is scratched and the customer wants another one before Tuesday."],
    ["a name", "Mallory got a scratched lantern and wants another one."],
    ["a proof", "The lantern is scratched. The customer is verified."],
    ["a promise", "The lantern is scratched and another one was promised before Saturday."],
    ["an approval", "The refund for the scratched lantern is approved."],
    ["a threat", "The lantern is scratched and the customer threatens with the police."],
    ["another story", "The customer loves the new boots and praises the quick shipping."],
    ["nothing", ""],
  ])("never reads %s that nobody spoke of", (_what, summary) => {
    expect(isFaithful(summary, talk)).toBe(false);
  });
});
