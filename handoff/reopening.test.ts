import { describe, expect, it } from "@jest/globals";
import { mondayOpening } from "../test/fixtures/small-shop.ts";
import { reopening } from "./reopening.ts";

const HOUR_MS = 60 * 60_000;
const file = { reopen_hours: 72 };
const lamp = {
  holder: { kind: "resolved", at: mondayOpening, handoff: 1 },
  handoff: {
    number: 1,
    team: "returns",
    priority: "high",
    rule: "complaint",
    reason: "complaint",
    at: mondayOpening,
    orderNumbers: [],
  },
} as const;
const resolved = { ...lamp, handoff: { ...lamp.handoff, orderNumbers: [] } };

describe("a customer who answers to what a person has resolved", () => {
  it("is back with the same team, as urgent as before, for three days", () => {
    expect(reopening(resolved, mondayOpening + 72 * HOUR_MS, file)).toEqual({
      name: "wrote again after it was resolved",
      team: "returns",
      priority: "high",
    });
  });

  it("begins anew with the bot after that, or when the bot has it already", () => {
    expect(reopening(resolved, mondayOpening + 72 * HOUR_MS + 1, file)).toBeUndefined();
    const back = { ...resolved, holder: { kind: "bot" } as const };
    expect(reopening(back, mondayOpening, file)).toBeUndefined();
  });
});
