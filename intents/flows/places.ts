/**
 * Those of a numbered list that an answer picks: "1 and 3", "the first two", "the second one", "last". Empty when it is
 * no such answer.
 */
export function placesIn<T>(text: string, offered: readonly T[]): readonly T[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
  const bare = words.filter((word) => !FILLERS.has(word));
  const telling = bare.length > 1 ? bare.filter((word) => word !== "one") : bare; // "the second one"
  const places = telling.map((word) => placeOf(word, offered.length));
  if (places.length === 0 || places.length > offered.length || places.includes(undefined))
    return [];
  const picked = places.flatMap((place) => (place === undefined ? [] : (offered[place] ?? [])));
  return picked.length === places.length ? [...new Set(picked)] : [];
}

/** "Just the second one", said of a list that is not what was asked about: the one of it that is meant. */
export function placePicked<T>(text: string, listed: readonly T[]): T | undefined {
  const [only, ...more] = PICKS.test(text) ? placesIn(text.replace(AROUND, " "), listed) : [];
  return more.length === 0 ? only : undefined;
}

/** Whether it picks one of a list by its place, whatever the list. */
export function picksByPlace(text: string): boolean {
  return PICKS.test(text);
}

const AROUND = /\b(?:no|sorry|wait|actually|oh|just|only|order|thing|return|cancel)\b/gi;
const PICKS =
  /^\W*(?:(?:no|sorry|wait|actually|oh|just|only|return|cancel|i mean|i meant)\W+)*the (?:first|second|third|fourth|last|1st|2nd|3rd|4th)(?: (?:one|order|item|thing))?(?: (?:only|please|pls|then))*\W*$/i;

const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

function placeOf(word: string, count: number): number | undefined {
  if (word === "last") return count - 1;
  const digits = /^#?(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1];
  const place =
    digits === undefined
      ? Math.max(NUMBERS.indexOf(word), ORDINALS.indexOf(word))
      : Number(digits) - 1;
  return place >= 0 && place < count ? place : undefined;
}

const FILLERS = new Set(
  "the no nr number numbers item items option please pls and also plus a that it's its it is i i'd i'll would like mean meant want take thanks ones them of in list yes ok".split(
    " ",
  ),
);
