import { describe, expect, it } from "@jest/globals";
import { fridayNight } from "../../../test/fixtures/small-shop.ts";
import { type Reading, timedRead } from "./timed-read.ts";

/** A shop's system whose answers take so long, and what its house notes of them. */
function shopOfNight(isLeftAlone = false) {
  const reads: Reading["reads"] = [];
  const told: string[] = [];
  const night = { now: fridayNight };
  const ports = {
    commerce: { name: "medusa" },
    reads,
    clock: {
      now: () => night.now,
      sleep: async (ms: number) => {
        night.now += ms;
      },
    },
    events: {
      provider: (fact: { outcome: string; ms: number }) => told.push(`${fact.outcome} ${fact.ms}`),
    },
    breakers: {
      ask: () => ({ go: !isLeftAlone, until: fridayNight }),
      told: (_name: string, _now: number, how: string) => told.push(how),
    },
  } as unknown as Reading; // the rest is never asked for
  return { ports, reads, told, night };
}

const never = () => new Promise<never>(() => {});

describe("what a turn asks the shop's system", () => {
  it("is given as it was answered, and noted with its time and how much was found", async () => {
    const { ports, reads, told, night } = shopOfNight();
    const slowly = async () => {
      night.now += 40;
      return ["1042", "1043"];
    };
    expect(await timedRead("orders by phone", slowly, ports)).toEqual(["1042", "1043"]);
    expect(await timedRead("order by id", async () => undefined, ports)).toBeUndefined();
    expect(reads).toEqual([
      { what: "orders by phone", ms: 40, outcome: "2 found" },
      { what: "order by id", ms: 0, outcome: "ok" },
    ]);
    expect(told).toEqual(["worked", "ok 40", "worked", "ok 0"]);
  });

  it("starts no timer for an answer that is at hand", async () => {
    const { ports, night } = shopOfNight();
    await timedRead("orders by phone", async () => [], ports);
    expect(night.now).toBe(fridayNight);
  });

  it("is unknown, and not none, after five seconds without an answer, or a failure", async () => {
    const { ports, reads, told } = shopOfNight();
    expect(await timedRead("orders by phone", never, ports)).toBe("unavailable");
    const fails = () => Promise.reject(new Error("500"));
    expect(await timedRead("order by id", fails, ports)).toBe("unavailable");
    expect(reads).toEqual([
      { what: "orders by phone", ms: 5_000, outcome: "unavailable" },
      { what: "order by id", ms: 0, outcome: "unavailable" },
    ]);
    expect(told).toEqual(["failed", "unavailable 5000", "failed", "unavailable 0"]);
  });

  it("is not asked at all while the system is left alone", async () => {
    const { ports, reads, told } = shopOfNight(true);
    let asked = 0;
    const asks = async () => {
      asked += 1;
    };
    expect(await timedRead("orders by phone", asks, ports)).toBe("unavailable");
    expect(asked).toBe(0);
    expect(reads).toEqual([{ what: "orders by phone", ms: 0, outcome: "left alone" }]);
    expect(told).toEqual([]);
  });
});
