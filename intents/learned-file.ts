import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import type { Learned } from "./guesser.ts";

/** Where one lesson's result is kept; `key` tells which lesson it was. */
export type LearnedFile = { file: string; key: string };

/** What was learned under this key, if the file holds that and is whole. */
export function readLearned(kept: LearnedFile): Promise<Learned | undefined> {
  return readSealed<Learned>(kept);
}

/** Keeps it whole or not at all, also when two processes do it at once. Rejects when the file cannot be written. */
export function keepLearned(kept: LearnedFile, learned: Learned): Promise<void> {
  return keepSealed(kept, learned);
}

/** What `keepSealed` kept under this key, if the file holds that and is whole. */
export async function readSealed<T>({ file, key }: LearnedFile): Promise<T | undefined> {
  const bytes = await readFile(file).catch(() => undefined); // there is none, or none that can be read
  if (bytes === undefined) return undefined;
  const content = bytes.subarray(SEAL_BYTES);
  if (!sealOf(content).equals(bytes.subarray(0, SEAL_BYTES))) return undefined;
  const kept = deserialize(content) as Kept<T>; // sealed by `keepSealed`
  return kept.key === key ? kept.learned : undefined;
}

/** Keeps plain data as `keepLearned` does. */
export async function keepSealed<T>({ file, key }: LearnedFile, learned: T): Promise<void> {
  const content = serialize({ key, learned } satisfies Kept<T>);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, Buffer.concat([sealOf(content), content]));
  await rename(unfinished, file);
}

type Kept<T> = { key: string; learned: T };

/** Before the content stands its SHA-256: half a file is no file. */
const SEAL_BYTES = 32;

function sealOf(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
