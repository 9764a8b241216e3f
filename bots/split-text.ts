/**
 * The text in parts of at most `limit` UTF-16 units, in order: cut after a line or sentence, else between words, else
 * between graphemes, so that no link, emoji or accented letter is torn. A text that fits stays as it is.
 */
export function splitText(text: string, limit: number): string[] {
  if (text.length <= limit) return [text];
  const sentences = text.split(/(?<=[.!?。！？]\s)|(?<=\n)/u);
  const parts: string[] = [];
  let part = "";
  for (const piece of piecesThatFit(sentences, (one) => one.trimEnd().length <= limit)) {
    if (part !== "" && (part + piece.trimEnd()).length > limit) {
      parts.push(part);
      part = "";
    }
    part += piece;
  }
  parts.push(part);
  return parts.map((whole) => whole.trim()).filter((whole) => whole !== "");
}

/** Sentences; those that do not fit in words, and words that do not fit in graphemes. */
export function piecesThatFit(
  sentences: readonly string[],
  fits: (piece: string) => boolean,
): string[] {
  const letters = (word: string) =>
    graphemes(word).flatMap((grapheme) => (fits(grapheme) ? [grapheme] : [...grapheme]));
  const words = (sentence: string) =>
    sentence.split(/(?<=\s)(?=\S)/u).flatMap((word) => (fits(word) ? [word] : letters(word)));
  return sentences.flatMap((sentence) => (fits(sentence) ? [sentence] : words(sentence)));
}

/** What people see as single letters. */
export function graphemes(text: string): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
