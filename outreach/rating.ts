/** What somebody answered to "how happy are you?": 1 to 5, and what else they wrote. A thumb is 1 or 5. */
type Rating = { rating: 1 | 2 | 3 | 4 | 5; comment: string };

/**
 * The rating that a text is; `undefined` for what is talk of something else. A digit counts alone, with its stars, or
 * before a mark or a "because": "2 gloves are missing" is no rating.
 */
export function ratingIn(text: string): Rating | undefined {
  const said = text.trim();
  const thumb = /^(👍|👎)[\u{1F3FB}-\u{1F3FF}\uFE0F]*\s*/u.exec(said);
  if (thumb) return { rating: thumb[1] === "👍" ? 5 : 1, comment: said.slice(thumb[0].length) };
  const match = RATING.exec(said);
  const name = (match?.[1] ?? "").toLowerCase();
  const rating = RATINGS.get(name);
  if (!match || rating === undefined) return undefined;
  return { rating, comment: said.slice(match[0].length).trim() };
}

const RATINGS: ReadonlyMap<string, Rating["rating"]> = new Map([
  ...([1, 2, 3, 4, 5] as const).map((rating) => [String(rating), rating] as const),
  ["one", 1],
  ["two", 2],
  ["three", 3],
  ["four", 4],
  ["five", 5],
  ["thumbs up", 5],
  ["thumbs down", 1],
]);

const RATING = new RegExp(
  "^(?:(?:i(?:'d| would)? (?:say|give)(?: (?:it|you))?|a|an|it'?s an?) )?" +
    "([1-5]|one|two|three|four|five|thumbs up|thumbs down)" +
    String.raw`(?:\s*(?:stars?|\*+|⭐+|/\s*5|(?:out )?of (?:5|five)))?` +
    String.raw`(?:$|\s*[!.,;:)(-]+\s*|\s+(?=because|but|as|cause|coz|thanks|thank|thx)|\s*\n)`,
  "iu",
);
