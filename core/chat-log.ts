import { z } from "zod";
import { choiceSchema } from "./decision.ts";

/** What a line of the shop's asks to choose from, and when it was asked. */
export const chatOfferSchema = z.object({ askedAt: z.number(), choices: z.array(choiceSchema) });

/** One line of a web chat. `id` makes a line that is appended twice be there once. */
export type ChatLine = {
  id: string;
  /** Epoch milliseconds. */
  at: number;
  who: "visitor" | "shop";
  text: string;
  /** The page's own id for a visitor's line, so that it can tell its own words come back. */
  clientId?: string;
  offer?: z.infer<typeof chatOfferSchema>;
};

/**
 * What was said in each web chat, in order, so that a page whose socket was cut, or that comes back on Monday, asks
 * for what it missed. Rejects with StoreUnavailableError; then nothing was kept. All methods are safe to repeat.
 */
export type ChatLog = {
  /** Durable when it resolves. `place` counts from 1 in each chat. */
  append(chat: string, line: ChatLine): Promise<{ place: number; isNew: boolean }>;
  /** Lines after `place`, oldest first, at most `limit`. */
  since(
    chat: string,
    place: number,
    limit: number,
  ): Promise<readonly (ChatLine & { place: number })[]>;
  placeOf(chat: string, lineId: string): Promise<number | undefined>;
  /**
   * Called soon after a process (this one, or another on the same log) has added a line to a chat, perhaps for nothing;
   * without a chat, when lines of any may have been missed. Absent: no other process can add any. Returns how to stop.
   */
  onLine?(listener: (chat?: string) => void): () => void;
  /** Lets a whole chat go, for good. */
  erase(chat: string): Promise<void>;
  close(): Promise<void>;
};
