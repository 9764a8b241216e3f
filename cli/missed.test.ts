import { describe, expect, it } from "@jest/globals";
import type { JournalEntry } from "../core/decision.ts";
import type { Understanding } from "../core/understanding.ts";
import { missedIn } from "./missed.ts";

describe("a shop owner who looks for what to teach", () => {
  it("finds what nobody could make sense of, and not the answers that were taken", () => {
    const night = [
      turn("can i get it engraved", "ask", "not understood"),
      turn("too small", "ask", "flow: return, yes"),
      turn("the wrong thing", "ask", "flow: return, reason"),
      turn("hmm dunno", "ask", "flow: return, reason"),
      turn("hello are you there", "relay", "kept for the person they wait for"),
    ];
    const found = missedIn(
      night.map((entry) => ({ customer: "signe", entry })).toReversed(),
      () => [],
    );
    expect(found.map(({ text }) => text)).toEqual(["hmm dunno", "can i get it engraved"]);
  });

  it("is shown nothing that tells who wrote it", () => {
    const words = "its holm, Skeppsgatan 12, 2100 København, 4571 1234 5678 9012 cvc 123, a@b.dk";
    const entry = turn(words, "ask", "not understood");
    const [found] = missedIn([{ customer: "signe", entry }], () => ["Signe", "Holm"]);
    expect(found?.text).toBe(
      "its [private], [address], [address], [number] cvc [number], [e-mail]",
    );
  });
});

function turn(
  text: string,
  kind: JournalEntry["decision"]["kind"],
  rule: string,
  verdict: Understanding["verdict"] = "unknown",
): JournalEntry {
  return {
    at: 0,
    turn: 0,
    inbounds: [{ key: text, kind: "message", text }],
    reads: [],
    understanding: {
      verdict,
      intents: [],
      candidates: [{ name: "product_question", confidence: 0.1 }],
      entities: { orderNumbers: [], emails: [], phones: [] },
    },
    decision: { kind, rule },
    replies: [],
    holder: { before: "bot", after: "bot" },
    promises: { before: 0, after: 0 },
  };
}
