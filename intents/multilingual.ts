import { localeFor } from "../core/locale.ts";
import type { ReadingHints } from "../core/understanding.ts";
import { languageTeller } from "./language.ts";
import type { ExplainingRecogniser } from "./recognise.ts";

/**
 * One recogniser of all the locales of a shop, its own first: a message is read in the language it is written in, else in
 * that of the talk, and the understanding says in which. What learns in the background learns one language after the
 * other, and is ready with the last; what learns at once learns a language at its first message.
 */
export function multilingual(
  locales: readonly string[],
  {
    phrasesOf,
    learnIn,
  }: {
    phrasesOf(locale: string): readonly string[];
    learnIn(locale: string): ExplainingRecogniser;
  },
): ExplainingRecogniser {
  const learnt = new Map<string, ExplainingRecogniser>();
  const recogniserOf = (locale: string) => {
    const recogniser = learnt.get(locale) ?? learnIn(locale);
    learnt.set(locale, recogniser);
    return recogniser;
  };
  let teller: ReturnType<typeof languageTeller> | undefined;
  const languageOf = (text: string, { locale }: ReadingHints): string | undefined => {
    teller ??= languageTeller(new Map(locales.map((each) => [each, phrasesOf(each)])));
    return teller(text, locale === undefined ? undefined : localeFor(locales, locale));
  };
  const own = localeFor(locales, undefined);
  const isLater = recogniserOf(own).ready;
  const ready = isLater && learnAll(locales, recogniserOf);
  ready?.catch(() => {}); // whoever waits for it is told
  return {
    ...(ready ? { ready } : {}),
    recognise(text, hints = {}) {
      const locale = languageOf(text, hints);
      const understanding = recogniserOf(locale ?? own).recognise(text, hints);
      return locale === undefined ? understanding : { ...understanding, locale };
    },
    async read(text, hints = {}) {
      const locale = languageOf(text, hints);
      const recogniser = recogniserOf(locale ?? own);
      const understanding =
        (await recogniser.read?.(text, hints)) ?? recogniser.recognise(text, hints);
      return locale === undefined ? understanding : { ...understanding, locale };
    },
    explain(text, hints = {}) {
      const locale = languageOf(text, hints);
      const { understanding, ...why } = recogniserOf(locale ?? own).explain(text, hints);
      return { understanding: { ...understanding, ...(locale ? { locale } : {}) }, ...why };
    },
  };
}

/** One after the other: each learns in a process of its own, which takes memory. */
async function learnAll(
  locales: readonly string[],
  recogniserOf: (locale: string) => ExplainingRecogniser,
): Promise<void> {
  for (const locale of locales) await recogniserOf(locale).ready;
}
