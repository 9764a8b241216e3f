import { describe, expect, it } from "@jest/globals";
import type { Evidence } from "./evidence.ts";
import { judge } from "./judge.ts";

const freja = "+4520304050";
const words = "It is out for delivery.";
const leaving = { to: `sms:${freja}`, words, status: "sent", tries: 1, dueAt: 1_000 };

/** One customer who wrote twice and was answered twice. */
const goodNight: Evidence = {
  acknowledged: [
    { phone: freja, sid: "SM01" },
    { phone: freja, sid: "SM02" },
  ],
  turns: [
    { phone: `sms:${freja}`, keys: ["twilio:SM01"], answers: 1 },
    { phone: `sms:${freja}`, keys: ["twilio:SM02"], answers: 1 },
  ],
  sends: [
    { id: "c-1-0", ...leaving, startedAt: 1_000 },
    { id: "c-2-0", ...leaving, startedAt: 600_000 },
  ],
  taken: [
    { sendId: "c-1-0", to: freja, body: words, at: 2_000 },
    { sendId: "c-2-0", to: freja, body: words, at: 601_000 },
  ],
  unsettled: [],
  unclear: 0,
  damage: [],
  watch: { endedAt: 900_000, ms: 250_000 },
};
const [first, second] = goodNight.turns;

describe("the judge of a night of kills", () => {
  it("finds nothing in a night on which everybody was answered once", () => {
    expect(judge(goodNight)).toMatchObject({ accepted: 2, sends: 2, violations: [] });
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    [
      "a text that no turn settled",
      { turns: [first].flatMap((turn) => turn ?? []) },
      /1 lost.*SM02/,
    ],
    [
      "a text that two turns settled",
      { turns: [first, first, second].flatMap((turn) => turn ?? []) },
      /1 repeated.*SM01/,
    ],
    [
      "texts that were answered in another order",
      { turns: goodNight.turns.toReversed() },
      /1 outOfOrder.*\+4520304050/,
    ],
    [
      "a text that waits for ever",
      { unsettled: [{ key: "twilio:SM03", status: "pending", tries: 0, dueAt: 620_000 }] },
      /1 stuck.*SM03 \(pending, tries: 0; due 280 s before the watch of 250 s ended; no error\)/,
    ],
    [
      "an answer that never left, and why",
      {
        sends: goodNight.sends.map((send) => ({
          ...send,
          ...{ status: "retry", tries: 9, dueAt: 930_000, error: "20429: too many" },
        })),
      },
      /2 stuck.*c-1-0 \(retry, tries: 9; due 30 s after .* ended; 20429: too many\)/,
    ],
    [
      "a text that got no answer",
      { turns: goodNight.turns.map((turn) => ({ ...turn, answers: 0 })) },
      /2 silent.*SM01/,
    ],
    [
      "an answer that the carrier never had",
      { taken: goodNight.taken.slice(0, 1) },
      /1 unsent.*c-2-0/,
    ],
    [
      "an answer that went out twice, though every outcome was clear",
      { taken: [...goodNight.taken, ...goodNight.taken.slice(1)] },
      /1 double sends of 0 unclear/,
    ],
    ["a damaged file", { damage: ["integrity: page 3"] }, /integrity: page 3/],
  ])("finds %s", (_what, change, said) => {
    const { violations } = judge({ ...goodNight, ...change });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(said);
  });

  it("lets one double pass among a hundred unclear outcomes, and counts it", () => {
    const taken = [...goodNight.taken, ...goodNight.taken.slice(1)];
    expect(judge({ ...goodNight, taken, unclear: 100 })).toMatchObject({
      doubleSends: 1,
      violations: [],
    });
  });

  it("lets an answer pass whose words the customer had read a moment before", () => {
    const sends = goodNight.sends.map((send) => ({ ...send, startedAt: 1_000 }));
    const taken = goodNight.taken.slice(0, 1);
    expect(judge({ ...goodNight, sends, taken }).violations).toEqual([]);
  });
});
