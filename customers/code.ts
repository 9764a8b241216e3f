import { createHmac, timingSafeEqual } from "node:crypto";
import type { Allowance } from "../core/ports.ts";
import type { Challenge } from "../core/proof.ts";
import { BARE_LINK_CODE, LINK_CODE } from "./link-code.ts";

/** How long a code is good for. Source: OWASP ASVS 5.0, 6.5 allows ten minutes for a code sent out of band. */
export const CODE_GOOD_FOR_MS = 10 * 60_000;

/** How long the proof it gives lasts. */
export const PROOF_LASTS_MS = 30 * 60_000;

/** How often one code may be given wrongly. */
export const TRIES_PER_CODE = 5;

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How many codes one asker may ask for, and one contact be sent. */
export const CODES = [
  { count: 3, withinMs: HOUR_MS },
  { count: 10, withinMs: DAY_MS },
] as const;

/**
 * The six digits of a challenge. They are made anew from the server's secret each time, so that they lie nowhere.
 * Evenly spread: 2^48 leaves to a million a bias below one in 10^8.
 */
export function codeOf(challenge: Pick<Challenge, "id">, secret: string): string {
  const digest = createHmac("sha256", secret).update(`code\n${challenge.id}`).digest();
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, "0");
}

/** Whether these digits are the challenge's, in a time that tells nothing of how many of them are right. */
export function isCodeOf(
  digits: string,
  challenge: Pick<Challenge, "id">,
  secret: string,
): boolean {
  const given = Buffer.from(digits.padEnd(6).slice(0, 6));
  return timingSafeEqual(given, Buffer.from(codeOf(challenge, secret))) && digits.length === 6;
}

/**
 * What in a text reads like a code, when one is waited for: six digits, also as "493 021" or "493-021", but not the
 * order number that was named, nor digits within a link code. Gives the last of them, and the text without any.
 */
export function codeIn(
  text: string,
  { about }: Pick<Challenge, "about">,
): { digits: string; masked: string; rest: string } | undefined {
  const number = "number" in about ? about.number : undefined;
  let digits: string | undefined;
  const coverIn = (words: string, by: string) =>
    words.replace(LINK_OR_SIX_DIGITS, (found) => {
      const plain = found.replace(/[ -]/g, "");
      if (plain === number || !/^\d{6}$/.test(plain)) return found;
      digits = plain;
      return by;
    });
  // Beside the order's number the digits of a code would look like more of one long number.
  const parts = number === undefined ? [text] : text.split(alone(number));
  const cover = (by: string) =>
    parts.map((part, at) => (at % 2 === 1 ? part : coverIn(part, by))).join("");
  const masked = cover(MASK);
  return digits === undefined ? undefined : { digits, masked, rest: cover("").trim() };
}

/** A number that is no part of a word or a longer one; what it splits keeps it. */
function alone(number: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\d])(${RegExp.escape(number)})(?![\\p{L}\\d])`, "u");
}

const SIX_DIGITS = /(?<!\d\s?(?:-\s?)?|[+#/]\s?|[.,-])\d{3}[ -]?\d{3}(?!\s?[\d/-]|[.,]\d)/;
const LINK_OR_SIX_DIGITS = new RegExp(
  [LINK_CODE, BARE_LINK_CODE, SIX_DIGITS].map(({ source }) => source).join("|"),
  "gi",
);
const MASK = "[code]";

/** How often this contact may be sent a code, whoever asks. */
export function codesTo(contact: string, secret: string): Allowance {
  return { name: `codes:${hashed(contact, secret)}`, limits: CODES };
}

/** How many link codes one person may ask for: as many as one-time codes. */
export function linksFor(customer: string): Allowance {
  return { name: `links:${customer}`, limits: CODES };
}

/**
 * How often this phone may be sent one in a night, when it may wake somebody who has not asked: once, and once more in case
 * the first went astray.
 */
export function codesAtNightTo(contact: string, secret: string): Allowance {
  const limits = [{ count: 2, withinMs: 10 * HOUR_MS }];
  return { name: `codes at night:${hashed(contact, secret)}`, limits };
}

/** How many codes the whole house sends: more is nobody's night, it is somebody going through order numbers. */
export const CODES_OF_ALL: Allowance = {
  name: "codes:all",
  limits: [{ count: 200, withinMs: HOUR_MS }],
};

/** How often a code may be given for what was named, whoever gives it; it is the same for an order that does not exist. */
export function triesOn({ about }: Pick<Challenge, "about">, secret: string): Allowance {
  const named = "number" in about ? `number ${about.number}` : `email ${about.email}`;
  return {
    name: `tries:${hashed(named.toLowerCase(), secret)}`,
    limits: [{ count: 10, withinMs: DAY_MS }],
  };
}

export const TRIES_OF_ALL: Allowance = {
  name: "tries:all",
  limits: [{ count: 1_000, withinMs: HOUR_MS }],
};

/** Names in a store are read by whoever reads the store: they say nothing of the person. */
function hashed(text: string, secret: string): string {
  return createHmac("sha256", secret).update(`name\n${text}`).digest("base64url").slice(0, 22);
}
