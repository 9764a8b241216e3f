import type { LineItem } from "../../core/order.ts";
import { valuePattern } from "./option-reading.ts";
import { longestMatch, singular, standsIn, titleWords, type Word, wordsIn } from "./title-words.ts";

/** What a text says of items: those it surely means, and those of which it could mean one or another. */
export type ItemsRead = {
  chosen: readonly Mentioned[];
  /** Each list: items that one of its words could mean. */
  unclear: readonly (readonly LineItem[])[];
};

/**
 * `detail`: the words around the mention, which may tell a size or colour. `quantity`: how many, if it was said.
 * `strength`: how many words of its name were said.
 */
export type Mentioned = { item: LineItem; detail: string; strength: number; quantity?: number };

/**
 * The items that a customer means, in their own words: "the boots", "both lamps", "the blue one of the two beanies". Only
 * these `items` can be meant, so half a name, a plural or a slip is enough.
 */
export function readItems(text: string, items: readonly LineItem[]): ItemsRead {
  return itemReader(text)(items);
}

/** The same for a text that is held against the items of several orders: its words are looked for once. */
export function itemReader(text: string): (items: readonly LineItem[]) => ItemsRead {
  const said = wordsOf(text);
  return (items) => readFrom(said, items);
}

function readFrom(said: SaidWords, items: readonly LineItem[]): ItemsRead {
  const byCode = itemsByCode(said, items);
  if (byCode.length > 0) return { chosen: byCode, unclear: [] };
  const mentions = mentionsIn(said, items);
  if (mentions.length === 0) return NONE;
  const taken = new Set<string>();
  const chosen: Mentioned[] = [];
  const unclear: (readonly LineItem[])[] = [];
  for (const mention of mentions) {
    const left = mention.items.filter(({ id }) => !taken.has(id));
    const times = mentions.filter((other) => sameItems(other, mention)).length;
    const meant = meantBy(mention, left, times === mention.items.length);
    if (meant === undefined) {
      unclear.push(bestByDetail(left, mention.detail));
      continue;
    }
    const { detail, quantity } = mention;
    const count = meant.length === 1 && quantity !== undefined ? { quantity } : {};
    const strength = mention.length;
    chosen.push(...meant.map((item) => ({ item, detail, strength, ...count })));
    for (const { id } of meant) taken.add(id);
  }
  return { chosen, unclear };
}

const NONE: ItemsRead = { chosen: [], unclear: [] };

/** Whether a word by itself could say anything of these items: most words of a message do not. */
export function couldName(items: readonly LineItem[]): (word: string) => boolean {
  const titles = [...new Set(items.map(({ title }) => title))].map(titleWords);
  return (word) => {
    const said = wordsOf(word);
    return (
      said.words.some((each) => titles.some((title) => standsIn(each, title))) ||
      itemsByCode(said, items).length > 0
    );
  };
}

/**
 * The answer to "which one?" by what tells it from the others: "the size 42 ones", "the blue one". Items named as such
 * come first; by a colour alone nothing is taken to be meant in a text that answers nothing.
 */
export function readItemsOrVariants(text: string, items: readonly LineItem[]): ItemsRead {
  const read = readItems(text, items);
  if (read.chosen.length > 0 || read.unclear.length > 0) return read;
  const fitting = items.filter((item) => detailScore(item, text, TELLING_VALUE) > 0);
  const best = fitting.length > 0 ? bestByDetail(fitting, text) : [];
  const [only, ...more] = best;
  if (only === undefined) return read;
  return more.length === 0 || areAlike(best)
    ? { chosen: [{ item: only, detail: text, strength: BY_VARIANT }], unclear: [] }
    : { chosen: [], unclear: [best] };
}

/** A colour names an item less surely than any word of its name. */
const BY_VARIANT = 0.5;

/** A value that says something by itself: not "yes", not the number of a list. */
const TELLING_VALUE = /^(?!(?:yes|no|none)$).*\p{L}{3}/iu;

/** What one mention surely means of the items that are left; `isEach`: all of its kind are mentioned one by one. */
function meantBy(
  mention: Mention,
  left: readonly LineItem[],
  isEach: boolean,
): readonly LineItem[] | undefined {
  if (left.length === 0) return [];
  const fitting = bestByDetail(left, mention.detail);
  if (mention.isPlural && fitting.length === left.length) return left;
  if (fitting.length === 1 || areAlike(fitting) || isEach) return fitting.slice(0, 1);
  return undefined;
}

/** A text taken apart. `plain`: without what stands in brackets; `codes`: what could be an article number, in small letters. */
type SaidWords = {
  text: string;
  plain: string;
  words: readonly Word[];
  codes: ReadonlySet<string>;
};

function wordsOf(text: string): SaidWords {
  const plain = withoutBrackets(text);
  const codes = (text.toLowerCase().match(/[\p{L}\d_-]+/gu) ?? []).filter(
    ({ length }) => length >= CODE_LENGTH,
  );
  return { text, plain, words: wordsIn(plain), codes: new Set(codes) };
}

/** Article numbers, for those who have the invoice at hand. */
function itemsByCode({ codes }: SaidWords, items: readonly LineItem[]): Mentioned[] {
  if (codes.size === 0) return [];
  return items
    .filter(({ sku, variantId }) =>
      [sku, variantId].some(
        (code) => code !== undefined && code.length >= CODE_LENGTH && codes.has(code.toLowerCase()),
      ),
    )
    .map((item) => ({ item, detail: "", strength: SURELY }));
}

const SURELY = 10;

/** Shorter codes are as likely a size or a quantity. */
const CODE_LENGTH = 4;

type Mention = {
  items: readonly LineItem[];
  start: number;
  end: number;
  detail: string;
  /** In words. */
  length: number;
  isPlural: boolean;
  quantity?: number;
};

function mentionsIn({ text, plain, words }: SaidWords, items: readonly LineItem[]): Mention[] {
  const titles = items.map((item) => ({ item, title: titleWords(item.title) }));
  const found: Mention[] = [];
  for (let at = 0; at < words.length; ) {
    const matches = titles.map(({ item, title }) => ({ item, ...longestMatch(words, at, title) }));
    const best = Math.max(0, ...matches.map(({ worth }) => worth));
    const hits = matches.filter(({ worth }) => worth === best && best > 0);
    const [first] = hits;
    if (first === undefined) {
      at++;
      continue;
    }
    const from = words[at];
    const last = words[at + first.length - 1];
    if (from && last) {
      const quantity = quantityBefore(plain, from.start);
      found.push({
        items: hits.map(({ item }) => item),
        start: from.start,
        end: last.end,
        detail: "",
        length: first.length,
        isPlural: saysSeveral(last.raw, words, at, first.item),
        ...(quantity === undefined ? {} : { quantity }),
      });
    }
    at += first.length;
  }
  return named(found).map((mention, index, found) => ({
    ...mention,
    detail: text.slice(
      boundary(plain, found[index - 1]?.end ?? 0, mention.start, index > 0),
      found[index + 1] === undefined
        ? text.length
        : boundary(plain, mention.end, found[index + 1]?.start ?? text.length, true),
    ),
  }));
}

/** "Set type: fixed" after "the dumbbell set" is no second mention of it. */
function named(mentions: readonly Mention[]): readonly Mention[] {
  return mentions.filter(
    (mention) =>
      !mentions.some(
        (other) =>
          other.length > mention.length && other.items.some((item) => mention.items.includes(item)),
      ),
  );
}

/** What stands in brackets describes; it names nothing. Blanks keep every place where it was. */
function withoutBrackets(text: string): string {
  return text.replace(/\([^)]*\)/g, (inside) => " ".repeat(inside.length));
}

/** Where the words about one mention end and those about the next begin: at the last separator between them. */
function boundary(plain: string, from: number, to: number, isBetween: boolean): number {
  if (!isBetween) return from;
  const between = plain.slice(from, to);
  const last = [...between.matchAll(/[,;.&+]|\band\b|\bor\b|\by\b/gi)].at(-1);
  return last === undefined ? from : from + last.index;
}

const COUNTS: Readonly<Record<string, number>> = {
  one: 1,
  un: 1,
  una: 1,
  "a couple of": 2,
  two: 2,
  dos: 2,
  three: 3,
  tres: 3,
  four: 4,
  cuatro: 4,
  five: 5,
  cinco: 5,
  six: 6,
  "half a dozen": 6,
  seis: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};

/** How many of the thing that is named from `start` on: "one of the mugs", "3 broken mugs"; undefined: all of it, as far as is said. */
function quantityBefore(plain: string, start: number): number | undefined {
  const said = COUNTED.exec(plain.slice(0, start))?.[1]?.toLowerCase();
  return said === undefined
    ? undefined
    : (COUNTS[said] ?? (Number.parseInt(said, 10) || undefined));
}

const COUNTED = new RegExp(
  `(?<![\\p{L}\\d.,:/-]|\\b(?:size|talla|number|no\\.?|nr\\.?|option) )(\\d{1,2}|${Object.keys(COUNTS).join("|")}) ?x?(?: of)?(?: (?:the|my|those|these|them))?(?: (?!(?:and|or|for|in|with|from|to|is|are|y|o|days?|weeks?|months?|hours?|times?|orders?)\\b)\\p{L}+)? +$`,
  "iu",
);

/** "skateboards", "both lamps", "all the mugs"; a name that is a plural itself ("boots") says nothing by being one. */
function saysSeveral(raw: string, words: readonly Word[], at: number, item: LineItem): boolean {
  const own = wordsIn(item.title).some((word) => word.raw === raw);
  const around = [words[at - 1]?.raw, words[at - 2]?.raw];
  return (
    around.some((word) => word === "both" || word === "all" || word === "two") ||
    (!own && raw !== singular(raw))
  );
}

function sameItems(one: Mention, other: Mention): boolean {
  return one.items.length === other.items.length && one.items.every((i) => other.items.includes(i));
}

/** Nobody can tell them apart, so whichever is meant will do. */
function areAlike(items: readonly LineItem[]): boolean {
  return items.every(
    ({ title, variant }) => title === items[0]?.title && variant === items[0]?.variant,
  );
}

function bestByDetail(items: readonly LineItem[], detail: string): readonly LineItem[] {
  const scored = items.map((item) => ({ item, score: detailScore(item, detail) }));
  const best = Math.max(...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best).map(({ item }) => item);
}

function detailScore({ variant }: LineItem, detail: string, telling = /./): number {
  const parts = (variant ?? "").split(/[,/]/).map((part) => part.split(":").at(-1)?.trim() ?? "");
  return parts.filter((part) => telling.test(part) && valuePattern(part).test(detail)).length;
}
