import { afterEach, describe, expect, it } from "@jest/globals";
import { acceptInto } from "../../bots/turn/accept.ts";
import { followShifts } from "../../bots/turn/follow-shifts.ts";
import { type Delivered, type Rehearsal, rehearse } from "../../cli/rehearsal.ts";
import { heldClock } from "../../cli/stage.ts";
import type { Events } from "../../core/events.ts";
import type { Address } from "../../core/message.ts";
import { randomIds } from "../../integrations/clock.ts";
import { sqliteStore } from "../../integrations/store/sqlite/store.ts";
import {
  fridayNight,
  mondayOpening,
  mondayPromise,
  shopsNumber,
  smallShop,
} from "../fixtures/small-shop.ts";

const closed: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closed.splice(0)) await close();
});

/** A night on which two servers plan the shifts, and one of them starts a second time. */
async function night(): Promise<Rehearsal> {
  const store = sqliteStore({ file: ":memory:" });
  const clock = heldClock(fridayNight);
  const ids = randomIds();
  const shop = smallShop();
  const events = new Proxy({} as Events, {
    get: (_none, what) => (fact: { error?: unknown }) => {
      if (what === "failed" || what === "turnFailed") throw fact.error;
    },
  });
  const commerce = {
    name: "none",
    findOrders: async () => [],
    getOrder: async () => undefined,
    changesSince: async () => ({ events: [], cursor: "" }),
  };
  const rehearsal = rehearse({ store, shop, commerce, clock, ids, events, own: shopsNumber });
  const stop = new AbortController();
  const accept = acceptInto(store, events);
  const servers = [1, 2, 3].map(() =>
    followShifts({ clock, ids, events, shop: () => shop, accept }, stop.signal),
  );
  closed.push(async () => {
    stop.abort();
    await Promise.all(servers);
    await rehearsal.close();
  });
  return rehearsal;
}

const phone = (n: number): Address => `sms:+45200000${String(n).padStart(2, "0")}`;
const kinds = (delivered: readonly Delivered[]) =>
  delivered.map(({ outgoing: { send } }) => send.body.kind);

describe("a team that comes in on Monday", () => {
  it("is briefed once, before the cards, though three servers planned it", async () => {
    const shopNight = await night();
    for (const n of [1, 2]) await shopNight.text(phone(n), "human please");
    await shopNight.text(phone(3), "greeting");
    const delivered = await shopNight.advanceTo(mondayOpening + 60_000);
    expect(kinds(delivered)).toEqual(["briefing", "card", "card"]);
    const [first] = delivered;
    expect(first?.outgoing.briefing).toMatchObject({
      shift: "opens",
      settled: { conversations: 3, handedOver: 2 },
      waiting: [{ reason: "asked for a person" }, { reason: "asked for a person" }],
    });
  });

  it("is called once, and not forty times, to those whom nobody has claimed", async () => {
    const shopNight = await night();
    for (const n of [1, 2, 3]) await shopNight.text(phone(n), "human please");
    await shopNight.advanceTo(mondayOpening + 60_000);
    const delivered = await shopNight.advanceTo(mondayPromise + 60_000);
    const calls = delivered.flatMap(({ outgoing: { briefing } }) => briefing ?? []);
    expect(calls.map(({ shift, waiting }) => [shift, waiting.length])).toEqual([
      ["promised", 3],
      ["promised", 3],
      ["broken", 3],
    ]);
    expect(kinds(delivered).filter((kind) => kind === "line")).toHaveLength(3);
  });
});
