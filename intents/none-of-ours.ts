import type { Understanding } from "../core/understanding.ts";

/**
 * Whether a text is clearly about nothing that a shop does ("tell me a joke", "capital of France"), rather than a wish that
 * was not understood: whatever speaks of the customer's own things may be one.
 */
export function isNoneOfOurs(text: string, { verdict, candidates }: Understanding): boolean {
  const likeliest = candidates[0]?.confidence ?? 0;
  const isSaid = text.trim().split(/\s+/).length >= FEWEST_WORDS;
  return verdict === "unknown" && likeliest < STRANGE && isSaid && !OWN.test(text);
}

/** Whatever is left of chance where nothing of ours was meant. */
const STRANGE = 0.05;

/** A word or two may be the answer to anything. */
const FEWEST_WORDS = 3;

const OWN =
  /\d{4}|@|\b(?:my|mine|our|ours|i'?ve|you'?ve|bought|sold|order\w*|sent|paid|shop|store|mi|mis|mío|nuestr[oa]|pedido|tienda)\b/i;
