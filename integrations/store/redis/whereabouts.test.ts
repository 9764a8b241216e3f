import { describe, expect, it } from "@jest/globals";
import { ConfigurationError, StoreUnavailableError } from "../../../core/errors.ts";
import type { Connect } from "./connection.ts";
import { findWhereabouts, readAddresses } from "./whereabouts.ts";

describe("REDIS_URL", () => {
  it("is one address, with what is needed to get in", () => {
    expect(readAddresses("rediss://shop:p%40ss@redis.example.com/2")).toEqual({
      seeds: [{ host: "redis.example.com", port: 6379 }],
      access: { username: "shop", password: "p@ss", tls: true, database: 2 },
    });
  });

  it("is several Sentinels, of which one entry names the password and the primary", () => {
    const url = "redis://a:26379, redis://:secret@b:26380?master=shop";
    expect(readAddresses(url)).toEqual({
      seeds: [
        { host: "a", port: 26379 },
        { host: "b", port: 26380 },
      ],
      access: { password: "secret", tls: false, database: 0 },
      master: "shop",
    });
  });

  it("is not shown when it cannot be read, for it may hold a password", () => {
    expect(() => readAddresses("secret-canary")).toThrow(ConfigurationError);
    expect(() => readAddresses("secret-canary")).not.toThrow(/canary/);
  });
});

/** What a Sentinel says: which server is the primary since which change, and whether it is about to depose it. */
type Opinion = { port: number; epoch: number; isDeposing?: true };

/** Which server three Sentinels, on ports 1 to 3, send us to. */
async function primaryBy(opinions: readonly [Opinion, Opinion, Opinion]) {
  const connect: Connect = async ({ port }) => {
    const { epoch, port: named, isDeposing } = opinions[port - 1] ?? opinions[0];
    const flags = isDeposing ? "s_down,o_down,master,failover_in_progress" : "master";
    const said: Record<string, unknown> = {
      "INFO server": "redis_mode:sentinel",
      "SENTINEL MASTERS": [["name", "shop"]],
      "SENTINEL SENTINELS shop": ["2", "3"].map((other) => ["ip", "b", "port", other]),
      "SENTINEL MASTER shop": Object.entries({
        ...{ ip: "r", port: String(named), "config-epoch": String(epoch), flags },
      }).flat(),
    };
    return {
      ask: async (...words) => said[words.join(" ")],
      checkAlive: async () => {},
      subscribe: async () => {},
      gone: new Promise<void>(() => {}),
      close: async () => {},
      drop: () => {},
    };
  };
  const { placeOf } = await findWhereabouts(readAddresses("redis://a:1"), connect);
  return [...placeOf.values()][0]?.port;
}

describe("a primary that Sentinels watch", () => {
  const old: Opinion = { port: 6001, epoch: 4 };
  const promoted: Opinion = { port: 6002, epoch: 5 };

  it("is the one of the latest change that any of them has heard of", async () => {
    expect(await primaryBy([old, old, old])).toBe(6001);
    expect(await primaryBy([old, old, promoted])).toBe(6002);
  });

  it("is not written to while one of them deposes it: it has lost its replica to that, and what it takes is lost", async () => {
    const deposing = { ...old, isDeposing: true } as const;
    await expect(primaryBy([old, deposing, old])).rejects.toThrow(StoreUnavailableError);
    // It counts the change already, and still shows the old address.
    await expect(primaryBy([old, { ...deposing, epoch: 5 }, old])).rejects.toThrow(/changing over/);
    expect(await primaryBy([promoted, { ...deposing, epoch: 5 }, old])).toBe(6002);
  });
});
