import { describe, expect, it } from "@jest/globals";
import type { Send } from "../../../core/ports.ts";
import { mondayOpening } from "../../../test/fixtures/small-shop.ts";
import { fateOf, shownAsQueued, whenToShow } from "./line-fate.ts";

function send(more: Partial<Send> = {}): Send {
  return {
    id: "signe-4-0",
    customer: "signe",
    purpose: "relay",
    author: "agent",
    to: "sms:+46701740642",
    body: { kind: "text", text: "hello" },
    lane: "signe/sms",
    rank: 0,
    notBefore: mondayOpening,
    status: "sent",
    createdAt: mondayOpening,
    tries: 1,
    ...more,
  };
}

async function fate(parts: readonly Partial<Send>[], now = mondayOpening) {
  const rows = new Map(
    parts.map((part, n) => [n === 0 ? "signe-4-0" : `signe-4-0.${n}`, send(part)]),
  );
  const store = { send: async (id: string) => rows.get(id) };
  const clock = { now: () => now, sleep: async () => {} };
  return fateOf(send({ id: "mark" }), "signe-4-0", { store, clock });
}

describe("how far an agent's line has come", () => {
  it.each([
    ["queued", [{ status: "pending" }]],
    ["queued", [{ status: "ambiguous" }]],
    ["sent", [{}]],
    ["delivered", [{ receipt: "delivered" }]],
    ["read", [{ receipt: "read" }]],
    ["failed", [{ receipt: "undelivered" }]],
    ["failed", [{ status: "dead" }]],
    ["sent", [{ receipt: "delivered" }, { receipt: "sent" }]],
    ["failed", [{ receipt: "delivered" }, { receipt: "failed" }]],
  ] as const)("is %s", async (expected, parts) => {
    expect((await fate(parts))?.now).toBe(expected);
  });

  it("is nothing to show for a line that is not kept any more", async () => {
    expect(await fate([])).toBeUndefined();
  });
});

describe("a line that has not left yet", () => {
  const mark = send({ id: "mark" });

  it("is not shown as queued while it is about to leave", () => {
    expect(whenToShow(mark, "queued", mondayOpening + 1_500)).toMatchObject({ kind: "postponed" });
    expect(whenToShow(mark, "queued", mondayOpening + 4_000)).toBeUndefined();
  });

  it("is shown as queued once, and looked at until it has left", () => {
    const shown = shownAsQueued(mondayOpening + 4_000);
    if (shown.kind !== "postponed") throw new Error("a queued line is looked at again");
    const again = { ...mark, error: shown.reason };
    expect(whenToShow(again, "queued", shown.notBefore)).toMatchObject({ kind: "postponed" });
    expect(whenToShow(again, "sent", shown.notBefore)).toBeUndefined();
  });
});
