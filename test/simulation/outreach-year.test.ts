import { describe, expect, it } from "@jest/globals";
import { judgeYear, type SentText } from "./outreach-judge.ts";
import { buyersOf } from "./outreach-people.ts";
import { playOutreachYear } from "./outreach-year.ts";

describe("a year of customers in six time zones, with events lost, doubled and out of order", () => {
  it("has no thank-you twice, at night, without consent or into a complaint, and a reason for each that was not sent", async () => {
    const year = await playOutreachYear({ seed: 1, people: 120, days: 60 });
    expect(year.violations).toEqual([]);
    expect(year.thanked).toBeGreaterThan(year.delivered / 3);
    expect(Object.keys(year.held)).toEqual(
      expect.arrayContaining([
        "no consent to it",
        "they opted out",
        "something is on its way back",
      ]),
    );
  });
});

describe("the judge of such a year", () => {
  it("sees a thank-you that comes twice, at night, after a STOP, without consent or not at all", () => {
    const [buyer] = buyersOf({ seed: 1, people: 1, days: 60, start: 0 });
    const [sale] = buyer?.sales ?? [];
    if (!buyer || !sale) throw new Error("somebody buys something");
    const noYes = { ...sale, order: { ...sale.order, thankYouConsent: false } };
    const threeAtNight = Date.parse("2026-12-01T02:00:00Z");
    const text: SentText = {
      ...{ sendId: "s1", to: `sms:${buyer.phone}`, purpose: "thank_you", kind: "thank_you" },
      ...{
        text: `lamp ${sale.id} has arrived. Thank you for shopping`,
        at: threeAtNight,
        id: sale.id,
      },
    };
    const complaint = { from: threeAtNight, claimedAt: threeAtNight, until: threeAtNight + 1 };
    const buyers = [{ ...buyer, sales: [noYes], stopsAt: threeAtNight, complaint }];
    const sent = [text, { ...text, sendId: "s2" }];
    const found = judgeYear({ buyers, delivered: [sale], sent, fates: new Map() }).join("\n");
    for (const what of [
      "quiet hours",
      "STOP",
      "complaint",
      "without consent",
      "twice",
      "no reason",
    ])
      expect(found).toContain(what);
  });
});
