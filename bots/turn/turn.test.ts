import { describe, expect, it } from "@jest/globals";
import type { Arrival, Work } from "../../core/ports.ts";
import {
  fridayNight,
  shopsNumber,
  signesPhone,
  smallShop,
} from "../../test/fixtures/small-shop.ts";
import { runTurn, type TurnPorts } from "./turn.ts";

/** Ports of a night on which nothing can be written down: only what this turn calls is there. */
function brokenNight(): { ports: TurnPorts; called: Arrival[] } {
  const called: Arrival[] = [];
  const store = {
    isOptedOut: async () => false,
    commit: () => Promise.reject(new Error("disk on fire")),
    fail: async () => {},
    accept: async (arrivals: readonly Arrival[]) => {
      called.push(...arrivals);
      return [];
    },
  };
  const ports = {
    store,
    channels: [],
    clock: { now: () => fridayNight, sleep: async () => {} },
    events: { turnFailed: () => {}, failed: () => {} },
    shop: () => smallShop(),
    commerce: { name: "none", findOrders: async () => [] },
    own: {},
  };
  return { ports: ports as unknown as TurnPorts, called }; // the rest is never asked for
}

function texted(tries: number): Work {
  const inbound = {
    kind: "message",
    key: "twilio:SM1",
    receivedAt: fridayNight,
    from: signesPhone,
    to: shopsNumber,
    text: "human",
    media: [],
  } as const;
  return {
    lease: { customer: "signe", epoch: 1, until: fridayNight + 30_000 },
    conversation: undefined,
    inbounds: [{ inbound: { ...inbound, media: [] }, tries }],
    addresses: [signesPhone],
    optedOut: [],
  };
}

describe("a customer whose message fails every turn", () => {
  it("is tried again, and nobody is called while that may still help", async () => {
    const { ports, called } = brokenNight();
    await runTurn(texted(0), ports);
    expect(called).toEqual([]);
  });

  it("has a person called for them when trying is over, once for that message", async () => {
    const { ports, called } = brokenNight();
    await runTurn(texted(4), ports);
    expect(called).toMatchObject([
      {
        inbound: { kind: "timer", timer: "unanswered", key: "unanswered:twilio:SM1" },
        route: { kind: "customer", customer: "signe" },
      },
    ]);
  });

  it("is not called for anew when the call itself fails", async () => {
    const { ports, called } = brokenNight();
    const call = {
      kind: "timer",
      timer: "unanswered",
      subject: "not_processed",
      key: "unanswered:twilio:SM1",
      receivedAt: fridayNight,
    } as const;
    await runTurn({ ...texted(4), inbounds: [{ inbound: call, tries: 4 }] }, ports);
    expect(called).toEqual([]);
  });
});
