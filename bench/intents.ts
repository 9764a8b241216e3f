// biome-ignore-all lint/suspicious/noConsole: a benchmark speaks to the person who runs it
// npm run bench:intents -- --data ../shared/data/intents [--sets clinc150,banking77] [--encoder] [--peer]
// All in one table: --encoder --peer. What is not installed is left out, and said so. The peer is installed apart because
// it weighs 119 MB: npm i --no-save --ignore-scripts node-nlp@4.27.0
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { sentenceEncoder } from "../integrations/encoder/encoder.ts";
import { loadCatalogue, OUT_OF_SCOPE } from "../intents/catalogue.ts";
import { trainGuesser } from "../intents/engine/guesser.ts";
import { seededRandom } from "../intents/engine/random.ts";
import { trainRecogniser } from "../intents/recognise.ts";
import type { Engine } from "./engine.ts";
import { nlpJs } from "./nlp-js.ts";
import { areaUnderCurve, atQuantile, recallAtFalseAlarms } from "./statistics.ts";
import { inShorthand, withSlips } from "./typos.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data/intents" },
    sets: { type: "string", default: "catalogue,banking77/train_10,hwu64,banking77,clinc150" },
    encoder: { type: "boolean", default: false },
    peer: { type: "boolean", default: false },
  },
});

const SLIPS = 2;
const SEED = 7;

const vectors = loadCatalogue("en").vectors;
const ours: Engine = {
  name: "nightdesk",
  async train(examples) {
    const guesser = trainGuesser(examples, vectors);
    return async (text) => {
      const { candidates, confidence } = guesser.guess(text);
      return { label: candidates[0]?.name ?? "", trust: confidence };
    };
  },
};

const encoder = values.encoder ? sentenceEncoder() : undefined;
const encoded: Engine = {
  name: "nightdesk + encoder",
  async train(examples) {
    const encode = async (texts: readonly string[]) => (await encoder?.encode(texts)) ?? [];
    const guesser = trainGuesser(examples, vectors, await encode(examples.map(({ text }) => text)));
    return async (text) => {
      const { candidates, confidence } = guesser.guess(
        text,
        (await encode([guesser.mended(text)]))[0],
      );
      return { label: candidates[0]?.name ?? "", trust: confidence };
    };
  },
};

const engines = [
  ours,
  ...(await whereInstalled(encoder?.encode(["hello"]).then(() => encoded))),
  ...(await whereInstalled(values.peer ? nlpJs() : undefined)),
];
console.log(
  "set | engine | accuracy % | two typos % | shorthand % | AUROC | recall at 5 % | µs p50 | µs p95 | train s",
);
for (const set of values.sets.split(",")) {
  if (set === "catalogue") measureCatalogue();
  else for (const engine of engines) await measure(set, engine);
}

await encoder?.close();

/** Nothing where it was not asked for, or is not installed: then that is said. */
async function whereInstalled(engine: Promise<Engine> | undefined): Promise<Engine[]> {
  try {
    return engine === undefined ? [] : [await engine];
  } catch (error) {
    console.log(`left out: ${error instanceof Error ? error.message : error}`);
    return [];
  }
}

type Row = { text: string; intent: string; split: string };

/** "banking77/train_10" trains on that split alone; otherwise on train and, but for CLINC150, val. */
async function measure(set: string, engine: Engine): Promise<void> {
  const [file = "", few] = set.split("/");
  const rows: Row[] = readFileSync(`${values.data}/${file}.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const splits = few === undefined ? (file === "clinc150" ? ["train"] : ["train", "val"]) : [few];
  const examples = rows
    .filter((row) => splits.includes(row.split))
    .map((row) => ({ text: row.text, label: isForeign(row.intent) ? OUT_OF_SCOPE : row.intent }));
  const tests = rows.filter((row) => row.split === "test");
  const started = performance.now();
  const guess = await engine.train(examples);
  const trainSeconds = (performance.now() - started) / 1000;
  const random = seededRandom(SEED);
  const inScope = tests.filter((row) => !isForeign(row.intent));
  const right = async (change: (text: string) => string) => {
    let hits = 0;
    for (const row of inScope) if ((await guess(change(row.text))).label === row.intent) hits++;
    return percent(hits / inScope.length);
  };
  const micros: number[] = [];
  const trust: number[] = [];
  for (const row of inScope) {
    const before = performance.now();
    trust.push((await guess(row.text)).trust);
    micros.push((performance.now() - before) * 1000);
  }
  const foreign: number[] = [];
  for (const row of tests) if (isForeign(row.intent)) foreign.push((await guess(row.text)).trust);
  const told = foreign.length > 0;
  const cells = [
    set,
    engine.name,
    await right((text) => text),
    await right((text) => withSlips(text, SLIPS, random)),
    await right(inShorthand),
    told ? areaUnderCurve(trust, foreign).toFixed(4) : "–",
    told ? percent(recallAtFalseAlarms(trust, foreign, 0.05)) : "–",
    atQuantile(micros, 0.5).toFixed(0),
    atQuantile(micros, 0.95).toFixed(0),
    trainSeconds.toFixed(1),
  ];
  console.log(cells.join(" | "));
}

/** What the shop itself will see: the shipped catalogue, whole messages, entities and clauses included. */
function measureCatalogue(): void {
  const memoryBefore = process.memoryUsage().rss;
  const catalogue = loadCatalogue("en");
  const started = performance.now();
  const recogniser = trainRecogniser({ catalogue, orderNumber: "#?(\\d{4,})", country: "DK" });
  const trainSeconds = (performance.now() - started) / 1000;
  const texts = [...catalogue.intents.values()].flatMap((intent) => intent.phrases);
  const micros: number[] = [];
  for (const text of [...texts, ...texts]) {
    const before = performance.now();
    recogniser.recognise(text);
    micros.push((performance.now() - before) * 1000);
  }
  const warm = micros.slice(texts.length);
  const megabytes = (process.memoryUsage().rss - memoryBefore) / 1e6;
  console.log(
    `shipped catalogue (${texts.length} phrases): ${trainSeconds.toFixed(1)} s to train, ` +
      `${atQuantile(warm, 0.5).toFixed(0)} µs p50, ${atQuantile(warm, 0.95).toFixed(0)} µs p95, ${megabytes.toFixed(0)} MB RSS`,
  );
}

function isForeign(intent: string): boolean {
  return intent === "oos" || intent === OUT_OF_SCOPE;
}

function percent(share: number): string {
  return (share * 100).toFixed(2);
}
