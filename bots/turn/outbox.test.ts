import { describe, expect, it } from "@jest/globals";
import type { Arrival, Send, Settlement } from "../../core/ports.ts";
import { fridayNight, signesPhone } from "../../test/fixtures/small-shop.ts";
import type { SendOutcome } from "../channel.ts";
import { type OutboxPorts, sendOne } from "./outbox.ts";

const HOUR = 60 * 60_000;
const text = { kind: "text", text: "It arrives today." } as const;

/** One attempt at a row of the outbox; what was asked of the provider, and what was written down and told. */
async function leaves(
  row: Partial<Send> = {},
  night: {
    says?: SendOutcome;
    breaker?: "open";
    paced?: true;
    random?: number;
    /** The store fails at first; the row as it stands when it is back. */
    rowAfterFailure?: Partial<Send>;
  } = {},
) {
  let failures = 0;
  const called: string[] = [];
  const kept: unknown[] = [];
  const settled: Settlement[] = [];
  const told: object[] = [];
  const says = night.says ?? { kind: "accepted", providerId: "twilio:SM1" };
  const call = (name: string) => async () => {
    called.push(name);
    return says;
  };
  const send: Send = {
    id: "signe-1-0",
    customer: "signe",
    purpose: "answer",
    author: "bot",
    to: signesPhone,
    body: text,
    lane: "signe/sms",
    rank: 0,
    notBefore: fridayNight,
    status: "sending",
    createdAt: fridayNight,
    startedAt: fridayNight,
    tries: 3,
    ...row,
  };
  const ports = {
    store: {
      conversation: async () => undefined,
      isOptedOut: async () => false,
      accept: async ([arrival]: readonly Arrival[]) => void kept.push(arrival?.inbound),
      send: async () => ({ ...send, ...night.rowAfterFailure }),
      settle: async (_id: string, settlement: Settlement) => {
        if (night.rowAfterFailure && failures++ === 0) throw new Error("disk full");
        settled.push(settlement);
      },
    },
    channels: [
      {
        name: "twilio",
        carries: ["sms"],
        pace: () => ({}),
        send: call("send"),
        reconcile: call("look up"),
      },
    ],
    clock: { now: () => fridayNight, sleep: async () => {} },
    random: () => night.random ?? 0.5,
    events: { sent: (fact: object) => void told.push(fact), failed() {} },
    breakers: {
      ask: () => (night.breaker ? { go: false, until: fridayNight + 30_000 } : { go: true }),
      told: (_name: string, _now: number, how: string) => void called.push(how),
    },
    pacer: { place: () => (night.paced ? fridayNight + 500 : undefined) },
  };
  await sendOne(send, ports as unknown as OutboxPorts); // the rest is never asked for
  return { called, kept, settled, told };
}

describe("an answer that may not leave yet", () => {
  it("waits in its place, without a try, while its carrier does not work", async () => {
    const { called, settled } = await leaves({}, { breaker: "open" });
    expect(called).toEqual([]);
    expect(settled).toMatchObject([
      { kind: "postponed", notBefore: fridayNight + 30_000, inOrder: true },
    ]);
  });

  it("waits in its place for its sender's pace; asking what became of one that left does not", async () => {
    const waiting = await leaves({}, { paced: true });
    expect(waiting.called).toEqual([]);
    expect(waiting.settled).toMatchObject([
      { kind: "postponed", notBefore: fridayNight + 500, inOrder: true },
    ]);
    const asked = await leaves({ status: "ambiguous" }, { paced: true });
    expect(asked.called).toEqual(["look up", "neither"]);
    expect(asked.settled).toMatchObject([{ kind: "sent" }]);
  });

  it("is given up where nothing carries it, and the desk can say why", async () => {
    const { called, settled } = await leaves({ to: "email:signe@shop.example" });
    expect(called).toEqual([]);
    expect(settled).toMatchObject([{ kind: "dead", errorCode: "no_channel" }]);
  });
});

describe("an answer of hours ago of which nobody knows whether it arrived", () => {
  it("is asked about before it is given anew: it may have been read already", async () => {
    const old = { createdAt: fridayNight - HOUR, startedAt: fridayNight - HOUR };
    const { called, kept } = await leaves({ ...old, status: "ambiguous" });
    expect(called).toEqual(["look up", "neither"]);
    expect(kept).toEqual([]);
  });
});

describe("what became of an attempt", () => {
  it("is told once, with the carrier's own code where there is one", async () => {
    const sent = await leaves();
    expect(sent.called).toEqual(["send", "worked"]);
    expect(sent.told).toEqual([{ channel: "sms", purpose: "answer", outcome: "sent", ms: 0 }]);
    const says = { kind: "refused", code: "21610", message: "", reaction: "opted_out" } as const;
    const refused = await leaves({}, { says });
    expect(refused.told).toMatchObject([{ outcome: "dead", code: "21610" }]);
  });

  it("is written down once the store is back, unless that has been done, or another attempt has begun", async () => {
    const sent = [{ kind: "sent", providerId: "twilio:SM1" }];
    expect((await leaves({}, { rowAfterFailure: {} })).settled).toEqual(sent);
    for (const row of [{ status: "sent" }, { tries: 4 }, { startedAt: fridayNight + 1 }] as const) {
      expect((await leaves({}, { rowAfterFailure: row })).settled).toEqual([]);
    }
  });

  it("binds the thread in which it was posted", async () => {
    const binds = { address: "desk:C1/1.1", handoff: 1 } as const;
    const { settled } = await leaves(
      {},
      { says: { kind: "accepted", providerId: "slack:1", binds } },
    );
    expect(settled).toEqual([{ kind: "sent", providerId: "slack:1", binds }]);
  });

  const later = { kind: "refused", code: "20429", message: "", reaction: "retry_later" } as const;

  it("is tried again, each time after up to twice as long, and never more than ten minutes", async () => {
    const waits = async (tries: number, says: SendOutcome = later) => {
      const { settled } = await leaves({ tries }, { says, random: 1 });
      const [settlement] = settled;
      return settlement?.kind === "retry" ? settlement.dueAt - fridayNight : settlement?.kind;
    };
    expect([await waits(1), await waits(2), await waits(30)]).toEqual([2_000, 4_000, 600_000]);
    expect(await waits(30, { ...later, retryAfterMs: 7_000 })).toBe(7_000);
  });

  it("is the end of it once it is worth nothing any more: an agent's line after six hours, thanks after a day", async () => {
    const outcomeAt = async (age: number, row: Partial<Send>) => {
      const then = fridayNight - age;
      const { settled } = await leaves(
        { ...row, createdAt: then, notBefore: then },
        { says: later },
      );
      return settled[0]?.kind;
    };
    const line = { purpose: "relay", author: "agent" } as const;
    expect([await outcomeAt(6 * HOUR, line), await outcomeAt(6 * HOUR + 1, line)]).toEqual([
      "retry",
      "dead",
    ]);
    const thanks = { purpose: "thank_you" } as const;
    expect([await outcomeAt(24 * HOUR, thanks), await outcomeAt(24 * HOUR + 1, thanks)]).toEqual([
      "retry",
      "dead",
    ]);
    const held = { ...line, notBefore: fridayNight - HOUR, createdAt: fridayNight - 24 * HOUR };
    expect((await leaves(held, { says: later })).settled).toMatchObject([{ kind: "retry" }]);
  });
});
