import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import type { Learned } from "./guesser.ts";

/** Where one lesson's result is kept; `key` tells which lesson it was. */
export type LearnedFile = { file: string; key: string };

/** What was learned under this key, if the file holds that and is whole. */
export async function readLearned({ file, key }: LearnedFile): Promise<Learned | undefined> {
  const bytes = await readFile(file).catch(() => undefined); // there is none, or none that can be read
  if (bytes === undefined) return undefined;
  const content = bytes.subarray(SEAL_BYTES);
  if (!sealOf(content).equals(bytes.subarray(0, SEAL_BYTES))) return undefined;
  const kept = deserialize(content) as Kept; // sealed by `keepLearned`
  return kept.key === key ? kept.learned : undefined;
}

/** Keeps it whole or not at all, also when two processes do it at once. Rejects when the file cannot be written. */
export async function keepLearned({ file, key }: LearnedFile, learned: Learned): Promise<void> {
  const content = serialize({ key, learned } satisfies Kept);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, Buffer.concat([sealOf(content), content]));
  await rename(unfinished, file);
}

type Kept = { key: string; learned: Learned };

/** Before the content stands its SHA-256: half a file is no file. */
const SEAL_BYTES = 32;

function sealOf(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
