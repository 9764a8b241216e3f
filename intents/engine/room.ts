import { readFileSync } from "node:fs";

/** What kernel/kernel.ts gives: arithmetic on numbers that lie in one room. All arguments but counts are places, in bytes. */
export type Kernel = {
  startScores(scores: number, biasRow: number, row: number, bias: number): void;
  addScores(
    scores: number,
    weights: number,
    row: number,
    indices: number,
    values: number,
    count: number,
  ): void;
  begin(
    weights: number,
    features: number,
    classes: number,
    row: number,
    pulls: number,
    scores: number,
    starts: number,
    indices: number,
    values: number,
    labels: number,
    bias: number,
    softOther: number,
    softOwn: number,
    least: number,
    heeds: number,
  ): void;
  improve(order: number, count: number): void;
  takeBack(order: number, count: number): void;
  multiply(rows: number, count: number, size: number, one: number, products: number): void;
};

/** Memory that the kernel reaches. It has its size for good. */
export type Room = {
  /** All zeros, as long as was asked for at least. */
  readonly buffer: ArrayBuffer;
  readonly kernel: Kernel;
  /** Where a text is laid for the kernel, and what it makes of it. */
  readonly pad: { indices: Int32Array; values: Float32Array; scores: Float32Array };
};

/** Makes a room for so many bytes. */
export function makeRoom(bytes: number): Room {
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages + 1, maximum: pages + 1 });
  program ??= new WebAssembly.Module(readFileSync(new URL("kernel/kernel.wasm", import.meta.url)));
  const { exports } = new WebAssembly.Instance(program, { env: { memory } });
  const { buffer } = memory;
  const padAt = pages * PAGE;
  const room: Room = {
    buffer,
    kernel: exports as Kernel, // what kernel.ts exports
    pad: {
      indices: new Int32Array(buffer, padAt, PAD),
      values: new Float32Array(buffer, padAt + 4 * PAD, PAD),
      scores: new Float32Array(buffer, padAt + 8 * PAD, 2 * PAD),
    },
  };
  ROOMS.set(buffer, room);
  return room;
}

/** These numbers where the kernel reaches them, and the room they lie in: a copy, unless they lie in a room already. */
export function inReach(numbers: Float32Array): { numbers: Float32Array; room: Room } {
  const room = ROOMS.get(numbers.buffer);
  return room ? { numbers, room } : inOwnRoom(numbers);
}

/** The same numbers in a room of their own. */
export function inOwnRoom(numbers: Float32Array): { numbers: Float32Array; room: Room } {
  const room = makeRoom(numbers.byteLength);
  const copy = new Float32Array(room.buffer, 0, numbers.length);
  copy.set(numbers);
  return { numbers: copy, room };
}

const ROOMS = new WeakMap<ArrayBufferLike, Room>();

/** Compiled with the first room. */
let program: object | undefined;

/** What we use of it; Node's types lack it. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** WebAssembly's memory comes in pages of so many bytes. */
const PAGE = 65_536;

/** The pad is one page: so many features of a text at a time, and the scores of twice as many classes. */
const PAD = PAGE / 16;
