import { TOKENS_AT_ONCE } from "../../core/helper.ts";

/** Tokens that were allowed and are not used yet. */
export type TokenPurse = {
  /** Sets so many aside for one call; `undefined`: there are not so many, and no more are allowed. Rejects as `allow` does. */
  take(
    tokens: number,
    allow: () => Promise<boolean>,
  ): Promise<{ settle(used: number): void } | undefined>;
};

/**
 * An empty purse. What is allowed is counted when it comes in, so that nothing more is used than was allowed, whatever
 * becomes of this process: only what lies in the purse is lost with it. Each call sets aside the most that it can use and
 * gives back the rest when it is known; one of which nothing is heard has used all of it.
 */
export function tokenPurse(): TokenPurse {
  let left = 0;
  return {
    async take(tokens, allow) {
      while (left < tokens) {
        if (!(await allow())) return undefined;
        left += TOKENS_AT_ONCE;
      }
      left -= tokens;
      return {
        settle(used) {
          left += tokens - Math.min(used, tokens * MOST_BELIEVED);
        },
      };
    },
  };
}

/** A server may count more than we do, but not so many times as many: else one number too many would end the night's help. */
const MOST_BELIEVED = 10;
