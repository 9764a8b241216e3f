import { describe, expect, it, jest } from "@jest/globals";
import { FAILOVER_KINDS, playFailover } from "./failovers.ts";

jest.setTimeout(120_000);

describe("customers who write while a primary Redis is lost and its replica was 20 ms behind", () => {
  it.each(FAILOVER_KINDS)(
    "lose nothing that was acknowledged, and are heard again, on a %s",
    async (kind) => {
      const { acknowledged, lost, violations } = await playFailover(kind);
      expect(acknowledged).toBeGreaterThan(300);
      expect(lost).toEqual([]);
      expect(violations).toEqual([]);
    },
  );
});
