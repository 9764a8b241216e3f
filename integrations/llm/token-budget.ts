import type { TokenBudget } from "../../core/helper.ts";

/** What was used within the last hour and the last night of twelve hours, by this process. */
export type TokenLedger = {
  /** Sets so many aside for one call; `undefined`: that would be more than is left. */
  reserve(
    tokens: number,
    budget: TokenBudget,
    now: number,
  ): { settle(used: number): void } | undefined;
};

const HOUR_MS = 3_600_000;
const NIGHT_MS = 12 * HOUR_MS;

/**
 * A ledger that never lets more be used than the budget has: each call sets aside the most that it can use before it is
 * made, and gives back the rest when it is known. A call of which nothing is heard has used all of it.
 */
export function tokenLedger(): TokenLedger {
  let uses: { at: number; tokens: number }[] = [];
  const usedSince = (since: number) =>
    uses.reduce((sum, { at, tokens }) => sum + (at > since ? tokens : 0), 0);

  return {
    reserve(tokens, { perHour, perNight }, now) {
      uses = uses.filter(({ at }) => at > now - NIGHT_MS);
      const isTooMuch =
        usedSince(now - HOUR_MS) + tokens > perHour ||
        usedSince(now - NIGHT_MS) + tokens > perNight;
      if (isTooMuch) return undefined;
      const use = { at: now, tokens };
      uses.push(use);
      return {
        settle(used) {
          use.tokens = used;
        },
      };
    },
  };
}
