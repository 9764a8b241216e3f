/** One paragraph of the shop's own documents, as it may be quoted. */
export type Passage = {
  /** The file it stands in: "returns.md". */
  source: string;
  /** The headings above it, the nearest last: "Returns and exchanges: Faulty items". */
  title: string;
  /** Plain words, without Markdown's marks. */
  text: string;
  /** How much of what was asked it speaks of, 0 to 1. */
  fit: number;
};

/** How much of a question a paragraph must speak of to be quoted, when nothing else is known of the question. */
export const FITS_UNKNOWN = 0.65;

/** The shop's documents (knowledge/*.md), ready to be asked. Pure: the same question finds the same until a file changes. */
export type Knowledge = {
  /** The paragraphs that speak of what is asked, the best first, at most `most`; none where none does. */
  find(question: string, most: number): readonly Passage[];
};
