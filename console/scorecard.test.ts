import { describe, expect, it } from "@jest/globals";
import type { JournalEntry } from "../core/decision.ts";
import { hoursFrom } from "../handoff/hours/hours.ts";
import { fridayNight, mondayOpening, signesPhone } from "../test/fixtures/small-shop.ts";
import { scorecardOf } from "./scorecard.ts";
import { scorecardPage } from "./scorecard-page.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const hours = hoursFrom({
  timezone: "Europe/Copenhagen",
  hours: { "mon-fri": "10:00-19:00" },
  holidays: { extra: [] },
  closures: [],
});

function turn(at: number, more: Partial<JournalEntry> & { says?: string; wrote?: boolean } = {}) {
  const { says, wrote = true, ...rest } = more;
  const entry: JournalEntry = {
    at,
    turn: 1,
    inbounds: wrote ? [{ key: `k${at}`, kind: "message", text: "hi", receivedAt: at }] : [],
    reads: [],
    decision: { kind: "answer", rule: "flow: order_status" },
    replies: says === undefined ? [] : [{ to: signesPhone, text: says, by: "bot" }],
    holder: { before: "bot", after: "bot" },
    promises: { before: 0, after: 0 },
    ...rest,
  };
  return entry;
}

const card = (
  journal: readonly { customer: string; entry: JournalEntry }[],
  promises: readonly ("kept" | "broken" | "live")[] = [],
) =>
  scorecardOf({
    since: fridayNight - DAY_MS,
    until: mondayOpening + 10 * DAY_MS,
    journal,
    hours,
    conversations: [
      {
        promises: promises.map((status, n) => ({
          ...{ id: `p${n}`, kind: "reply_by", madeAt: fridayNight, dueAt: mondayOpening, status },
        })),
      },
    ],
  });

describe("a shop's closed hours", () => {
  it("are told on the customer's clock beside the one that stands still all night", () => {
    const waits = turn(fridayNight, { says: "A colleague is back Monday" });
    const told = card([
      { customer: "signe", entry: turn(fridayNight, { says: "On its way" }) },
      { customer: "otto", entry: turn(fridayNight) },
      { customer: "otto", entry: turn(mondayOpening + HOUR_MS, { wrote: false, says: "Sorry" }) },
      { customer: "viktor", entry: { ...waits, holder: { before: "bot", after: "waiting" } } },
      { customer: "day", entry: turn(mondayOpening + 5 * MINUTE_MS, { says: "Hello" }) },
    ]);
    expect(told).toMatchObject({ contacts: 3, people: 3 });
    expect(told.coverage).toBeCloseTo(2 / 3);
    expect(told.settledBeforeOpening).toBeCloseTo(1 / 3);
    expect(told.handedOver).toBeCloseTo(1 / 3);
    expect(told.firstAnswer.customer.p95).toBe(mondayOpening + HOUR_MS - fridayNight);
    expect(told.firstAnswer.staffed.p95).toBe(HOUR_MS);
    expect(told.firstAnswer.customer.p50).toBe(0);
  });

  it("count a customer who has to ask again, but not a burst of one night", () => {
    const entries = [0, MINUTE_MS, 4 * DAY_MS].map((later) =>
      turn(fridayNight + later, { says: "On its way" }),
    );
    const told = card(entries.map((entry) => ({ customer: "signe", entry })));
    expect([told.contacts, told.repeated]).toEqual([2, 0.5]);
  });

  it("tell thank-yous that were sent, answered and held, and what the survey brought", () => {
    const rule = (text: string) => ({ kind: "stay_silent", rule: text }) as const;
    const told = card([
      {
        customer: "signe",
        entry: turn(fridayNight, { wrote: false, decision: rule("thank-you: sent, b") }),
      },
      { customer: "signe", entry: turn(fridayNight + HOUR_MS, { says: "Good" }) },
      {
        customer: "otto",
        entry: turn(fridayNight, {
          wrote: false,
          decision: rule("thank-you: held for good, no consent to it"),
        }),
      },
      {
        customer: "otto",
        entry: turn(fridayNight, {
          wrote: false,
          decision: rule("thank-you: held for good, something is on its way back"),
        }),
      },
      {
        customer: "ida",
        entry: turn(fridayNight, { wrote: false, decision: rule("survey: sent") }),
      },
      {
        customer: "ida",
        entry: turn(fridayNight + 1, { decision: rule("survey: answered, 5 of 5") }),
      },
    ]);
    expect(told.thanks).toEqual({
      sent: 1,
      answered: 1,
      held: { "no consent to it": 1, "something is on its way back": 1 },
    });
    expect(told.survey).toEqual({ asked: 1, answers: [0, 0, 0, 0, 1] });
    expect(told.loyalty.parts.map(({ share }) => share)).toEqual([0.5, 1, 1]);
    expect(told.loyalty.score).toBe(80);
  });

  it("have a score whose parts can be added up by hand, from what is known alone", () => {
    const answered = [{ customer: "signe", entry: turn(fridayNight, { says: "On its way" }) }];
    expect(card(answered, ["kept", "broken"]).service.score).toBe(90);
    expect(card(answered).service.score).toBe(100);
    expect(card([]).service.score).toBeUndefined();
  });
});

describe("the scorecard's page", () => {
  it("shows every figure without a script, and nothing that a reason could break", () => {
    const rule = "thank-you: held for good, <script>alert(1)</script>";
    const entry = turn(fridayNight, { says: "Hi", decision: { kind: "answer", rule } });
    const page = scorecardPage(card([{ customer: "signe", entry }]), {
      shop: "Harbour & Pine",
      timezone: "Europe/Copenhagen",
    });
    expect(page).toContain("Harbour &amp; Pine");
    expect(page).toContain("<svg");
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
  });
});
