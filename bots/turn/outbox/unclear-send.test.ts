import { describe, expect, it } from "@jest/globals";
import type { Purpose } from "../../../core/decision.ts";
import type { Send, Settlement } from "../../../core/ports.ts";
import type { Channel } from "../../channel.ts";
import { type OutboxPorts, sendOne } from "../outbox.ts";

/** Friday 20 November 2026, 22:41 in Copenhagen. */
const fridayNight = Date.parse("2026-11-20T21:41:00Z");

type Answer = Awaited<ReturnType<Channel["reconcile"]>>;

/** What becomes of a send whose provider, asked so long after the attempt, says this about it. */
async function whatBecomes({
  afterMs,
  status = "ambiguous",
  says = { kind: "unknown" },
  purpose = "answer",
  body = { kind: "text", text: "It is out for delivery." },
  answersInMs = 0,
  told = () => {},
}: {
  afterMs: number;
  status?: Send["status"];
  says?: Answer;
  purpose?: Purpose;
  body?: Send["body"];
  answersInMs?: number;
  told?: (how: string) => void;
}): Promise<Settlement[]> {
  const settled: Settlement[] = [];
  const send: Send = {
    id: "c1-1-0",
    customer: "c1",
    purpose,
    author: "bot",
    to: body.kind === "text" ? "sms:+4520304050" : "desk:care",
    body,
    lane: "c1/sms",
    rank: 0,
    notBefore: fridayNight,
    status,
    createdAt: fridayNight - 600_000,
    // refused many times before the one attempt of which nobody knows
    tries: 9,
    startedAt: fridayNight - afterMs,
  };
  let now = fridayNight;
  const reconcile = async () => {
    now += answersInMs;
    return says;
  };
  const ports = {
    store: {
      conversation: async () => undefined,
      threadOf: async () => undefined,
      isOptedOut: async () => false,
      settle: async (_id: string, settlement: Settlement) => void settled.push(settlement),
    },
    channels: [{ carries: ["sms", "desk"], name: "twilio", reconcile, send: reconcile }],
    clock: { now: () => now, sleep: async () => {} },
    random: () => 0.5,
    events: { sent() {}, failed() {} },
    breakers: {
      ask: () => ({ go: true }),
      told: (_name: string, _now: number, how: string) => told(how),
    },
  };
  await sendOne(send, ports as unknown as OutboxPorts); // the rest is never asked for
  return settled;
}

describe("an answer of which nobody knows whether it arrived", () => {
  it("is asked about again for minutes, however often it was refused before", async () => {
    expect(await whatBecomes({ afterMs: 3_000 })).toMatchObject([
      { kind: "ambiguous", dueAt: fridayNight + 3_000 },
    ]);
    expect(await whatBecomes({ afterMs: 48_000 })).toMatchObject([{ kind: "ambiguous" }]);
    expect(await whatBecomes({ afterMs: 299_000 })).toMatchObject([
      { kind: "ambiguous", dueAt: fridayNight + 60_000 },
    ]);
  });

  it("is sent once more when its provider could not say for five minutes", async () => {
    expect(await whatBecomes({ afterMs: 300_000 })).toMatchObject([
      { kind: "retry", dueAt: fridayNight },
    ]);
  });

  it("is let go then if the customer did not wait for it", async () => {
    const thanks = { afterMs: 300_000, purpose: "thank_you" } as const;
    expect(await whatBecomes(thanks)).toMatchObject([{ kind: "cancelled" }]);
  });

  it("is sent again at once when its provider cut it off, and does not have it", async () => {
    const says = { kind: "not_sent" } as const;
    expect(await whatBecomes({ afterMs: 4_000, says })).toMatchObject([{ kind: "retry" }]);
  });

  it("is asked about once more when its server died, and the next one was faster than the provider's list", async () => {
    const says = { kind: "not_sent" } as const;
    expect(await whatBecomes({ afterMs: 1_000, says })).toMatchObject([
      { kind: "ambiguous", dueAt: fridayNight + 3_000 },
    ]);
  });

  it("is asked about once more when that list was slow, and so as old as the question", async () => {
    const says = { kind: "not_sent" } as const;
    expect(await whatBecomes({ afterMs: 1_000, says, answersInMs: 4_000 })).toMatchObject([
      { kind: "ambiguous" },
    ]);
  });

  it("is given time to arrive when it ran into our own time-out, and sent again after that", async () => {
    const says = { kind: "not_sent" } as const;
    for (const afterMs of [15_000, 44_000]) {
      expect(await whatBecomes({ afterMs, says })).toMatchObject([{ kind: "ambiguous" }]);
    }
    expect(await whatBecomes({ afterMs: 45_000, says })).toMatchObject([{ kind: "retry" }]);
  });

  it("waits no longer than that, whenever it was asked about before", async () => {
    const says = { kind: "not_sent" } as const;
    expect(await whatBecomes({ afterMs: 25_000, says })).toMatchObject([
      { kind: "ambiguous", dueAt: fridayNight + 20_000 },
    ]);
  });

  it("does not make its carrier work again by being found: sending may fail as before", async () => {
    const heard: string[] = [];
    const told = (how: string) => void heard.push(how);
    const found = { kind: "accepted", providerId: "twilio:SM1" } as const;
    await whatBecomes({ afterMs: 3_000, says: found, told });
    await whatBecomes({ afterMs: 48_000, says: { kind: "not_sent" }, told });
    await whatBecomes({ afterMs: 3_000, says: { kind: "unclear", message: "timed out" }, told });
    expect(heard).toEqual(["neither", "neither", "failed"]);
  });
});

describe("an answer that was about to leave when its server was paused", () => {
  it("is given back, for another server may have sent it since", async () => {
    const paused = {
      status: "sending",
      says: { kind: "accepted", providerId: "twilio:SM1" },
    } as const;
    expect(await whatBecomes({ afterMs: 29_000, ...paused })).toMatchObject([{ kind: "sent" }]);
    expect(await whatBecomes({ afterMs: 31_000, ...paused })).toMatchObject([
      { kind: "postponed", notBefore: fridayNight, inOrder: true },
    ]);
  });
});

describe("a word for one agent's eyes of which nobody knows whether they saw it", () => {
  const body: Send["body"] = { kind: "whisper", handoff: 1, agentId: "U1", text: "Jonas has it." };

  it("is said again within seconds, so that the desk behind it does not stand still", async () => {
    expect(await whatBecomes({ afterMs: 4_000, purpose: "desk", body })).toMatchObject([
      { kind: "retry", dueAt: fridayNight },
    ]);
  });

  it("is given time to appear when Slack was slow", async () => {
    expect(await whatBecomes({ afterMs: 15_000, purpose: "desk", body })).toMatchObject([
      { kind: "ambiguous" },
    ]);
  });
});

describe("a change to an order of which nobody knows whether it was made", () => {
  const says = { kind: "unclear", message: "the answer was lost" } as const;

  it("is asked for again under its key, ever more seldom", async () => {
    expect(await whatBecomes({ afterMs: 20_000, says })).toMatchObject([
      { kind: "ambiguous", dueAt: fridayNight + 20_000 },
    ]);
    expect(await whatBecomes({ afterMs: 3_600_000, says })).toMatchObject([
      { kind: "ambiguous", dueAt: fridayNight + 60_000 },
    ]);
  });

  it("is given to a person after six hours", async () => {
    expect(await whatBecomes({ afterMs: 6 * 3_600_000, says })).toMatchObject([
      { kind: "dead", errorCode: "unclear" },
    ]);
  });
});
