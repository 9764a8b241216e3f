import { z } from "zod";
import type { Passage } from "./knowledge.ts";
import type { IntentName } from "./understanding.ts";

/** Tokens of any kind that a language model may use are allowed so many at a time. */
export const TOKENS_AT_ONCE = 1_000;

/**
 * `signal` ends the waiting; what was asked for is then of no use any more. `allowTokens` allows TOKENS_AT_ONCE more, for
 * this call or a later one; `false`: there are no more for now. It rejects as the store does.
 */
export type HelperOptions = { signal: AbortSignal; allowTokens(): Promise<boolean> };

/** `spent`: nothing was asked, for it might cost more tokens than are left. */
export type HelperAnswer<T> = { kind: "answered"; value: T } | { kind: "spent" };

/**
 * A language model that may help and can do nothing: it gets words with the personal data masked, no ids and no tools,
 * and gives words back, which whoever asked checks before they are used. Rejects with ProviderUnavailableError when there
 * is no answer of the right shape; asking again is safe.
 */
export type Helper = {
  /** Which of these intents a message carries; none where none fits. */
  understand(
    ask: { text: string; intents: readonly { name: IntentName; title: string }[] },
    options: HelperOptions,
  ): Promise<HelperAnswer<readonly IntentName[]>>;
  /** Answers from these passages alone; no text where they do not answer it. */
  answer(
    ask: { question: string; passages: readonly Pick<Passage, "title" | "text">[] },
    options: HelperOptions,
  ): Promise<HelperAnswer<{ text: string | undefined }>>;
  /** What an agent should know of a talk, in two sentences of their language. */
  summarise(
    ask: { lines: readonly { who: string; text: string }[]; language: string },
    options: HelperOptions,
  ): Promise<HelperAnswer<string>>;
  /** The same words in another language. */
  translate(
    ask: { text: string; language: string },
    options: HelperOptions,
  ): Promise<HelperAnswer<string>>;
  /** For `doctor`: what is wrong with the settings, or nothing. */
  check(): Promise<readonly string[]>;
};

/** What a helper said in one turn, as the journal keeps it: a replay needs no model. Nothing of it has been checked yet. */
export const helpSchema = z.object({
  intents: z.array(z.string()).optional(),
  /** Its answer from the shop's documents; empty where it said that they hold none. */
  answer: z.string().optional(),
});
export type Help = z.infer<typeof helpSchema>;
