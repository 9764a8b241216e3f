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
