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
