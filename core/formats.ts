/**
 * Intl's formatters, each made once: making one costs a hundred times what using it does, and a shop needs few (its
 * locale, its zone, its customers' zones). They have no state of their own, so sharing them cannot be seen.
 */
export const formats = {
  date: once(
    (locale: string, options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, options),
  ),
  number: once(
    (locale: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
  ),
  plural: once(
    (locale: string, options: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options),
  ),
  list: once(
    (locale: string, options: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options),
  ),
  relative: once(
    (locale: string, options: Intl.RelativeTimeFormatOptions) =>
      new Intl.RelativeTimeFormat(locale, options),
  ),
  names: once(
    (locale: string, options: Intl.DisplayNamesOptions) => new Intl.DisplayNames(locale, options),
  ),
};

type Make<Options, Format> = (locale: string, options: Options) => Format;

function once<Options extends object, Format>(make: Make<Options, Format>): Make<Options, Format> {
  const made = new Map<string, Format>();
  return (locale, options) => {
    let key = locale;
    for (const name in options) key += ` ${name}=${options[name]}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const format = make(locale, options);
    made.set(key, format);
    return format;
  };
}
