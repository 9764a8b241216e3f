import { describe, expect, it } from "@jest/globals";
import { playFailover } from "./failovers.ts";

describe("customers who write while a primary Redis is lost and its replica was 20 ms behind", () => {
  it("lose nothing that was acknowledged, and are heard again; `npm run rig` does it on a Cluster too", async () => {
    const { acknowledged, lost, violations } = await playFailover("sentinel");
    expect(acknowledged).toBeGreaterThan(300);
    expect(lost).toEqual([]);
    expect(violations).toEqual([]);
  });
});
