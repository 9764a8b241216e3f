import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { backgroundRecogniser } from "./background-recogniser.ts";
import type { Catalogue } from "./catalogue.ts";
import { trainRecogniser } from "./recognise.ts";

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
    const recogniser = backgroundRecogniser(options, { folder, events });
    await recogniser.ready;
    expect(recogniser.recognise(text)).toEqual(trainRecogniser(options).recognise(text));
  });

  it("guesses at nothing before that", async () => {
    const recogniser = backgroundRecogniser(options, { folder, events });
    expect(() => recogniser.recognise(text)).toThrow("before it was ready");
    await recogniser.ready;
  });
});

describe("a server that starts again", () => {
  const file = () => join(folder, "understanding.bin");
  const learned = async (catalogue = options.catalogue) => {
    const recogniser = backgroundRecogniser({ ...options, catalogue }, { folder, events });
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

function catalogueOf(phrases: typeof words): Catalogue {
  return {
    intents: new Map(
      Object.entries(phrases).map(([name, said]) => [name, { title: name, phrases: said }]),
    ),
  };
}
