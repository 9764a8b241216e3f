import { describe, expect, it } from "@jest/globals";
import { highest, trainOnVectors } from "./classifier.ts";
import { normalise } from "./normalise.ts";
import { learnReader, readerFrom } from "./reader.ts";

const PARCELS = Array.from({ length: 60 }, (_, n) => `where is the parcel with lot ${n} i bought`);
const DOGS = ["can i bring the dog into the shop", "is the dog allowed in"];

/** The lead of the shop's own intent for a text, beside one of ours that has so many phrases. */
function leadOf(text: string, ours: readonly string[]): number {
  const examples = [
    ...ours.map((said) => ({ said, label: "order_status" })),
    ...DOGS.map((said) => ({ said, label: "dogs" })),
  ];
  const reader = readerFrom(
    learnReader(
      PARCELS.concat(DOGS).map((said) => normalise(said)),
      undefined,
    ),
    undefined,
  );
  const vectorOf = (said: string) => reader.vector(normalise(said));
  const { scores, labels } = trainOnVectors(
    examples.map(({ said, label }) => ({ vector: vectorOf(said), label })),
    reader.size,
  );
  const [ourScore = 0, dogScore = 0] = scores(vectorOf(text));
  expect(labels[highest([ourScore, dogScore])]).toBe("dogs");
  return dogScore - ourScore;
}

describe("a shop owner who writes two phrases beside our dozens", () => {
  it("has them heard nearly as loudly as beside as few of ours", () => {
    const text = "is my dog welcome in there";
    const besideFew = leadOf(text, PARCELS.slice(0, 2));
    expect(leadOf(text, PARCELS)).toBeGreaterThan(0.8 * besideFew);
  });
});
