import { describe, expect, it } from "@jest/globals";
import type { Arrival, Store, Work } from "../../core/ports.ts";
import {
  fridayNight,
  shopsNumber,
  signesPhone,
  smallShop,
} from "../../test/fixtures/small-shop.ts";
import { runTurn, type TurnPorts } from "./turn.ts";

type Failure = Parameters<Store["fail"]>[1];

function message(key: string, crashes: number): Work["inbounds"][number] {
  const inbound = {
    kind: "message",
    key,
    receivedAt: fridayNight,
    from: signesPhone,
    to: shopsNumber,
    text: "human",
    media: [],
  } as const;
  return { inbound: { ...inbound, media: [] }, tries: 0, crashes };
}

function workOf(customer: string, ...inbounds: Work["inbounds"][number][]): Work {
  return {
    lease: { customer, epoch: 1, until: fridayNight + 30_000 },
    conversation: undefined,
    inbounds,
    addresses: [signesPhone],
    optedOut: [],
  };
}

/** A night of which it is told, in order, what was done. */
function night(works: Work[] = []) {
  const told: string[] = [];
  const calls: Arrival[] = [];
  const failures: Failure[] = [];
  const store = {
    isOptedOut: async () => false,
    send: async () => ({ to: signesPhone, from: shopsNumber }),
    lease: async () => works.shift(),
    takeSends: async () => [],
    nextDueAt: async () => undefined,
    onWork: () => () => {},
    async commit({ customer }: Work["lease"]) {
      told.push(`${customer} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      told.push(`${customer} ends`);
      return "committed";
    },
    fail: async (_lease: unknown, failure: Failure) => {
      told.push("set aside");
      failures.push(failure);
    },
    accept: async (arrivals: readonly Arrival[]) => {
      told.push("a person is called");
      calls.push(...arrivals);
      return [];
    },
  };
  const ports = {
    store,
    channels: [],
    clock: { now: () => fridayNight, sleep: () => new Promise<void>(() => {}) },
    events: { turnFailed() {}, failed() {}, turned() {}, promise() {}, provider() {} },
    shop: () => smallShop(),
    commerce: { name: "none", findOrders: async () => [] },
    own: {},
  };
  return { ports: ports as unknown as TurnPorts, told, calls, failures }; // the rest is never asked for
}

describe("a message that kills whoever reads it", () => {
  it("is read again while it may have been chance", async () => {
    const { ports, told } = night();
    await runTurn(workOf("signe", message("m1", 3)), ports);
    expect(told).toEqual(["signe begins", "signe ends"]);
  });

  it("is set aside unread after five deaths, and a person is called before that", async () => {
    const { ports, told, calls, failures } = night();
    await runTurn(workOf("signe", message("m1", 4), message("m2", 1)), ports);
    expect(told).toEqual(["a person is called", "set aside"]);
    expect(failures).toMatchObject([{ keys: ["m1"], dead: true }]);
    expect(calls).toMatchObject([{ inbound: { timer: "unanswered", key: "unanswered:m1" } }]);
  });

  it("has a person called, too, when it is a held-up answer that no turn can give anew", async () => {
    const { ports, calls } = night();
    const stale = { kind: "timer", timer: "stale_answer", subject: "0", receivedAt: 0 } as const;
    const deadly = { inbound: { ...stale, key: "stale:signe-1-0" }, tries: 0, crashes: 4 };
    await runTurn(workOf("signe", deadly), ports);
    expect(calls).toMatchObject([
      {
        inbound: {
          timer: "unanswered",
          key: "unanswered:stale:signe-1-0",
          subject: `not_processed ${signesPhone} ${shopsNumber}`,
        },
      },
    ]);
  });
});
