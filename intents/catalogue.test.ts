import { describe, expect, it } from "@jest/globals";
import { conflicts, loadCatalogue, mergeCatalogue, OUT_OF_SCOPE } from "./catalogue.ts";

const shipped = loadCatalogue("en");

describe("the catalogue that ships", () => {
  it("knows at least forty ways of saying each thing, and far more of other talk", () => {
    for (const [, intent] of shipped.intents)
      expect(intent.phrases.length).toBeGreaterThanOrEqual(40);
    expect(shipped.intents.get(OUT_OF_SCOPE)?.phrases.length).toBeGreaterThan(900);
  });

  it("says nothing in two intents", () => {
    expect(conflicts(shipped)).toEqual([]);
  });
});

describe("a shop manager who edits intents.yaml", () => {
  it("adds phrases to ours", () => {
    const merged = mergeCatalogue(shipped, {
      intents: { stock: { phrases: ["got any more of the anchors"], replace: false } },
    });
    expect(merged.intents.get("stock")?.phrases.at(-1)).toBe("got any more of the anchors");
    expect(merged.intents.get("stock")?.title).toBe(shipped.intents.get("stock")?.title);
  });

  it("puts their own in place of ours", () => {
    const merged = mergeCatalogue(shipped, {
      intents: { praise: { phrases: ["ahoy, well done"], replace: true } },
    });
    expect(merged.intents.get("praise")?.phrases).toEqual(["ahoy, well done"]);
  });

  it("makes an intent of their own, with its answer and a name that can be read out", () => {
    const merged = mergeCatalogue(shipped, {
      intents: {
        boat_rental: { phrases: ["can i rent a boat"], replace: false, answer: "Ask at the pier." },
      },
    });
    expect(merged.intents.get("boat_rental")).toEqual({
      title: "boat rental",
      phrases: ["can i rent a boat"],
      answer: "Ask at the pier.",
    });
  });

  it("is told of a phrase that stands in two intents, whatever its case and marks", () => {
    const merged = mergeCatalogue(shipped, {
      intents: { order_status: { phrases: ["Track my refund?"], replace: false } },
    });
    expect(conflicts(merged).map(({ intents }) => [...intents].sort())).toEqual([
      ["order_status", "refund_status"],
    ]);
  });
});
