import { describe, expect, it } from "@jest/globals";
import { encodedReading } from "./encoded-reading.ts";
import { learnFrom } from "./guesser.ts";

const parcel = ["where is my parcel", "is my parcel on its way", "track my parcel"];
const hours = ["when do you open", "are you open today", "opening hours today"];
const examples = [
  ...parcel.map((text) => ({ text, label: "order_status" })),
  ...hours.map((text) => ({ text, label: "store_info" })),
];
const encode = (text: string) =>
  /parcel/.test(text) ? Float32Array.of(1, 0) : Float32Array.of(0, 1);

describe("a customer in a hurry", () => {
  it("is read by the encoder with the slips of the thumb put right and all else as it was written", async () => {
    const asked: string[] = [];
    const encoder = {
      encode: async (texts: readonly string[]) => {
        asked.push(...texts);
        return texts.map(encode);
      },
    };
    const learned = learnFrom(
      examples,
      undefined,
      examples.map(({ text }) => encode(text)),
    );
    const catalogue = { intents: new Map() };
    const read = encodedReading(learned, { catalogue, orderNumber: "#?(\\d{4,})" }, encoder);
    const { candidates } = await read("Is my PARCLE on its way, pls? It's no. 1042!");
    expect(asked).toContain("Is my parcel on its way, pls? It's no. 1042!");
    expect(candidates[0]?.name).toBe("order_status");
  });
});
