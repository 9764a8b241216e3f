import { describe, expect, it } from "@jest/globals";
import type { Catalogue } from "./catalogue.ts";
import { withoutPause } from "./meanwhile.ts";
import type { ExplainingRecogniser } from "./recognise.ts";

const catalogue: Catalogue = { intents: new Map() };

/** Learners that end when they are told to; each says which of them was asked. */
function learners() {
  const ends: { learned(): void; fails(): void }[] = [];
  const learn = withoutPause(() => {
    const name = `model ${ends.length + 1}`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    ends.push({ learned: resolve, fails: () => reject(new Error("no memory")) });
    const understanding = {
      verdict: "sure" as const,
      intents: [],
      candidates: [{ name, confidence: 1 }],
      entities: { orderNumbers: [], emails: [], phones: [] },
    };
    return {
      ready: promise,
      recognise: () => understanding,
      explain: () => ({ understanding, threshold: { accept: 0, ask: 0 }, words: [] }),
    };
  });
  return { ends, open: (locale: string) => learn({ catalogue, orderNumber: "\\d+", locale }) };
}

const asked = async (recogniser: ExplainingRecogniser) => {
  const { recognise, explain, read } = recogniser;
  const all = [recognise("hi"), explain("hi").understanding, await read?.("hi")];
  return [...new Set(all.map((each) => each?.candidates[0]?.name))].join();
};

describe("a customer who writes right after the shop's phrases were saved", () => {
  it("is read as before until the new ones are learned, and waits for nothing", async () => {
    const { ends, open } = learners();
    const first = open("en");
    ends[0]?.learned();
    await first.ready;
    const saved = open("en");
    await saved.ready;
    expect(await asked(saved)).toBe("model 1");
    ends[1]?.learned();
    await Promise.resolve();
    expect(await asked(saved)).toBe("model 2");
  });

  it("is read as before where nothing can be learned any more, and after that by what can", async () => {
    const { ends, open } = learners();
    const first = open("en");
    ends[0]?.learned();
    await first.ready;
    const broken = open("en");
    ends[1]?.fails();
    await broken.ready;
    expect(await asked(broken)).toBe("model 1");
    const mended = open("en");
    ends[2]?.learned();
    await Promise.resolve();
    expect(await asked(mended)).toBe("model 3");
  });

  it("is read by the newest that has learned, though an older save was learned later", async () => {
    const { ends, open } = learners();
    const first = open("en");
    ends[0]?.learned();
    await first.ready;
    open("en");
    open("en");
    ends[2]?.learned();
    await Promise.resolve();
    ends[1]?.learned();
    await Promise.resolve();
    expect(await asked(open("en"))).toBe("model 3");
  });

  it("waits once for each language", async () => {
    const { ends, open } = learners();
    const english = open("en");
    ends[0]?.learned();
    await english.ready;
    let isReady = false;
    const spanish = open("es");
    void spanish.ready?.then(() => {
      isReady = true;
    });
    await Promise.resolve();
    expect(isReady).toBe(false);
    ends[1]?.learned();
    await spanish.ready;
    expect(await asked(spanish)).toBe("model 2");
  });
});
