import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Purpose } from "../../../core/decision.ts";
import type { Settlement, Store } from "../../../core/ports.ts";
import {
  answer,
  freja,
  fridayNight,
  otto,
  SECOND,
  text,
  turnOf,
} from "../../../test/contracts/store-stage.ts";
import { sqliteStore } from "./store.ts";

const moment = fc.nat(9).map((n) => fridayNight + n * SECOND);
const settlement = fc.oneof(
  fc.constant<Settlement>({ kind: "sent", providerId: "twilio:SM1" }),
  moment.map((dueAt): Settlement => ({ kind: "retry", dueAt, error: "429" })),
  moment.map((dueAt): Settlement => ({ kind: "ambiguous", dueAt, error: "timed out" })),
  moment.map((notBefore): Settlement => ({ kind: "postponed", notBefore, reason: "closed" })),
  fc.constant<Settlement>({ kind: "cancelled", reason: "opted out" }),
  fc.constant<Settlement>({ kind: "dead", error: "21211" }),
);
const step = fc.oneof(
  fc.record({ do: fc.constant("write" as const), from: fc.constantFrom(freja, otto), at: moment }),
  fc.record({
    do: fc.constant("turn" as const),
    now: moment,
    dueAt: moment,
    rank: fc.nat(2),
    purpose: fc.constantFrom<Purpose>("answer", "thank_you"),
    claim: fc.boolean(),
    cancels: fc.boolean(),
  }),
  fc.record({ do: fc.constant("fail" as const), now: moment, retryAt: moment, dead: fc.boolean() }),
  fc.record({ do: fc.constant("send" as const), now: moment, settlement }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe("a server that is restarted on any night", () => {
  it("goes on with the same customers and the same messages, in the same order", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nightdesk-restart-"));
    let nights = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const files = [join(folder, `${nights}-a.db`), join(folder, `${nights}-b.db`)];
        nights += 1;
        const [lasting, restarted] = files.map((file) => sqliteStore({ file }));
        if (!lasting || !restarted) throw new Error("two files give two stores");
        for (const store of [lasting, restarted]) {
          for (const [n, what] of steps.entries()) await happen(store, n, what);
        }
        await restarted.close();
        const fresh = sqliteStore({ file: files[1] ?? "" });
        const [goesOn, startsAgain] = [await whatFollows(lasting), await whatFollows(fresh)];
        await Promise.all([lasting.close(), fresh.close()]);
        expect(startsAgain).toEqual(goesOn);
      }),
      { numRuns: 30 },
    );
    rmSync(folder, { recursive: true });
  });
});

async function happen(store: Store, n: number, what: Step): Promise<void> {
  switch (what.do) {
    case "write":
      await store.accept([text(`m${n}`, { from: what.from, at: what.at })]);
      return;
    case "turn":
      return turn(store, n, what);
    case "fail": {
      const work = await store.lease({ now: what.now, leaseMs: SECOND });
      const keys = work?.inbounds.map(({ inbound }) => inbound.key) ?? [];
      if (work) await store.fail(work.lease, { ...what, keys, error: "the shop was down" });
      return;
    }
    case "send":
      for (const { id } of await store.takeSends({ now: what.now, limit: 2 })) {
        await store.settle(id, what.settlement, what.now);
      }
      return;
    default:
      what satisfies never;
  }
}

async function turn(store: Store, n: number, what: Extract<Step, { do: "turn" }>): Promise<void> {
  const work = await store.lease({ now: what.now, leaseMs: SECOND });
  if (!work) return;
  const { customer } = work.lease;
  const { dueAt, rank, purpose } = what;
  const key = `timer:${customer}`;
  await store.commit(
    work.lease,
    turnOf(work, {
      at: what.now,
      cancelBotSends: what.claim,
      sends: [answer(`a${n}`, { rank, purpose, notBefore: dueAt, lane: customer })],
      timers: {
        set: [{ key: `${key}:${n % 3}`, timer: "promise_due", subject: "p", dueAt }],
        cancel: what.cancels ? [`${key}:${(n + 1) % 3}`] : [],
      },
    }),
  );
}

/**
 * Each customer's turns, and each customer's messages, from now on, at the moments at which the store asks to be
 * woken. Who comes first of several customers that are due at the same moment is nobody's promise.
 */
async function whatFollows(store: Store): Promise<Record<string, readonly string[]>> {
  const told: Record<string, string[]> = {};
  const tell = (who: string, what: string) => {
    told[who] = [...(told[who] ?? []), what];
  };
  for (let at = await store.nextDueAt(); at !== undefined; at = await store.nextDueAt()) {
    const work = await store.lease({ now: at, leaseMs: SECOND });
    if (work) {
      const keys = work.inbounds.map(({ inbound }) => inbound.key);
      tell(`turns of ${work.lease.customer}`, `${at}: ${keys}`);
      await store.commit(work.lease, turnOf(work, { at }));
    }
    for (const { id, tries, customer } of await store.takeSends({ now: at, limit: 9 })) {
      tell(`messages to ${customer}`, `${at}: ${id}, attempt ${tries}`);
      await store.settle(id, { kind: "sent", providerId: `twilio:${id}` }, at);
    }
  }
  return told;
}
