import type { Vote } from "./neighbours.ts";
import { inReach, makeRoom } from "./room.ts";

/** What an encoder makes of every example, one after the other, and the number of each example's class. Plain data. */
export type EncodedNeighbours = { readonly numbers: Float32Array; readonly labels: Int32Array };

/** Notes what the encoder makes of each example. */
export function learnEncodedNeighbours(
  encodings: readonly Float32Array[],
  labels: Int32Array,
): EncodedNeighbours {
  const size = encodings[0]?.length ?? 0;
  const count = size * encodings.length;
  const { buffer } = makeRoom(count * Float32Array.BYTES_PER_ELEMENT);
  const numbers = new Float32Array(buffer, 0, count);
  encodings.forEach((encoding, example) => {
    numbers.set(encoding, example * size);
  });
  return { numbers, labels };
}

/** So many of the nearest vote. */
const VOTERS = 36;
/** A neighbour a little nearer speaks much louder: its closeness is squared so often. */
const SQUARINGS = 4;

/** Lets the examples vote that mean most nearly the same, the nearer the louder. Without those of which `leaveOut` is true. */
export type EncodedVoter = (
  encoding: Float32Array | undefined,
  leaveOut?: (example: number) => boolean,
) => Vote;

/** The vote of these examples, for texts of one of so many classes. */
export function encodedVoterFrom(neighbours: EncodedNeighbours, classes: number): EncodedVoter {
  const { labels } = neighbours;
  const { numbers, room } = inReach(neighbours.numbers);
  const { values, scores: products } = room.pad;

  /** How like the encoding in the pad `count` examples from `first` on are: what lies in `products` then. */
  function multiply(first: number, count: number, size: number): void {
    const rows = numbers.byteOffset + first * size * numbers.BYTES_PER_ELEMENT;
    room.kernel.multiply(rows, count, size, values.byteOffset, products.byteOffset);
  }

  return (encoding, leaveOut) => {
    const near: Neighbour[] = [];
    if (encoding === undefined) return voteOf(near, classes);
    values.set(encoding);
    for (let first = 0; first < labels.length; first += products.length) {
      const count = Math.min(products.length, labels.length - first);
      multiply(first, count, encoding.length);
      for (let n = 0; n < count; n++) {
        const closeness = products[n] as number; // n is within it
        if (isNear(closeness, near) && !leaveOut?.(first + n))
          keep(near, { closeness, label: labels[first + n] as number }); // it is one of them
      }
    }
    return voteOf(near, classes);
  };
}

/** An example that is like the text, and the number of its class. */
type Neighbour = { closeness: number; label: number };

function isNear(closeness: number, near: readonly Neighbour[]): boolean {
  return near.length < VOTERS || closeness > (near.at(-1)?.closeness ?? 0);
}

/** Into its place among the nearest, of which the last goes when there are too many. */
function keep(near: Neighbour[], one: Neighbour): void {
  const at = near.findIndex(({ closeness }) => closeness < one.closeness);
  near.splice(at < 0 ? near.length : at, 0, one);
  if (near.length > VOTERS) near.pop();
}

/** By those that are nearest, the nearest first. */
function voteOf(near: readonly Neighbour[], classes: number): Vote {
  const shares = new Float32Array(classes);
  let sum = 0;
  for (const { closeness, label } of near) {
    let loudness = Math.max(0, closeness);
    for (let times = 0; times < SQUARINGS; times++) loudness *= loudness;
    shares[label] = (shares[label] as number) + loudness; // labels are numbers of classes
    sum += loudness;
  }
  for (let c = 0; sum > 0 && c < classes; c++) shares[c] = (shares[c] as number) / sum;
  return { shares, nearness: near[0]?.closeness ?? 0 };
}
