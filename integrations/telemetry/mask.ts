const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu;

/** With its country code, as all of ours are written: `+45 20 30 40 50`, `+4520304050`. */
const INTERNATIONAL = /\+\d[\d ().-]{5,20}\d/g;

/** Seven digits and more that stand alone, however they are grouped. Ids and dates in ISO form with a time do not. */
const DIGITS = /(?<![\w+])\(?\d(?:[ ().-]?\d){6,14}(?!\w)/g;

/** What stands in quotation marks in an error's message is a value that came from outside. */
const QUOTED = /"(?:[^"\\]|\\.)*"?|`[^`]*`?|'[^']{3,}'|“[^”]*”?/g;

/** The text without e-mail addresses and international phone numbers. */
export function maskContacts(text: string): string {
  const withoutEmails = text.includes("@") ? text.replace(EMAIL, "[e-mail]") : text;
  return withoutEmails.includes("+")
    ? withoutEmails.replace(INTERNATIONAL, "[phone]")
    : withoutEmails;
}

/** The text without anything that a customer may have written into it: quoted values, numbers, addresses. */
export function withoutValues(text: string): string {
  return maskContacts(text.replace(QUOTED, '"…"')).replace(DIGITS, "[number]");
}
