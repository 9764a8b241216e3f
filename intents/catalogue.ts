import { readdirSync, readFileSync } from "node:fs";
import type { IntentsFile } from "../core/intents-file.ts";
import type { IntentName } from "../core/understanding.ts";
import { readCatalogueFile } from "./catalogue-file.ts";
import { normalise } from "./engine/normalise.ts";
import { loadWordVectors, type WordVectors } from "./engine/word-vectors.ts";

/** What the recogniser learns from: every intent with the ways in which customers say it. */
export type Catalogue = {
  readonly intents: ReadonlyMap<IntentName, CatalogueIntent>;
  /** What words mean in the customers' language; without it the engine knows only its phrases. */
  readonly vectors?: WordVectors;
};

export type CatalogueIntent = {
  /** How the bot names it when it asks "did you mean …?". */
  title: string;
  phrases: readonly string[];
  /** The shop's fixed answer, for intents that have one. */
  answer?: string;
};

/** The intent of talk that is not for a shop. Its phrases are the negatives. */
export const OUT_OF_SCOPE = "out_of_scope";

/** The phrases (and word vectors, where there are any) that ship with Nightdesk in `locale`, e.g. "en". @throws Error when there are none in that locale. */
export function loadCatalogue(locale: string): Catalogue {
  const catalogue = SHIPPED.get(locale) ?? readCatalogue(locale);
  SHIPPED.set(locale, catalogue);
  return catalogue;
}

/** They come with the program and never change under it, but are asked for at each look at a shop's files. */
const SHIPPED = new Map<string, Catalogue>();

function readCatalogue(locale: string): Catalogue {
  const folder = new URL(`./catalogue/${locale}/`, import.meta.url);
  const vectors = loadWordVectors(locale);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readCatalogueFile(readFileSync(new URL(name, folder), "utf8")))
    .reduce<Catalogue>(mergeCatalogue, {
      intents: new Map(),
      ...(vectors === undefined ? {} : { vectors }),
    });
}

/** The shipped catalogue with a retailer's intents.yaml over it: phrases add, `replace` puts them in place of ours. */
export function mergeCatalogue(shipped: Catalogue, file: IntentsFile): Catalogue {
  const intents = new Map(shipped.intents);
  for (const [name, own] of Object.entries(file.intents)) {
    const ours = intents.get(name);
    const answer = own.answer ?? ours?.answer;
    intents.set(name, {
      title: own.title ?? ours?.title ?? name.replaceAll("_", " "),
      phrases: own.replace ? own.phrases : [...(ours?.phrases ?? []), ...own.phrases],
      ...(answer === undefined ? {} : { answer }),
    });
  }
  return { ...shipped, intents };
}

/** A phrase that stands in more than one intent, so that nobody can learn which of them it means. */
export type Conflict = {
  phrase: string;
  intents: readonly IntentName[];
  /** As it is worded in each of them. */
  wordings: readonly { intent: IntentName; phrase: string }[];
};

/** Phrases that read the same (case, shorthand and marks aside) in two intents or more. */
export function conflicts(catalogue: Catalogue): readonly Conflict[] {
  const homes = new Map<string, { intent: IntentName; phrase: string }[]>();
  for (const [intent, { phrases }] of catalogue.intents) {
    for (const phrase of phrases) {
      const key = normalise(phrase).replaceAll("?", "").trim();
      const home = homes.get(key);
      if (home === undefined) homes.set(key, [{ intent, phrase }]);
      else if (home.every((other) => other.intent !== intent)) home.push({ intent, phrase });
    }
  }
  return [...homes.values()]
    .filter((home) => home.length > 1)
    .map((wordings) => ({
      phrase: wordings[0]?.phrase ?? "",
      intents: wordings.map(({ intent }) => intent),
      wordings,
    }));
}
