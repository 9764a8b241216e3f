import { emojiNamed } from "./emoji.ts";

/** Who a mention stands for, if that is known. */
export type Names = (slackId: string) => string | undefined;

/** Each round takes away at least one layer of markup; real messages need two, only a forged one needs more. */
const MAX_ROUNDS = 8;

/** `<@U…>`, `<#C…|name>`, `<!subteam^S…>`, `<https://…|label>`: all that Slack writes between angle brackets. */
const BRACKETED = /<([^<>|\n]+)(?:\|([^<>\n]*))?>/g;

const LINK = /^(?:https?|ftp|mailto|tel|sms):/i;
/** Without what ends a sentence or a phrase in *bold*. */
const BARE_LINK = /\bhttps?:\/\/[^\s<>\uE000\uE001]*[^\s<>\uE000\uE001.,;:!?)'"*_~`]/gi;
/** Links wait here, out of reach, while the words around them are cleaned. Private-use characters: nobody types them. */
const HELD_LINK = /(:[a-z0-9_+'-]*)?\uE000(\d+)\uE001/gi;
const SCHEME = /^(?:https?:\/\/|mailto:|tel:|sms:)/i;

/** An emoji code, perhaps with Slack's skin tone behind it. "10:30:45" is none, nor is "at 10:100:20". */
const EMOJI_CODE =
  /:([0-9_+'-]*[a-z][a-z0-9_+'-]*|(?<!\d:)(?:\+1|-1|100|1234)):(?::skin-tone-([2-6]):)?/gi;

/**
 * What an agent wrote in Slack, as a customer reads it on a phone: plain words, emoji as characters, links written
 * out, colleagues by name, nobody pinged. No `<@`, `<!`, `<url|label>`, `&amp;` or `:code:` is ever left, whatever
 * was typed. Pure. Source: docs.slack.dev, "Formatting message text" (escaping, mentions, links, emoji).
 */
export function toCustomerText(slackText: string, names: Names = () => undefined): string {
  let text = slackText.replace(/[\uE000\uE001]/g, "");
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = withoutMarkup(text, names);
    if (next === text) return tidy(text);
    text = next;
  }
  // Layers upon layers: somebody is playing. Take the characters that markup is made of, keep the words.
  return tidy(text.replace(/[<>&:|]/g, " "));
}

/** The people whom a message mentions, so that their names can be looked up before it is turned into plain words. */
export function mentionedPeople(slackText: string): string[] {
  return [
    ...new Set(
      [...slackText.matchAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) => id ?? []),
    ),
  ];
}

/** Makes text inert in Slack: no mention, no link, no channel can come out of it. Source: docs.slack.dev, "Escaping text". */
export function escapeForSlack(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** `text`, escaped, in at most `limit` characters; what is cut ends in "…" and never inside a grapheme or an entity. */
export function escapedWithin(text: string, limit: number): string {
  const whole = escapeForSlack(text);
  if (whole.length <= limit) return whole;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = escapeForSlack(segment);
    if (kept.length + next.length > limit - 1) break;
    kept += next;
  }
  return `${kept}…`;
}

/** `text`, escaped and cut into pieces of at most `limit` characters, never inside a grapheme; at most `count` of them. */
export function escapedPieces(text: string, limit: number, count: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = escapedWithin(segment, limit);
    if (piece.length + next.length > limit) {
      pieces.push(piece);
      piece = "";
    }
    if (pieces.length === count)
      return [...pieces.slice(0, -1), escapedTail(pieces.at(-1) ?? "", limit)];
    piece += next;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

function escapedTail(escaped: string, limit: number): string {
  const note = " … (cut)";
  return escapedWithin(unescaped(escaped), limit - note.length) + note;
}

/** One round: links aside, brackets into words, entities undone, formatting and emoji resolved, links back. */
function withoutMarkup(text: string, names: Names): string {
  const links: string[] = [];
  const hold: Hold = (url) => `\uE000${links.push(inertLink(unescaped(url))) - 1}\uE001`;
  const words = text.replace(BRACKETED, (whole, target: string, label: string | undefined) =>
    spoken(whole, target, label, { names, hold }),
  );
  const inert = unescaped(words)
    // What looks like a mention now was typed by hand; it would ping nobody, but it reads like machinery.
    .replace(/(?<!<)<+(?=[@!#])/g, "")
    .replace(BARE_LINK, hold);
  return emojiInPlace(withoutFormatting(inert)).replace(
    HELD_LINK,
    // A space keeps "track it:https://…" from reading as the emoji code `:https:`.
    (_, before: string | undefined, n) => `${before ? `${before} ` : ""}${links[Number(n)] ?? ""}`,
  );
}

type Hold = (url: string) => string;

/** What stands between angle brackets, said in words; brackets that are not Slack's stay. */
function spoken(
  whole: string,
  target: string,
  label: string | undefined,
  { names, hold }: { names: Names; hold: Hold },
): string {
  if (LINK.test(target)) return linkInWords(target, label, hold);
  const id = target.slice(1);
  switch (target[0]) {
    case "@":
      return names(id) ?? (label || "a colleague");
    case "#":
      return label ? `#${label}` : "another channel";
    case "!":
      return specialInWords(id, label);
    default:
      return label ?? whole;
  }
}

function linkInWords(url: string, label: string | undefined, hold: Hold): string {
  const address = /^https?:/i.test(url) ? hold(url) : url.replace(SCHEME, "");
  if (!label || label.replace(SCHEME, "") === url.replace(SCHEME, "")) return address;
  return `${label} (${address})`;
}

/** `<!here>` is for colleagues and means nothing to a customer; a date or a group carries its own words. */
function specialInWords(name: string, label: string | undefined): string {
  if (/^(?:here|channel|everyone)\b/.test(name)) return "";
  if (name.startsWith("subteam^")) return label?.replace(/^@/, "") || "the team";
  return label ?? "";
}

/** Undoes Slack's three entities, however often they were escaped. */
function unescaped(text: string): string {
  return text
    .replace(/&(?:amp;)*lt;/g, "<")
    .replace(/&(?:amp;)*gt;/g, ">")
    .replace(/&(?:amp;)+/g, "&");
}

/** Takes away the marks of *bold*, _italic_, ~strike~ and `code`, and leaves snake_case and 2*3*4 alone. */
function withoutFormatting(text: string): string {
  return text
    .replace(/```\n?([\s\S]*?)\n?```/g, "$1")
    .replace(/`([^`\n]+)`/g, "$1")
    .replace(/(?<![\p{L}\p{N}*])\*(\S|\S[^\n]*?\S)\*(?![\p{L}\p{N}*])/gu, "$1")
    .replace(/(?<![\p{L}\p{N}_])_(\S|\S[^\n]*?\S)_(?![\p{L}\p{N}_])/gu, "$1")
    .replace(/(?<![\p{L}\p{N}~])~(\S|\S[^\n]*?\S)~(?![\p{L}\p{N}~])/gu, "$1");
}

function emojiInPlace(text: string): string {
  return text.replace(
    EMOJI_CODE,
    (_, name: string, tone: string | undefined) =>
      emojiNamed(name.toLowerCase(), tone) ?? ` ${name.replace(/[_-]+/g, " ").trim()} `,
  );
}

/** A link keeps working: only a colon that could begin an emoji code is written in the way URLs spell it. */
function inertLink(url: string): string {
  return url.replace(/:(?=[0-9_+'-]*[a-z])/gi, "%3A");
}

function tidy(text: string): string {
  return text
    .replace(/[ \t]{2,}/g, " ")
    .replace(/ +(?=\n|$)|(?<=^|\n) +/g, "")
    .trim();
}
