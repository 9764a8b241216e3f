import { describe, expect, it } from "@jest/globals";
import type { Arrival, Send, Settlement } from "../../../core/ports.ts";
import { fridayNight, signesPhone } from "../../../test/fixtures/small-shop.ts";
import { type OutboxPorts, sendOne } from "../outbox.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("an answer that is about to leave", () => {
  async function leaves(age: number, more: Partial<Send> = {}) {
    const happened: unknown[] = [];
    const send: Send = {
      id: "signe-1-0",
      customer: "signe",
      purpose: "answer",
      author: "bot",
      to: signesPhone,
      body: { kind: "text", text: "It arrives today." },
      lane: "signe/sms",
      rank: 0,
      notBefore: fridayNight,
      status: "sending",
      createdAt: fridayNight - age,
      tries: 3,
      ...more,
    };
    const ports = {
      store: {
        conversation: async () => undefined,
        isOptedOut: async () => false,
        accept: async ([arrival]: readonly Arrival[]) => void happened.push(arrival?.inbound),
        settle: async (_id: string, settlement: Settlement) => void happened.push(settlement),
      },
      channels: [
        {
          name: "twilio",
          carries: ["sms"],
          send: async () => ({ kind: "accepted", providerId: "twilio:SM1" }),
        },
      ],
      clock: { now: () => fridayNight, sleep: async () => {} },
      random: () => 0.5,
      events: { sent() {}, failed() {} },
    };
    await sendOne(send, ports as unknown as OutboxPorts); // the rest is never asked for
    return happened;
  }

  it("is asked for anew when it is older than a quarter of an hour, and keeps its place until that takes it back: nothing younger is said first, to be said twice", async () => {
    expect(await leaves(15 * MINUTE + 1)).toMatchObject([
      { timer: "stale_answer", subject: String(fridayNight - 15 * MINUTE - 1) },
      { kind: "postponed", inOrder: true },
    ]);
  });

  it("waits for its turn however late that comes, for then it is still to be answered", async () => {
    expect(await leaves(6 * HOUR + MINUTE)).toMatchObject([
      { timer: "stale_answer" },
      { kind: "postponed", inOrder: true },
    ]);
  });

  it("leaves as it is when it is younger, when an agent wrote it, or when we started it", async () => {
    for (const [age, more] of [
      [15 * MINUTE, {}],
      [3 * HOUR, { author: "agent", purpose: "relay" }],
      [3 * HOUR, { purpose: "thank_you" }],
      [3 * HOUR, { purpose: "notice" }],
    ] as const) {
      expect(await leaves(age, more)).toMatchObject([{ kind: "sent" }]);
    }
  });
});
