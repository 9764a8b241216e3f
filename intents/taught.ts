import type { IntentsFile } from "../core/intents-file.ts";
import type { IntentName, Understanding } from "../core/understanding.ts";
import { OUT_OF_SCOPE } from "./catalogue.ts";
import { normalise } from "./engine/normalise.ts";
import type { ExplainingRecogniser } from "./recognise.ts";

/** The intent in which a text stands word for word (case, marks, shorthand and numbers aside), if it is one only. */
export type Taught = (text: string) => IntentName | undefined;

/** What a shop taught in its own phrases. A phrase that two of its intents have teaches nothing. */
export function taughtIn({ intents }: IntentsFile): Taught {
  const known = new Map<string, IntentName | undefined>();
  for (const [name, { phrases }] of Object.entries(intents))
    for (const key of new Set(phrases.map(keyOf)))
      known.set(key, known.has(key) ? undefined : name);
  return (text) => (known.size === 0 ? undefined : known.get(keyOf(text)));
}

function keyOf(text: string): string {
  return normalise(text)
    .replaceAll(/[?!.,]/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The same recogniser, which takes a shop at its word: what it taught means that, whatever else it is like. */
export function withTaught<Kind extends ExplainingRecogniser>(
  recogniser: Kind,
  taught: Taught,
): Kind {
  const { read } = recogniser;
  const told = (text: string, understanding: Understanding) => {
    const name = taught(text);
    return name === undefined ? understanding : asTaught(name, text, understanding);
  };
  return {
    ...recogniser,
    recognise: (text, hints) => told(text, recogniser.recognise(text, hints)),
    explain(text, hints) {
      const why = recogniser.explain(text, hints);
      return { ...why, understanding: told(text, why.understanding) };
    },
    ...(read
      ? { read: async (text: string, hints: object) => told(text, await read(text, hints)) }
      : {}),
  };
}

function asTaught(name: IntentName, text: string, understanding: Understanding): Understanding {
  if (name === OUT_OF_SCOPE) return { ...understanding, verdict: "unknown", intents: [] };
  const { verdict, intents, candidates } = understanding;
  if (verdict === "sure" && intents.some((intent) => intent.name === name)) return understanding;
  const meant = { name, confidence: 1 };
  return {
    ...understanding,
    verdict: "sure",
    intents: [{ ...meant, clause: text }],
    candidates: [meant, ...candidates.filter((guess) => guess.name !== name)],
  };
}
