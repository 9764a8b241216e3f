import { createHash } from "node:crypto";
import { open, rename, writeFile } from "node:fs/promises";
import type { Learned } from "./guesser.ts";
import { makeRoom } from "./room.ts";

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

/**
 * What `keepSealed` kept under this key, if the file holds that and is whole. Its arrays of numbers lie in the bytes as
 * they were read: nothing is in memory twice.
 */
export async function readSealed<T>({ file, key }: LearnedFile): Promise<T | undefined> {
  const bytes = await bytesOf(file).catch(() => undefined); // there is none, or none that can be read
  // The key first: of what was learned from other phrases nobody needs to know whether it is whole.
  if (bytes === undefined || !isUnder(key, bytes) || !isWhole(bytes)) return undefined;
  const headEnd = HEAD_AT + bytes.readUInt32LE(SEAL_BYTES);
  let at = aligned(headEnd);
  if (headEnd > bytes.length) return undefined; // as an earlier version laid it out
  const kept: Kept<T> = JSON.parse(bytes.toString("utf8", HEAD_AT, headEnd), (_, value) => {
    if (!isPlace(value)) return value;
    const Numbers = ARRAYS[value.array];
    const from = at;
    at = aligned(at + value.length * Numbers.BYTES_PER_ELEMENT);
    return new Numbers(bytes.buffer, from, value.length);
  });
  return kept.learned;
}

/** Keeps plain data, with arrays of numbers anywhere in it, as `keepLearned` does. */
export async function keepSealed<T>({ file, key }: LearnedFile, learned: T): Promise<void> {
  const arrays: NumberArray[] = [];
  const text = JSON.stringify({ key, learned } satisfies Kept<T>, (_, value) => {
    const array = nameOf(value);
    if (array === undefined) return value;
    arrays.push(value);
    return { array, length: value.length } satisfies Place;
  });
  const head = Buffer.from(text, "utf8");
  const starts: number[] = [];
  let size = aligned(HEAD_AT + head.length);
  for (const { byteLength } of arrays) {
    starts.push(size);
    size = aligned(size + byteLength);
  }
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(head.length, SEAL_BYTES);
  head.copy(bytes, HEAD_AT);
  arrays.forEach(({ buffer, byteOffset, byteLength }, n) => {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), starts[n]);
  });
  sealOf(bytes).copy(bytes);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, bytes);
  await rename(unfinished, file);
}

/** The key comes first in the text. */
type Kept<T> = { key: string; learned: T };

/**
 * The file: the SHA-256 of the rest (half a file is no file); the length of the text; the data as JSON, with a place where
 * each array of numbers stands; then those arrays in the same order, as this machine keeps them, each at a multiple of 8.
 */
const SEAL_BYTES = 32;
const HEAD_AT = SEAL_BYTES + 4;

const ARRAYS = { Float32Array, Int32Array, Uint8Array };
type NumberArray = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;
type Place = { array: keyof typeof ARRAYS; length: number };

function nameOf(value: unknown): keyof typeof ARRAYS | undefined {
  if (value instanceof Float32Array) return "Float32Array";
  if (value instanceof Int32Array) return "Int32Array";
  return value instanceof Uint8Array ? "Uint8Array" : undefined;
}

function isPlace(value: unknown): value is Place {
  return typeof value === "object" && value !== null && "array" in value && "length" in value;
}

/** In a room of their own: what is aligned in the file is so in memory, and a model in it is used where it lies. */
async function bytesOf(file: string): Promise<Buffer<ArrayBuffer>> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.from(makeRoom(size).buffer, 0, size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, size - at);
      if (bytesRead === 0) throw new Error(`${file} became shorter while it was read`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

function isUnder(key: string, bytes: Buffer): boolean {
  const start = Buffer.from(JSON.stringify({ key }).slice(0, -1));
  return bytes.subarray(HEAD_AT, HEAD_AT + start.length).equals(start);
}

function isWhole(bytes: Buffer): boolean {
  return bytes.length > HEAD_AT && sealOf(bytes).equals(bytes.subarray(0, SEAL_BYTES));
}

function sealOf(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes.subarray(SEAL_BYTES)).digest();
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNED_TO) * ALIGNED_TO;
}

const ALIGNED_TO = 8;
