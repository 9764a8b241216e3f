import { createRequire } from "node:module";
import type * as Phones from "libphonenumber-js/min";

/** The number in E.164, read as somebody in that country (ISO 3166-1 alpha-2) wrote it; `undefined` for none or nonsense. */
export function e164(
  phone: string | null | undefined,
  country: string | null | undefined,
): string | undefined {
  const text = phone?.trim() ?? "";
  if (text === "") return undefined;
  return phones().parsePhoneNumberFromString(text, known(country))?.number;
}

/** How shops may have stored this E.164 number: systems that search text find it only in the form that was typed. */
export function phoneSpellings(number: string): readonly string[] {
  const parsed = phones().parsePhoneNumberFromString(number);
  if (!parsed) return [number];
  const national = parsed.formatNational();
  return [
    ...new Set([
      parsed.number,
      parsed.formatInternational(),
      national,
      national.replace(/\D/g, ""),
      parsed.number.replace("+", "00"),
    ]),
  ];
}

function known(country: string | null | undefined): Phones.CountryCode | undefined {
  const code = country?.toUpperCase() ?? "";
  return phones().isSupportedCountry(code) ? code : undefined;
}

const require = createRequire(import.meta.url);

/** Loaded with the first number: its hundred files would be a tenth of every start. */
const phones = () => require("libphonenumber-js/min") as typeof Phones; // what the package is
