import type { IntentName } from "../core/understanding.ts";

/** What people say around what they want. A cheerful answer to what was perhaps a complaint does harm. */
export const MANNERS: readonly IntentName[] = [
  "greeting",
  "goodbye",
  "praise",
  "yes",
  "no",
  "wait",
  "unsure",
  "repeat",
];
