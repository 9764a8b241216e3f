import { createHmac } from "node:crypto";
import type { Allowance } from "../core/ports.ts";

/** How often one person may give a link code that leads nowhere. */
export const LINK_TRIES = [
  { count: 5, withinMs: 60 * 60_000 },
  { count: 20, withinMs: 24 * 60 * 60_000 },
] as const;

/** How often anybody may. Thirty-eight bits are not guessed at a thousand an hour. */
export const LINK_TRIES_OF_ALL: Allowance = {
  name: "link tries:all",
  limits: [{ count: 1_000, withinMs: 60 * 60_000 }],
};

/** Crockford's base 32: no letter that is easily taken for a digit. Source: https://www.crockford.com/base32.html */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
/** One place is always a digit, so that no two words of a sentence are taken for a code. */
const DIGIT_AT = 3;

/** The link code of one send, "7KQ2-M4XP": made anew from the server's secret each time, so that it lies nowhere. */
export function linkCodeOf(sendId: string, secret: string): string {
  const digest = createHmac("sha256", secret).update(`link\n${sendId}`).digest();
  const letters = [...digest.subarray(0, LENGTH)].map(
    (byte, place) => LETTERS[byte % (place === DIGIT_AT ? 10 : LETTERS.length)],
  );
  return `${letters.slice(0, LENGTH / 2).join("")}-${letters.slice(LENGTH / 2).join("")}`;
}

/** The name under which a store finds what this code leads to; says nothing of the code or the person. */
export function linkName(code: string, secret: string): string {
  return `link:${createHmac("sha256", secret).update(`link name\n${code}`).digest("base64url").slice(0, 22)}`;
}

/** What reads like a link code, in any case, with letters that look like digits, and with the dash a phone makes of ours. */
export const LINK_CODE =
  /\blink(?:[ -]?code(?: is)?)?\b[\s:#-]*([0-9a-z]{3}\d)\s?[-–—]?\s?([0-9a-z]{4})\b/i;

/** The same without its word: too like a product's number to be read as one. */
export const BARE_LINK_CODE = /\b[0-9a-z]{3}\d[-–—][0-9a-z]{4}\b/i;
const MASK = "LINK [code]";

/** Said with a code, and wanting nothing else. */
const AROUND_A_CODE =
  /^(?:\W*\b(?:hi|hello|hey|ok|here|is|here's|heres|this|it|it's|its|my|the|code|please|thanks|thank you)\b)+\W*$/i;

/** What in a text reads like "LINK 7KQ2-M4XP", in any case and with letters that look like digits; and the text without it. */
export function linkCodeIn(
  text: string,
): { code: string; masked: string; rest: string } | undefined {
  const found = LINK_CODE.exec(text);
  if (!found) return undefined;
  const plain = `${found[1]}-${found[2]}`
    .toUpperCase()
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  const rest = text.replace(LINK_CODE, "").trim();
  return {
    code: plain,
    masked: text.replace(LINK_CODE, MASK),
    rest: /\p{L}/u.test(rest) && !AROUND_A_CODE.test(rest) ? rest : "",
  };
}

const ASKS = [
  /^\W*(?:(?:can|could) (?:i|you) )?(?:(?:get|have|give me|send me|i need|i want) )?(?:a |the |my |another |new )*link(?: ?code)?(?: please| pls)?\W*$/i,
  /\b(?:continue|go on|carry on|switch|move|talk|chat|write)\b.{0,24}\b(?:on|to|in|over|via|from)\b.{0,12}\b(?:whats ?app|web ?chat|web ?site|slack|teams|another (?:channel|device|app)|other (?:channel|device|app)|elsewhere|computer|laptop|browser|page)\b/i,
  /\b(?:continue|go on|carry on) (?:this )?(?:somewhere else|elsewhere)\b/i,
];

/** Whether they want to go on writing on another channel. */
export function asksForLink(text: string): boolean {
  return ASKS.some((words) => words.test(text));
}
