import { graphemes, piecesThatFit } from "../split-text.ts";

/** Twilio refuses (21617) a body of more characters than this, on SMS and WhatsApp alike. */
export const MESSAGE_LIMIT = 1600;

/**
 * The text in parts that each fit into one message, in order: cut after a sentence, else between words, else
 * between graphemes, so that no link, emoji or accented letter is ever torn. A text that fits stays as it is.
 */
export function splitText(text: string, limit: number = MESSAGE_LIMIT): string[] {
  if (weight(text) <= limit) return [text];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const piece of piecesThatFit(sentences(text), (one) => weight(one.trimEnd()) <= limit)) {
    if (part !== "" && used + weight(piece.trimEnd()) > limit) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += piece;
    used += weight(piece);
  }
  parts.push(part);
  return parts.map((whole) => whole.trim()).filter((whole) => whole !== "");
}

/**
 * The text with typographic marks written as phones' basic alphabet has them, if that alone makes it fit GSM-7:
 * one ’ would otherwise halve what a segment holds. Letters and fractions are never changed (42½ is not 421/2).
 */
export function plainForSms(text: string): string {
  if (isGsm7(text)) return text;
  const plain = Array.from(text, (char) => SUBSTITUTES.get(char) ?? char).join("");
  return isGsm7(plain) ? plain : text;
}

/**
 * How a phone network will carry (and bill) a text. `units` are septets in GSM-7, where `^{}\[~]|€` take two, and
 * UTF-16 code units in UCS-2. No grapheme is spread over two segments.
 *
 * Source: 3GPP TS 23.038; https://www.twilio.com/docs/glossary/what-sms-character-limit
 */
export function smsSegments(text: string): {
  encoding: "GSM-7" | "UCS-2";
  units: number;
  segments: number;
} {
  const gsm = isGsm7(text);
  const sizes = gsm
    ? Array.from(text, septets)
    : graphemes(text).map((grapheme) => grapheme.length);
  const [alone, joined] = gsm ? [160, 153] : [70, 67];
  const units = sizes.reduce((sum, size) => sum + size, 0);
  if (units <= alone) return { encoding: gsm ? "GSM-7" : "UCS-2", units, segments: 1 };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > joined) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding: gsm ? "GSM-7" : "UCS-2", units, segments };
}

const GSM_BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_EXTENDED = "\f^{}\\[~]|€";
const GSM_SEPTETS: ReadonlyMap<string, number> = new Map([
  ...Array.from(GSM_BASIC, (char) => [char, 1] as const),
  ...Array.from(GSM_EXTENDED, (char) => [char, 2] as const),
]);

/** Marks that say the same in GSM-7. */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map(
  (
    [
      ["'", "‘’‚‛ʼ′´`"],
      ['"', "“”„‟″«»"],
      ["-", "‐‑‒–—―−•"],
      ["<", "‹"],
      [">", "›"],
      ["x", "×"],
      ["->", "→"],
      ["...", "…"],
      [" ", "\t\u00a0\u2002\u2003\u2007\u2009\u200a\u202f"],
      ["", "\u200b\u2060\ufeff"],
    ] as const
  ).flatMap(([plain, marks]) => Array.from(marks, (mark) => [mark, plain] as const)),
);

/** What nearly every text of ours is made of: GSM-7's basic alphabet, as far as ASCII has it. */
const PLAIN = /^[\n\r @$_!"#%&'()*+,\-./0-9:;<=>?A-Za-z]*$/;

function isGsm7(text: string): boolean {
  if (PLAIN.test(text)) return true;
  for (const char of text) if (!GSM_SEPTETS.has(char)) return false;
  return true;
}

function septets(char: string): number {
  return GSM_SEPTETS.get(char) ?? char.length;
}

/** Never less than the text counts in either alphabet, before or after `plainForSms`; adds up over its parts. */
function weight(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const char of text) {
    const plain = SUBSTITUTES.get(char) ?? char;
    let plainSize = 0;
    for (const plainChar of plain) plainSize += septets(plainChar);
    sum += Math.max(char.length, plainSize);
  }
  return sum;
}

/** A "?" inside a link ends a sentence for Unicode, so only an end followed by space (or an ideographic one) counts. */
function sentences(text: string): string[] {
  const found: string[] = [];
  let open = "";
  for (const { segment } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)) {
    open += segment;
    if (/[\s。！？]$/u.test(open)) {
      found.push(open);
      open = "";
    }
  }
  if (open !== "") found.push(open);
  return found;
}
