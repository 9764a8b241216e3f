import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../../core/errors.ts";
import { readAddresses } from "./whereabouts.ts";

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
