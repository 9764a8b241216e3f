/**
 * The arithmetic of linear models, four classes at a time. This is AssemblyScript: `npm run kernel` makes kernel.wasm of
 * it, which room.ts loads; in plain JavaScript the same learning takes four times as long. All arguments that name
 * numbers are places in memory, in bytes. Rows (of weights, of scores, of pulls) are whole fours of 32-bit floats, one for
 * each class, and `row` is how many bytes one takes.
 */

/** Four floats of four bytes each. */
const FOUR: usize = 16;
/** The bytes of a float, and of a whole number. */
const ONE: usize = 4;

/** What a linear model says of a vector before any of its features is looked at: the bias, which counts `bias` times. */
export function startScores(scores: usize, biasRow: usize, row: usize, bias: f32): void {
  const times = f32x4.splat(bias);
  for (let at: usize = 0; at < row; at += FOUR)
    v128.store(scores + at, f32x4.mul(times, v128.load(biasRow + at)));
}

/** Adds to the scores what the model says of `count` features of a vector. */
export function addScores(
  scores: usize,
  weights: usize,
  row: usize,
  indices: usize,
  values: usize,
  count: usize,
): void {
  const end = count * ONE;
  let at: usize = 0;
  // Sixteen sums at a time stay in registers; a row's few cache lines are read again from the nearest cache.
  for (; at + 4 * FOUR <= row; at += 4 * FOUR) {
    const place = scores + at;
    let first = v128.load(place);
    let second = v128.load(place, FOUR);
    let third = v128.load(place, 2 * FOUR);
    let fourth = v128.load(place, 3 * FOUR);
    for (let n: usize = 0; n < end; n += ONE) {
      const value = v128.load32_splat(values + n);
      const from = weights + at + row * load<u32>(indices + n);
      first = f32x4.add(first, f32x4.mul(value, v128.load(from)));
      second = f32x4.add(second, f32x4.mul(value, v128.load(from, FOUR)));
      third = f32x4.add(third, f32x4.mul(value, v128.load(from, 2 * FOUR)));
      fourth = f32x4.add(fourth, f32x4.mul(value, v128.load(from, 3 * FOUR)));
    }
    v128.store(place, first);
    v128.store(place, second, FOUR);
    v128.store(place, third, 2 * FOUR);
    v128.store(place, fourth, 3 * FOUR);
  }
  for (; at < row; at += FOUR) {
    let sum = v128.load(scores + at);
    for (let n: usize = 0; n < end; n += ONE) {
      const from = weights + at + row * load<u32>(indices + n);
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(values + n), v128.load(from)));
    }
    v128.store(scores + at, sum);
  }
}

/** The product of each of `count` rows, of `size` floats each, with one more. Whole fours are quickest. */
export function multiply(
  rows: usize,
  count: usize,
  size: usize,
  one: usize,
  products: usize,
): void {
  const end = size * ONE;
  const fours = end - (end % FOUR);
  for (let n: usize = 0; n < count; n++) {
    const row = rows + n * end;
    let sums = f32x4.splat(0);
    for (let at: usize = 0; at < fours; at += FOUR)
      sums = f32x4.add(sums, f32x4.mul(v128.load(row + at), v128.load(one + at)));
    let sum =
      f32x4.extract_lane(sums, 0) +
      f32x4.extract_lane(sums, 1) +
      f32x4.extract_lane(sums, 2) +
      f32x4.extract_lane(sums, 3);
    for (let at = fours; at < end; at += ONE) sum += load<f32>(row + at) * load<f32>(one + at);
    store<f32>(products + n * ONE, sum);
  }
}

// What is being learned: set by `begin`, for the three functions below.
let weights: usize;
let biasRow: usize;
let row: usize;
let pulls: usize;
let scores: usize;
let starts: usize;
let indices: usize;
let values: usize;
let labels: usize;
let classes: i32;
let bias: f32;
let softOther: f32;
let softOwn: f32;
let heeds: usize;
let least: f32;

/**
 * Says what is to be learned. `pulls`: a row for each example, how hard it pulls at each class; 0 at first, as the weights
 * are. `starts`: where each example's features begin in `indices` and `values`, and one more for the end. `labels`: the
 * class of each example, or -1. `soft`…: what train-linear.ts makes of the costs. `least`: the least an example may pull.
 * `heeds`: a row, how much dearer mistakes on each class's examples are.
 */
export function begin(
  weightsAt: usize,
  features: usize,
  classCount: i32,
  rowBytes: usize,
  pullsAt: usize,
  scoresAt: usize,
  startsAt: usize,
  indicesAt: usize,
  valuesAt: usize,
  labelsAt: usize,
  biasValue: f32,
  softForOther: f32,
  softForOwn: f32,
  leastPull: f32,
  heedsAt: usize,
): void {
  weights = weightsAt;
  biasRow = weightsAt + features * rowBytes;
  classes = classCount;
  row = rowBytes;
  pulls = pullsAt;
  scores = scoresAt;
  starts = startsAt;
  indices = indicesAt;
  values = valuesAt;
  labels = labelsAt;
  bias = biasValue;
  softOther = softForOther;
  softOwn = softForOwn;
  least = leastPull;
  heeds = heedsAt;
}

/** So little is not worth a step. */
const SMALLEST_STEP: f32 = 1e-5;

/** Takes the best step for each of these examples, one after the other, in every class, all other examples as they are. */
export function improve(order: usize, count: usize): void {
  for (let n: usize = 0; n < count; n++) {
    const example: usize = load<u32>(order + n * ONE);
    const from: usize = load<u32>(starts + example * ONE);
    const featureCount = load<u32>(starts + example * ONE, ONE) - from;
    startScores(scores, biasRow, row, bias);
    addScores(scores, weights, row, indices + from * ONE, values + from * ONE, featureCount);
    const own = load<i32>(labels + example * ONE);
    const pull = pulls + example * row;
    const heed: f32 = own < 0 ? 1 : load<f32>(heeds + own * ONE);
    for (let c = 0; c < classes; c += 4) {
      const at = (c as usize) * ONE;
      const before = v128.load(pull + at);
      const after = bestPull(before, v128.load(scores + at), own - c, classes - c, heed);
      const step = f32x4.sub(after, before);
      if (!v128.any_true(f32x4.gt(f32x4.abs(step), f32x4.splat(SMALLEST_STEP)))) continue;
      v128.store(pull + at, after);
      move(example, at, signed(step, own - c));
    }
  }
}

/** Undoes all that these examples did. */
export function takeBack(order: usize, count: usize): void {
  for (let n: usize = 0; n < count; n++) {
    const example: usize = load<u32>(order + n * ONE);
    const own = load<i32>(labels + example * ONE);
    for (let c = 0; c < classes; c += 4) {
      const place = pulls + example * row + (c as usize) * ONE;
      const before = v128.load(place);
      if (!v128.any_true(before)) continue;
      v128.store(place, f32x4.splat(0));
      move(example, (c as usize) * ONE, signed(f32x4.neg(before), own - c));
    }
  }
}

/** The four lanes' numbers. */
const LANES = i32x4(0, 1, 2, 3);

/** How hard an example should pull at four classes. `own`: the lane of its own class. Lanes from `left` on are of no class. */
function bestPull(before: v128, score: v128, own: i32, left: i32, heed: f32): v128 {
  const isOwn = i32x4.eq(LANES, i32x4.splat(own));
  const soft = v128.bitselect(f32x4.splat(softOwn / heed), f32x4.splat(softOther / heed), isOwn);
  const ahead = v128.bitselect(score, f32x4.neg(score), isOwn);
  const slope = f32x4.add(f32x4.sub(ahead, f32x4.splat(1)), f32x4.mul(soft, before));
  // Every vector has length 1, so its product with itself, bias included, is 1 + bias².
  const steepness = f32x4.add(f32x4.splat(1 + bias * bias), soft);
  const best = f32x4.max(f32x4.splat(least), f32x4.sub(before, f32x4.div(slope, steepness)));
  return v128.and(best, i32x4.lt_s(LANES, i32x4.splat(left)));
}

/** An example pulls its own class up, in lane `own`, and all others down. */
function signed(step: v128, own: i32): v128 {
  return v128.bitselect(step, f32x4.neg(step), i32x4.eq(LANES, i32x4.splat(own)));
}

/** Moves the weights of four classes, the first of them `at` bytes into a row, along an example. */
function move(example: usize, at: usize, step: v128): void {
  const from: usize = load<u32>(starts + example * ONE);
  const end: usize = load<u32>(starts + example * ONE, ONE);
  for (let n = from; n < end; n++) {
    const place = weights + at + row * load<u32>(indices + n * ONE);
    const value = v128.load32_splat(values + n * ONE);
    v128.store(place, f32x4.add(v128.load(place), f32x4.mul(value, step)));
  }
  const place = biasRow + at;
  v128.store(place, f32x4.add(v128.load(place), f32x4.mul(f32x4.splat(bias), step)));
}
