import { describe, expect, it } from "@jest/globals";
import type { SparseVector } from "./features.ts";
import { judge } from "./judges.ts";
import { learnRunOffs, runOffsFrom } from "./run-offs.ts";

const WORDS = ["money", "where", "want", "urgently", "parcel"];
const LABELS = ["refund_status", "return_start", "order_status"];
const [STATUS, RETURN, ORDER] = [0, 1, 2];
const FOLD_OF_THE_URGENT = 1;

const vector = (...words: string[]): SparseVector => ({
  indices: Int32Array.from(words, (word) => WORDS.indexOf(word)),
  values: Float32Array.from(words, () => 1 / Math.sqrt(words.length)),
});
const examples = [
  { label: "refund_status", vector: vector("where", "money") },
  { label: "refund_status", vector: vector("urgently", "money") },
  { label: "return_start", vector: vector("want", "money") },
  { label: "return_start", vector: vector("want", "money") },
  { label: "order_status", vector: vector("where", "parcel") },
];
const folds = [0, FOLD_OF_THE_URGENT, 0, 2, 0];
const close = (example: number) => ({
  example,
  between: [RETURN, STATUS] as const,
  isTried: true,
});
const learn = (closeCalls: Parameters<typeof learnRunOffs>[1]) =>
  learnRunOffs(examples, closeCalls, folds, {
    labels: LABELS,
    known: new Uint8Array(WORDS.length),
  });
const { runOffs, said } = learn([close(0), close(1)]);
const between = runOffsFrom(runOffs, WORDS.length);

describe("a message that two intents fit nearly as well", () => {
  it("is decided by what tells just those two apart", () => {
    const asked = between(vector("where", "money"));
    expect(asked(STATUS, RETURN)).toBeGreaterThan(0.5);
    expect(asked(RETURN, STATUS)).toBeLessThan(-0.5);
    expect(between(vector("want", "money"))(STATUS, RETURN)).toBeLessThan(-0.5);
  });

  it("goes to the second likeliest where the run-off speaks louder than the lead in score", () => {
    const opinion = {
      scores: Float32Array.of(0.3, 0.5, -1),
      shares: Float32Array.of(0.4, 0.6, 0),
      nearness: 0.7,
      strange: -1,
      covered: 1,
    };
    expect(judge(opinion).best).toBe(RETURN);
    expect(judge(opinion, between(vector("where", "money"))).best).toBe(STATUS);
    expect(judge(opinion, between(vector("want", "money"))).best).toBe(RETURN);
  });
});

describe("two intents that did not come close", () => {
  it("are left as they are", () => {
    expect(between(vector("where", "parcel"))(STATUS, ORDER)).toBe(0);
  });

  it("are so also when it happened once", () => {
    expect(learn([close(0)]).runOffs).toEqual([]);
  });
});

describe("a phrase by which the thresholds are chosen", () => {
  it("is judged by a run-off that never saw it or its like", () => {
    const seen = between(vector("urgently", "money"))(RETURN, STATUS);
    expect(seen).toBeLessThan(-0.5);
    expect(said.get(1)).toBeGreaterThan(seen + 0.5);
  });
});
