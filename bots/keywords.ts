import type { ConsentChange } from "../core/decision.ts";

/**
 * The opt-out or opt-in that a text is, where no carrier owns the keywords: only words that cannot mean an order or a
 * question count, and only alone. "cancel" and "stop the order" are talk.
 */
export function optOutKeyword(
  text: string,
): { optOut: "stop" | "start"; status: ConsentChange["status"]; by: string } | undefined {
  const word = text.trim().toUpperCase();
  const optOut = KEYWORDS.get(word);
  if (!optOut) return undefined;
  return { optOut, status: optOut === "stop" ? "opted_out" : "opted_in", by: `keyword ${word}` };
}

const KEYWORDS: ReadonlyMap<string, "stop" | "start"> = new Map([
  ...["STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT"].map((word) => [word, "stop"] as const),
  ...["START", "UNSTOP"].map((word) => [word, "start"] as const),
]);
