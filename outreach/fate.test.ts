import { describe, expect, it } from "@jest/globals";
import { OUTREACH_KINDS } from "../core/shop-file.ts";
import { type Fate, fateRule, fatesIn } from "./fate.ts";

describe("what became of a message that we start", () => {
  it("is read from the journal as it was written, whatever else the turn did", () => {
    const fates: Fate[] = OUTREACH_KINDS.flatMap((kind) => [
      { kind, fate: "planned" },
      { kind, fate: "sent", why: "b" },
      { kind, fate: "later", why: "it is late where they live" },
      { kind, fate: "held", why: "they opted out" },
    ]);
    const rule = ["receipt: sent", ...fates.map(fateRule), "flow: praise"].join(" + ");
    expect(fatesIn(rule)).toEqual(fates);
    expect(fatesIn("handoff: asked for a person")).toEqual([]);
  });
});
