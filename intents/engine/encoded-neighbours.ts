import type { Vote } from "./neighbours.ts";

/** What an encoder makes of every example, one after the other, and the number of each example's class. Plain data. */
export type EncodedNeighbours = { readonly numbers: Float32Array; readonly labels: Int32Array };

/** Notes what the encoder makes of each example. */
export function learnEncodedNeighbours(
  encodings: readonly Float32Array[],
  labels: Int32Array,
): EncodedNeighbours {
  const size = encodings[0]?.length ?? 0;
  const numbers = new Float32Array(size * encodings.length);
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
export function encodedVoteOf(
  { numbers, labels }: EncodedNeighbours,
  encoding: Float32Array | undefined,
  classes: number,
  leaveOut?: (example: number) => boolean,
): Vote {
  const shares = new Float32Array(classes);
  if (encoding === undefined) return { shares, nearness: 0 };
  const near: { closeness: number; label: number }[] = [];
  labels.forEach((label, example) => {
    if (leaveOut?.(example)) return;
    const closeness = likeness(numbers, example * encoding.length, encoding);
    if (closeness > (near.at(-1)?.closeness ?? 0) || near.length < VOTERS)
      keep(near, { closeness, label });
  });
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

/** Into its place among the nearest, of which the last goes when there are too many. */
function keep<Neighbour extends { closeness: number }>(near: Neighbour[], one: Neighbour): void {
  const at = near.findIndex(({ closeness }) => closeness < one.closeness);
  near.splice(at < 0 ? near.length : at, 0, one);
  if (near.length > VOTERS) near.pop();
}

/** The product of two directions of length 1, one of them at `start`. */
function likeness(numbers: Float32Array, start: number, encoding: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < encoding.length; d++)
    sum += (numbers[start + d] as number) * (encoding[d] as number); // d is within both
  return sum;
}
