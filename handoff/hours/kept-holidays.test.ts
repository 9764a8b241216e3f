import { describe, expect, it } from "@jest/globals";
import { keptHolidays } from "./kept-holidays.ts";

describe("a shop that starts again", () => {
  it("finds the days off that an earlier start worked out, for its own country and year alone", () => {
    const days = [[20812, "Christmas Day", 0]] as const;
    keptHolidays("nowhere").keep(2026, days);
    const again = keptHolidays("NOWHERE");
    expect(again.isKnown).toBe(true);
    expect(again.daysOf(2026)).toEqual(days);
    expect(again.daysOf(2027)).toBeUndefined();
    expect(keptHolidays("elsewhere").isKnown).toBe(false);
  });
});
