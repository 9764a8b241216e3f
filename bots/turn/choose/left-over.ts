import { FITS_UNKNOWN } from "../../../core/knowledge.ts";
import type { Phrase } from "../../../core/shop.ts";
import { asksForStatus } from "../../../intents/asks-status.ts";
import { asksBack } from "../../../intents/flows/answer-words.ts";
import { ordersNamed } from "../../../intents/flows/orders-named.ts";
import { changeWishIn } from "../../../intents/flows/wish-words.ts";
import { MANNERS } from "../../../intents/manners.ts";
import type { Brief } from "../brief.ts";
import { ofTheirOwn } from "./of-their-own.ts";
import type { Wishes } from "./wishes.ts";

/**
 * What is said of the questions in a burst that none of the answers is to, so that nobody takes them for overheard; nothing
 * where the one message, or all that was asked, is answered.
 */
export function leftOverWords(brief: Brief, wishes: Wishes, phrase: Phrase): readonly string[] {
  const messages = brief.said?.messages ?? [];
  if (messages.length < 2) return [];
  return messages
    .filter(({ text, optOut }) => optOut === undefined && isLeftOver(text, brief, wishes))
    .filter(({ text }) => !isWritten(text, brief, wishes))
    .map(({ text }) => phrase("ask.left_over", { words: shortened(text) }));
}

/** A question of some words that means nothing of what is answered, not even likely. */
function isLeftOver(text: string, brief: Brief, { intents }: Wishes): boolean {
  const isQuestion = asksBack(text) && text.trim().split(/\s+/).length >= FEWEST_WORDS;
  if (!isQuestion || asksForStatus(text) || changeWishIn(text) !== undefined) return false;
  const { orders, shop, conversation, now } = brief;
  if (orders.kind === "proven" && ordersNamed(text, orders.orders).length > 0) return false;
  const read = shop.recogniser.recognise(text, { locale: conversation.locale, now });
  if (read.entities.orderNumbers.length > 0 || read.entities.dates?.length) return false;
  const [likeliest] = read.verdict === "unsure" ? read.candidates : [];
  const meant = [...read.intents, ...(likeliest ? [likeliest] : [])].map(({ name }) => name);
  return !meant.some(
    (name) =>
      MANNERS.includes(name) ||
      intents.includes(name) ||
      intents.includes(ofTheirOwn(name, text, brief)),
  );
}

/** It is answered by what the shop has written down. */
function isWritten(text: string, { shop }: Brief, { intents }: Wishes): boolean {
  const [best] = intents.includes("written") ? (shop.knowledge?.find(text, 1) ?? []) : [];
  return best !== undefined && best.fit >= FITS_UNKNOWN;
}

const FEWEST_WORDS = 3;

/** As much of it as they need to know it again. */
function shortened(text: string): string {
  const words = text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[?¿"]+/g, "");
  return words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE - 3)}...` : words;
}

const LONGEST_QUOTE = 80;
