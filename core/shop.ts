import type { HandoffFile } from "./handoff-file.ts";
import type { Hours } from "./hours.ts";
import type { IntentsFile } from "./intents-file.ts";
import type { Knowledge } from "./knowledge.ts";
import type { ShopFile } from "./shop-file.ts";
import type { Recogniser } from "./understanding.ts";

/** Fills a text of phrases/<locale>.yaml. @throws when a key does not exist: that is our mistake, not the shop's. */
export type Phrase = (key: string, values?: Record<string, string | number | Date>) => string;

/** The shop as its files say today, ready to be asked. Replaced as a whole when a file changes. */
export type Shop = {
  readonly file: ShopFile;
  readonly handoff: HandoffFile;
  readonly intents: IntentsFile;
  readonly hours: Hours;
  /** A team's own hours, or the shop's. */
  hoursOf(team: string): Hours;
  readonly recogniser: Recogniser;
  /** What knowledge/*.md says; absent where there is none. */
  readonly knowledge?: Knowledge;
  /** All that it may recognise, where that can be told. */
  readonly intentNames?: readonly string[];
  /** How the bot names an intent when it asks "did you mean …?", and the shop's fixed answer to it, if it has one. */
  intent(name: string, locale?: string): { title: string; answer?: string } | undefined;
  /** Phrases of the first configured locale that fits `locale`. */
  phrases(locale: string | undefined): Phrase;
  /** Answers that agents give again and again, in the locale of the shop's that fits: the `canned.*` texts of phrases/<locale>.yaml. */
  canned?(locale: string | undefined): readonly CannedReply[];
};

/** Stands in a canned reply for what is not known of the customer: an agent fills it in, and it is never sent. */
export const GAP = "[...]";

/** What canned replies may tell: the customer's first name, and of the one order that the talk is about its number, what was bought and where to follow it. */
export const CANNED_FACTS = ["name", "order", "items", "tracking"] as const;
export type CannedFacts = Partial<Record<(typeof CANNED_FACTS)[number], string>>;

/**
 * `name`: the key without its `canned.`, as agents choose by it; one that begins with an intent and a dot
 * ("delivery_problem.photo_please") is suggested for it. `text`: ready to be edited, with a GAP for each fact not given.
 */
export type CannedReply = { name: string; text(facts: CannedFacts): string };
