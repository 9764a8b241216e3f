/**
 * The text in parts of at most `limit` UTF-16 units, in order: cut after a line or sentence, else between words, else
 * between graphemes, so that no link, emoji or accented letter is torn. A text that fits stays as it is.
 */
export function splitText(text: string, limit: number): string[] {
  if (text.length <= limit) return [text];
  const parts: string[] = [];
  let part = "";
  for (const piece of fittingPieces(text, limit)) {
    if (part !== "" && (part + piece.trimEnd()).length > limit) {
      parts.push(part);
      part = "";
    }
    part += piece;
  }
  parts.push(part);
  return parts.map((whole) => whole.trim()).filter((whole) => whole !== "");
}

/** Sentences; those that are too long in words, and words that are too long in graphemes. */
function fittingPieces(text: string, limit: number): string[] {
  const fits = (piece: string) => piece.trimEnd().length <= limit;
  return text.split(/(?<=[.!?。！？]\s)|(?<=\n)/u).flatMap((sentence) => {
    if (fits(sentence)) return [sentence];
    return sentence.split(/(?<=\s)(?=\S)/u).flatMap((word) => {
      if (fits(word)) return [word];
      return graphemes(word).flatMap((grapheme) => (fits(grapheme) ? [grapheme] : [...grapheme]));
    });
  });
}

function graphemes(text: string): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
