import { describe, expect, it } from "@jest/globals";
import { eventsFor } from "../../core/events.ts";
import type { Inbound } from "../../core/message.ts";
import { virtualClock } from "../../test/fakes/virtual-clock.ts";
import { ordersNamedBy, ordersOf } from "./read-orders.ts";

/** Friday 20 November 2026, 22:41 in Copenhagen. */
const fridayNight = Date.parse("2026-11-20T21:41:00Z");
const ALMOST_TOO_SLOW_MS = 4_900;

/** A shop's system that takes as long for everything as a turn will wait for one answer. */
function slowShop() {
  const clock = virtualClock(fridayNight);
  const slowly = async <T>(answer: T) => {
    await clock.sleep(ALMOST_TOO_SLOW_MS);
    return answer;
  };
  const commerce = {
    name: "slow",
    findOrders: () => slowly([]),
    getOrder: () => slowly(undefined),
    changesSince: () => slowly({ events: [], cursor: "" }),
  };
  return { clock, ports: { commerce, clock, events: eventsFor({}), reads: [] } };
}

/** How long it takes, on the night's own clock. */
async function lasts(
  clock: ReturnType<typeof virtualClock>,
  work: Promise<unknown>,
): Promise<number> {
  let endedAt: number | undefined;
  work.then(() => {
    endedAt = clock.now();
  });
  await clock.advanceBy(60_000);
  return (endedAt ?? Number.POSITIVE_INFINITY) - fridayNight;
}

describe("a customer whose shop's system is slow tonight", () => {
  it("keeps their turn though there is news of eight orders at once, for these are read side by side", async () => {
    const { clock, ports } = slowShop();
    const news = Array.from(
      { length: 8 },
      (_, n): Inbound => ({
        kind: "shop_event",
        event: "delivered",
        orderId: `o${n}`,
        key: `shop:o${n}`,
        happenedAt: fridayNight,
        receivedAt: fridayNight,
      }),
    );
    expect(await lasts(clock, ordersNamedBy(news, ports))).toBe(ALMOST_TOO_SLOW_MS);
  });

  it("waits once for the orders of their number and of the contact they have proven", async () => {
    const { clock, ports } = slowShop();
    const asked = { from: "sms:+4520304050", proven: "email:freja@example.com" } as const;
    expect(await lasts(clock, ordersOf(asked, fridayNight, ports))).toBe(ALMOST_TOO_SLOW_MS);
  });

  it("waits once for several orders that an agent names by number", async () => {
    const { clock, ports } = slowShop();
    const named = ["1042", "1043", "1044"].map(
      (number): Inbound => ({
        kind: "agent",
        key: `slack:${number}`,
        receivedAt: fridayNight,
        agent: { id: "U1", name: "Mette" },
        action: { do: "order", what: "look_up", number },
      }),
    );
    const found = ordersNamedBy(named, ports);
    expect(await lasts(clock, found)).toBe(ALMOST_TOO_SLOW_MS);
    expect([...(await found).keys()]).toEqual(["#1042", "#1043", "#1044"]);
  });
});
