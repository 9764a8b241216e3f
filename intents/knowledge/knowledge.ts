import type { Knowledge, Passage } from "../../core/knowledge.ts";
import { type KnowledgeFile, type Paragraph, paragraphsOf } from "./knowledge-file.ts";
import { stemsOf } from "./stems.ts";

/** Reads the shop's documents so that they can be asked: by the words they share with a question, the rare ones most. */
export function knowledgeFrom(files: readonly KnowledgeFile[]): Knowledge {
  const paragraphs = files.flatMap((file) =>
    paragraphsOf(file).map((paragraph) => readyToFind(file.name, paragraph)),
  );
  const inHowMany = new Map<string, number>();
  for (const { stems } of paragraphs)
    for (const stem of stems) inHowMany.set(stem, (inHowMany.get(stem) ?? 0) + 1);
  const weightOf = (stem: string) =>
    Math.log((1 + paragraphs.length) / (1 + (inHowMany.get(stem) ?? 0))) + 1;

  return {
    find(question, most) {
      const asked = [...new Set(stemsOf(question))];
      const all = asked.reduce((sum, stem) => sum + weightOf(stem), 0);
      if (all === 0 || asked.every((stem) => OF_WHAT.has(stem))) return [];
      return paragraphs
        .map(({ passage, body, stems, length }) => {
          const shared = asked.filter((stem) => stems.has(stem));
          const told = shared.reduce(
            (sum, stem) => sum + weightOf(stem) * (body.has(stem) ? 1 : HEADING_SHARE),
            0,
          );
          const fit = (told / all) * (shared.length < LEAST_SHARED ? CHANCE_SHARE : 1);
          return { passage: { ...passage, fit }, length };
        })
        .filter(({ passage }) => passage.fit > 0)
        .sort((one, other) => other.passage.fit - one.passage.fit || one.length - other.length)
        .slice(0, most)
        .map(({ passage }) => passage);
    },
  };
}

/** "What does it cost", "can i order it again": without a word for what, no paragraph is its answer. */
const OF_WHAT: ReadonlySet<string> = new Set(
  stemsOf("cost time parcel buy thing number cuesta tiempo número"),
);

/** A heading's words say what the paragraph is about, but do not answer by themselves. */
const HEADING_SHARE = 0.8;

/** One word in common may be chance: "where are my boots" does not ask how to grease them. */
const LEAST_SHARED = 2;
const CHANCE_SHARE = 0.6;

type Findable = {
  passage: Omit<Passage, "fit">;
  body: ReadonlySet<string>;
  stems: ReadonlySet<string>;
  length: number;
};

function readyToFind(source: string, { title, text }: Paragraph): Findable {
  const body = new Set(stemsOf(text));
  return {
    passage: { source, title, text },
    body,
    stems: new Set([...body, ...stemsOf(title)]),
    length: body.size,
  };
}
