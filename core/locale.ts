/**
 * The one of the shop's `locales` (shop.yaml, its own first) that somebody who wants `wanted` is spoken to in: that very
 * locale, else one of the same language ("es-MX" is served by "es"), else the shop's own.
 */
export function localeFor(locales: readonly string[], wanted: string | undefined): string {
  const [own = "en"] = locales;
  if (wanted === undefined || locales.includes(wanted)) return wanted ?? own;
  const language = languageIn(wanted);
  return locales.find((locale) => languageIn(locale) === language) ?? own;
}

/** The language of a locale: "es" of "es-MX"; another system may write "es_MX". */
export function languageIn(locale: string): string {
  return locale.split(/[-_]/)[0]?.toLowerCase() ?? locale;
}

/** The language that this is the English name or the two-letter code of, by its English name: "spanish" and "es" are "Spanish". */
export function languageNamed(name: string): string | undefined {
  const wanted = name.toLowerCase();
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const codes = letters.flatMap((one) => letters.map((other) => one + other));
  const english = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const code = codes.find(
    (each) => english.of(each) && (each === wanted || english.of(each)?.toLowerCase() === wanted),
  );
  return code && english.of(code);
}

/** Whether this is a language that there is, as it is written in files: "en", "da", "pt-BR". "dk" is a country, "EN" is "en". */
export function isLocale(name: string): boolean {
  try {
    const isPlain = Intl.getCanonicalLocales(name).includes(name);
    return isPlain && languages().of(name) !== undefined;
  } catch {
    return false; // a RangeError is Intl's way to say no
  }
}

/** What somebody who wrote this probably meant, if that can be told: "da" for "dk", "en" for "EN" or "english". */
export function likelyLocale(name: string): string | undefined {
  const small = name.toLowerCase();
  if (isLocale(small)) return small;
  return (
    spokenIn(small) ?? COMMON.find((locale) => languages().of(locale)?.toLowerCase() === small)
  );
}

/** The language of a country, by its code. */
function spokenIn(country: string): string | undefined {
  if (!/^[a-z]{2}$/.test(country)) return undefined;
  const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const region = country.toUpperCase();
  return regions.of(region) === undefined
    ? undefined
    : new Intl.Locale(`und-${region}`).maximize().language;
}

/** Languages that people name instead of writing their codes. */
const COMMON = ["en", "da", "sv", "nb", "fi", "de", "nl", "fr", "es", "pt", "it", "pl"];

function languages(): Intl.DisplayNames {
  return new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
}
