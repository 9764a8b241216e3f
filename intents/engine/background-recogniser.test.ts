import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Encoder } from "../../core/encoder.ts";
import type { Understanding } from "../../core/understanding.ts";
import type { Catalogue } from "../catalogue.ts";
import { trainRecogniser } from "../recognise.ts";
import { backgroundRecogniser } from "./background-recogniser.ts";

const words: Readonly<Record<string, readonly string[]>> = {
  order_status: ["where is my parcel", "where is my order", "has my order left", "track my parcel"],
  store_info: ["when do you open", "what are your hours", "are you open today", "opening hours"],
  out_of_scope: ["tell me a joke", "who won the match", "what is the weather like", "sing a song"],
};
const options = { catalogue: catalogueOf(words), orderNumber: "#?(\\d{4,})" };
const text = "is my order on its way";

let folder = "";
let failures: string[] = [];
const events = { failed: ({ what }: { what: string }) => void failures.push(what) };
/** Nothing here takes longer than it may, unless a test says so. */
const clock = { sleep: () => new Promise<void>(() => {}) };
const ports = () => ({ folder, events, clock });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-understanding-"));
  failures = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(failures).toEqual([]);
});

describe("a server that starts on a new machine", () => {
  it("understands, once it has learned in a process of its own, as if it had learned at once", async () => {
    const recogniser = backgroundRecogniser(options, ports());
    await recogniser.ready;
    expect(recogniser.recognise(text)).toEqual(trainRecogniser(options).recognise(text));
  });

  it("guesses at nothing before that", async () => {
    const recogniser = backgroundRecogniser(options, ports());
    expect(() => recogniser.recognise(text)).toThrow("before it was ready");
    await recogniser.ready;
  });
});

describe("a server that starts again", () => {
  const file = () => join(folder, "understanding.bin");
  const learned = async (catalogue = options.catalogue) => {
    const recogniser = backgroundRecogniser({ ...options, catalogue }, ports());
    await recogniser.ready;
    return recogniser;
  };
  const written = () => statSync(file(), { bigint: true }).mtimeNs;

  it("knows what it learned before", async () => {
    const before = (await learned()).recognise(text);
    const at = written();
    expect((await learned()).recognise(text)).toEqual(before);
    expect(written()).toBe(at);
  });

  it("learns anew when the shop has added a phrase", async () => {
    await learned();
    const at = written();
    const { order_status = [] } = words;
    const changed = catalogueOf({ ...words, order_status: [...order_status, "any news on it"] });
    const [best] = (await learned(changed)).recognise("any news on it").candidates;
    expect(best?.name).toBe("order_status");
    expect(written()).not.toBe(at);
  });

  it("learns anew when the power went while it was written down", async () => {
    const before = (await learned()).recognise(text);
    const whole = readFileSync(file());
    for (const length of [0, 20, whole.length - 1]) {
      writeFileSync(file(), whole.subarray(0, length));
      expect((await learned()).recognise(text)).toEqual(before);
    }
  });
});

describe("a server that was updated", () => {
  it("learns anew what an earlier version wrote down in its own way", async () => {
    const content = serialize({ key: "of its own", learned: "as it did" });
    const seal = createHash("sha256").update(content).digest();
    writeFileSync(join(folder, "understanding.bin"), Buffer.concat([seal, content]));
    const recogniser = backgroundRecogniser(options, ports());
    await recogniser.ready;
    expect(recogniser.recognise(text)).toEqual(trainRecogniser(options).recognise(text));
  });
});

describe("a server with an encoder", () => {
  const start = async (encoder: Encoder, sleep = clock.sleep) => {
    const recogniser = backgroundRecogniser(options, { ...ports(), encoder, clock: { sleep } });
    await recogniser.ready;
    return recogniser;
  };
  const nameOf = ({ candidates }: Understanding) => candidates[0]?.name;

  it("understands words that no phrase has, once it has learned how", async () => {
    const recogniser = await start(topicEncoder());
    await recogniser.encoded;
    expect(nameOf(await recogniser.read("zvrk parcel"))).toBe("order_status");
    expect(nameOf(await recogniser.read("qwx hours"))).toBe("store_info");
  });

  it("asks for each phrase once, over restarts and saves", async () => {
    const first = topicEncoder();
    await (await start(first)).encoded;
    expect(first.asked()).toBe(12);
    const second = topicEncoder();
    await (await start(second)).encoded;
    expect(second.asked()).toBe(0);
  });

  it("takes its usual reading when the encoder is too slow for a customer", async () => {
    await (await start(topicEncoder())).encoded; // learned before
    const stuck = { ...topicEncoder(), encode: () => new Promise<never>(() => {}) };
    const recogniser = await start(stuck, async () => {});
    await recogniser.encoded;
    expect(await recogniser.read(text)).toEqual(recogniser.recognise(text));
  });

  it("takes its usual reading, and tells, when the encoder fails", async () => {
    const broken = { ...topicEncoder(), encode: () => Promise.reject(new Error("no memory")) };
    const recogniser = await start(broken);
    await expect(recogniser.encoded).rejects.toThrow("no memory");
    expect(await recogniser.read(text)).toEqual(recogniser.recognise(text));
    expect(failures).toEqual(["learning with the encoder"]);
    failures = [];
  });
});

/** Points one way for parcels and orders, another for opening, a third for everything else. */
function topicEncoder(): Encoder & { asked(): number } {
  let count = 0;
  return {
    async encode(texts) {
      count += texts.length;
      return texts.map((said) =>
        Float32Array.of(
          ...[/parcel|order/.test(said), /open|hours/.test(said)].map(Number),
          Number(!/parcel|order|open|hours/.test(said)),
        ),
      );
    },
    close: async () => {},
    asked: () => count,
  };
}

function catalogueOf(phrases: typeof words): Catalogue {
  return {
    intents: new Map(
      Object.entries(phrases).map(([name, said]) => [name, { title: name, phrases: said }]),
    ),
  };
}
