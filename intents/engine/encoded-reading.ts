import type { Encoder } from "../../core/encoder.ts";
import type { ReadingHints, Understanding } from "../../core/understanding.ts";
import { type RecogniserOptions, understand } from "../recognise.ts";
import { guesserFrom, type Learned } from "./guesser.ts";

/**
 * Reads with what was learned with encodings (`learnFrom`) and the encoder that made them; some ten milliseconds a
 * message. Rejects when the encoder does.
 */
export function encodedReading(
  learned: Learned,
  options: RecogniserOptions,
  encoder: Pick<Encoder, "encode">,
): (text: string, hints?: ReadingHints) => Promise<Understanding> {
  const guesser = guesserFrom(learned, options.catalogue.vectors);
  return async (text, hints) => {
    const encodings = new Map<string, Float32Array>();
    // Which stretches of the text are guessed at depends on the guesses: what was missing is encoded, then read again.
    for (;;) {
      const missing = new Set<string>();
      const guess = (stretch: string) => {
        const encoding = encodings.get(stretch);
        if (encoding === undefined) missing.add(stretch);
        return guesser.guess(stretch, encoding);
      };
      const understanding = understand(
        text,
        { ...guesser, guess },
        { ...options, now: hints?.now },
      );
      if (missing.size === 0) return understanding;
      const stretches = [...missing];
      const read = await encoder.encode(stretches.map(guesser.mended));
      stretches.forEach((stretch, at) => {
        encodings.set(stretch, read[at] ?? new Float32Array());
      });
    }
  };
}
