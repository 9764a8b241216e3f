import type { Understanding } from "../core/understanding.ts";
import { asksForSomething } from "./clauses.ts";

/**
 * Whether a text is clearly about nothing that a shop does ("tell me a joke", "what is the capital of France"), rather than a wish that
 * was not understood: whatever speaks of the customer's own things may be one.
 */
export function isNoneOfOurs(text: string, { verdict, candidates }: Understanding): boolean {
  const likeliest = candidates[0]?.confidence ?? 0;
  const isSaid = text.trim().split(/\s+/).length >= FEWEST_WORDS;
  const isRequest = isSaid && asksForSomething(text) && !OWN.test(text);
  return verdict === "unknown" && likeliest < STRANGE && isRequest;
}

/** Whatever is left of chance where nothing of ours was meant. */
const STRANGE = 0.08;

/** A word or two may be the answer to anything. */
const FEWEST_WORDS = 3;

const OWN =
  /\d{4}|@|\b(?:my|mine|our|ours|i'?ve|you'?ve|bought|sold|order\w*|sent|paid|shop|store|mi|mis|mío|nuestr[oa]|pedido|tienda)\b/i;
