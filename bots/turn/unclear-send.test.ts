import { describe, expect, it } from "@jest/globals";
import type { Purpose } from "../../core/decision.ts";
import type { Send, Settlement } from "../../core/ports.ts";
import { type OutboxPorts, sendOne } from "./outbox.ts";

/** Friday 20 November 2026, 22:41 in Copenhagen. */
const fridayNight = Date.parse("2026-11-20T21:41:00Z");

/** What becomes of an answer whose provider, asked so long after the attempt, cannot say whether it arrived. */
async function askedInVain(afterMs: number, purpose: Purpose = "answer"): Promise<Settlement[]> {
  const settled: Settlement[] = [];
  const send: Send = {
    id: "c1-1-0",
    customer: "c1",
    purpose,
    author: "bot",
    to: "sms:+4520304050",
    body: { kind: "text", text: "It is out for delivery." },
    lane: "c1/sms",
    rank: 0,
    notBefore: fridayNight,
    status: "ambiguous",
    createdAt: fridayNight - 600_000,
    // refused many times before the one attempt of which nobody knows
    tries: 9,
    startedAt: fridayNight - afterMs,
  };
  const ports = {
    store: {
      conversation: async () => undefined,
      settle: async (_id: string, settlement: Settlement) => void settled.push(settlement),
    },
    channels: [{ carries: ["sms"], reconcile: async () => ({ kind: "unknown" }) }],
    clock: { now: () => fridayNight, sleep: async () => {} },
    random: () => 0.5,
    events: { sent() {}, failed() {} },
  };
  await sendOne(send, ports as unknown as OutboxPorts); // the rest is never asked for
  return settled;
}

describe("an answer of which nobody knows whether it arrived", () => {
  it("is asked about again, however often it was refused before", async () => {
    expect(await askedInVain(3_000)).toMatchObject([{ kind: "ambiguous" }]);
    expect(await askedInVain(48_000)).toMatchObject([{ kind: "ambiguous" }]);
  });

  it("is sent once more when its provider could not say for a minute", async () => {
    expect(await askedInVain(60_000)).toMatchObject([{ kind: "retry", dueAt: fridayNight }]);
  });

  it("is let go then if the customer did not wait for it", async () => {
    expect(await askedInVain(60_000, "thank_you")).toMatchObject([{ kind: "cancelled" }]);
  });
});
