import type { IntentName } from "../core/understanding.ts";

/** What people say around what they want: beside a wish, it is not what a message is for. A cheerful answer to what was perhaps a complaint does harm. */
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
