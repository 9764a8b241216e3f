import { describe, expect, it, jest } from "@jest/globals";
import { judge } from "./judge.ts";
import { playKills } from "./kills.ts";

jest.setTimeout(300_000);

/** As many as fit into the tests' ten minutes on two cores; `npm run rig` kills a thousand. */
const KILLS = 3;
const MESSAGES = 120;

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
