import type { IntentsFile } from "../core/intents-file.ts";
import { nearest } from "../core/nearest.ts";
import { saidInstead } from "./answers.ts";
import { type Catalogue, conflicts, loadCatalogue, mergeCatalogue } from "./catalogue.ts";

/** What is worth saying about a place of intents.yaml. `isHint`: it may well be meant, and what comes of it is good to know. */
type Remark = { path: readonly (string | number)[]; message: string; isHint?: true };

/** What may stay so in intents.yaml beside the phrases that ship in `language`: intents that little or nothing leads to, answers that are never said, phrases that two have. */
export function remarksOnIntents(file: IntentsFile, language: string): readonly Remark[] {
  const shipped = loadCatalogue(language);
  const names = [...shipped.intents.keys()];
  return [
    ...intentsInVain(file, names),
    ...fewPhrases(file, names),
    ...answersInVain(file),
    ...phrasesTwice(file, shipped),
  ];
}

/** A new intent without a phrase, or with nothing but phrases and the name of another one but for a slip. */
function intentsInVain({ intents }: IntentsFile, shipped: readonly string[]): readonly Remark[] {
  return Object.entries(intents).flatMap(([name, { phrases, title, answer }]) => {
    if (shipped.includes(name)) return [];
    const meant = title === undefined && answer === undefined ? nearest(name, shipped) : undefined;
    const why =
      meant === undefined
        ? "has no phrases: nothing leads to it"
        : `is an intent of its own: did you mean "${meant}"?`;
    const isMeant = meant === undefined && phrases.length > 0;
    return isMeant ? [] : [{ path: ["intents", name], message: `"${name}" ${why}` }];
  });
}

/** An intent of the shop's own that hardly anybody will be led to who does not use its very words. */
function fewPhrases({ intents }: IntentsFile, shipped: readonly string[]): readonly Remark[] {
  return Object.entries(intents).flatMap(([name, { phrases }]): Remark[] => {
    const count = phrases.length;
    if (shipped.includes(name) || count === 0 || count >= WORTH_WRITING) return [];
    const has = count === 1 ? "one phrase" : `${count} phrases`;
    const message = `"${name}" has ${has}, known word for word: ${WORTH_WRITING} varied ones or more teach what is only like them`;
    return [{ path: ["intents", name], message, isHint: true }];
  });
}

/** Measured on three invented intents, in other words for the same: docs/teaching.md. */
const WORTH_WRITING = 8;

function answersInVain({ intents }: IntentsFile): readonly Remark[] {
  return Object.entries(intents).flatMap(([name, { answer }]) => {
    const instead = answer === undefined ? undefined : saidInstead(name);
    if (instead === undefined) return [];
    const message = `is never said: "${name}" ${instead}`;
    return [{ path: ["intents", name, "answer"], message }];
  });
}

function phrasesTwice(file: IntentsFile, shipped: Catalogue): readonly Remark[] {
  const own = file.intents;
  if (Object.values(own).every(({ phrases }) => phrases.length === 0)) return [];
  return conflicts(mergeCatalogue(shipped, file)).flatMap(({ intents, wordings }) => {
    const places = wordings.map(({ intent, phrase }) => ({
      intent,
      phrase,
      at: own[intent]?.phrases.indexOf(phrase) ?? -1,
    }));
    const [place, ...others] = places.filter(({ at }) => at >= 0);
    if (place === undefined) return [];
    const isOurs = others.length === 0;
    const so = isOurs
      ? `word for word it means ${place.intent}, as you say; what is only like it could be either`
      : "nobody can learn which it means";
    return {
      path: ["intents", place.intent, "phrases", place.at],
      message: `"${place.phrase}" is in ${intents.join(" and ")}: ${so}`,
      ...(isOurs && { isHint: true }),
    };
  });
}
