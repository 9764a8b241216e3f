import type { IntentName } from "../../core/understanding.ts";
import { changeWishIn } from "./wish-words.ts";

/**
 * The change that is wanted after all, of somebody who changes their mind within one message: "can I cancel my boots?
 * actually no wait, change the size to 43". `undefined`: they do not. English and Spanish.
 */
export function wishInstead(text: string): IntentName | undefined {
  const turn = TURNS.exec(text);
  if (!turn) return undefined;
  const before = changeWishIn(text.slice(0, turn.index));
  const after = changeWishIn(text.slice(turn.index + turn[0].length));
  return before !== undefined && after !== before ? after : undefined;
}

const TURNS =
  /\b(?:actually|no,? wait|wait,? no|oh wait|scratch that|on second thoughts?|i mean|no,? sorry|instead of that)\b|(?<!\p{L})(?:mejor|no,? espera|perd[oó]n,? no)(?!\p{L})/iu;
