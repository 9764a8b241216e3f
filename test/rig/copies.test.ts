import { describe, expect, it } from "@jest/globals";
import { COPY_STORES, playCopies } from "./copies.ts";
import { judge } from "./judge.ts";

const TEXTS = 5;

describe("a customer whose text comes 64 times at the same moment", () => {
  it.each(COPY_STORES)("is answered once, on %s", async (store) => {
    const verdict = judge(await playCopies(store, TEXTS));
    expect(verdict).toMatchObject({ accepted: TEXTS, sends: TEXTS, violations: [] });
  });
});
