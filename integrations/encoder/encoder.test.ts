import { afterAll, describe, expect, it } from "@jest/globals";
import { sentenceEncoder } from "./encoder.ts";

const encoder = sentenceEncoder();
afterAll(() => encoder.close());

describe("an encoder that reads what customers write", () => {
  it("puts sentences that mean the same nearer than others", async () => {
    const [parcel, same, joke] = await encoder.encode([
      "my package has not come",
      "I am still waiting for the delivery",
      "tell me a joke about cats",
    ]);
    expect(likeness(parcel, same)).toBeGreaterThan(likeness(parcel, joke));
    expect(likeness(parcel, parcel)).toBeCloseTo(1, 3);
    expect(parcel).toHaveLength(512);
  });

  it("reads a catalogue of many phrases in their order while a customer's line goes before it", async () => {
    const done: string[] = [];
    const many = Array.from({ length: 70 }, (_, at) => `where is order ${1000 + at}`);
    const catalogue = encoder.encode(many).then((read) => {
      done.push("catalogue");
      return read;
    });
    const [line] = await encoder.encode(["where is order 1069"]);
    done.push("line");
    const read = await catalogue;
    expect(done).toEqual(["line", "catalogue"]);
    expect(likeness(read[69], line)).toBeGreaterThan(0.999);
  });
});

describe("an encoder that was closed", () => {
  it("says so to whoever waits", async () => {
    const other = sentenceEncoder();
    const told = expect(other.encode(["hello"])).rejects.toThrow("closed");
    await other.close();
    await told;
  });
});

function likeness(one: Float32Array | undefined, other: Float32Array | undefined): number {
  return [...(one ?? [])].reduce((sum, value, at) => sum + value * (other?.[at] ?? 0), 0);
}
