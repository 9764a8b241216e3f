import { describe, expect, it } from "@jest/globals";
import type { Draft } from "../../core/draft.ts";
import {
  fridayNight,
  mondayOpening,
  signesDraft,
  smallShop,
} from "../../test/fixtures/small-shop.ts";
import { nextShifts, planBriefing, type Shift, shiftName } from "./shifts.ts";

const MINUTE_MS = 60_000;
const shop = smallShop();
const withLunch = smallShop({ hours: { "mon-fri": ["10:00-13:00", "13:30-19:00"] } });
const mondayClosing = Date.parse("2026-11-23T19:00:00+01:00");
const tuesdayOpening = Date.parse("2026-11-24T10:00:00+01:00");
const fridayClosing = Date.parse("2026-11-20T19:00:00+01:00");
const opening = { team: "care", turn: "opens", at: mondayOpening } as const;

function planned(shift: Shift, now: number, using = shop): Draft {
  const draft = signesDraft({}, now);
  planBriefing(draft, shiftName(shift), using);
  return draft;
}

describe("a team's shifts", () => {
  it.each([
    ["a night", shop, fridayNight],
    ["a night before a day with a lunch break", withLunch, fridayNight],
  ])("are known ahead in %s", (_when, using, now) => {
    expect(nextShifts(now, using)).toEqual([
      opening,
      { team: "care", turn: "closes", at: mondayClosing },
    ]);
  });

  it.each([
    ["in the morning", mondayOpening + MINUTE_MS],
    ["at lunch, which is no end of a shift", mondayOpening + 3.2 * 60 * MINUTE_MS],
    ["in the afternoon", mondayClosing - MINUTE_MS],
  ])("are known ahead %s", (_when, now) => {
    expect(nextShifts(now, withLunch)).toEqual([
      { team: "care", turn: "opens", at: tuesdayOpening },
      { team: "care", turn: "closes", at: mondayClosing },
    ]);
  });

  it("do not exist for a team that is never there, or always", () => {
    expect(nextShifts(fridayNight, smallShop({ hours: {} }))).toEqual([]);
    const always = smallShop({ hours: { "mon-sun": "00:00-24:00" } });
    expect(nextShifts(fridayNight, always)).toEqual([]);
  });
});

describe("a shift's briefing", () => {
  it("is planned ahead and posted a minute before the cards", () => {
    const early = planned(opening, fridayNight);
    expect(early.timers.set).toMatchObject([
      { timer: "shift", dueAt: mondayOpening - MINUTE_MS, subject: shiftName(opening) },
    ]);
    expect(early.sends).toEqual([]);
    expect(planned(opening, mondayOpening - MINUTE_MS).sends).toMatchObject([
      {
        to: "desk:care",
        rank: 0,
        body: { kind: "briefing", shift: "opens", at: mondayOpening, since: fridayClosing },
      },
    ]);
  });

  it("is the same send however often and by how many servers it is asked for", () => {
    const [first] = planned(opening, mondayOpening).sends;
    const [second] = planned(opening, mondayOpening + 5_000).sends;
    expect(second?.id).toBe(first?.id);
  });

  it("is void when the shop's hours have changed, or the day is half over", () => {
    const lateOpening = smallShop({ hours: { "mon-fri": "11:00-19:00" } });
    expect(planned(opening, mondayOpening, lateOpening).sends).toEqual([]);
    expect(planned(opening, mondayOpening + 5 * 60 * MINUTE_MS).sends).toEqual([]);
  });

  it("tells the evening at its end", () => {
    const closing = { team: "care", turn: "closes", at: mondayClosing } as const;
    expect(planned(closing, mondayClosing).sends).toMatchObject([{ body: { shift: "closes" } }]);
  });
});
