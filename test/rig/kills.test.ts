import { describe, expect, it, jest } from "@jest/globals";
import { judge } from "./judge.ts";
import { playKills } from "./kills.ts";

/** Longer than what stands still is watched for, so that it is told why it does. */
jest.setTimeout(900_000);

/** A hundred in all, some 1.7 seconds of one core each; `npm run rig` kills a thousand on each store. */
const KILLS = 50;
const MESSAGES = 1_000;

describe("customers who text a shop whose servers are killed again and again", () => {
  // Side by side: most of the time each waits for a dead process's leases and for unclear sends to be asked about.
  it.concurrent.each(["sqlite", "redis"] as const)(
    "are each answered, once and in order, on %s",
    async (store) => {
      const evidence = await playKills({ store, kills: KILLS, messages: MESSAGES, seed: 20261120 });
      const verdict = judge(evidence);
      expect(verdict.violations).toEqual([]);
      expect(verdict.accepted).toBe(MESSAGES);
    },
  );
});
