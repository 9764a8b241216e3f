import { describe, expect, it } from "@jest/globals";
import { countryHolidays } from "./holidays.ts";

const holidayOn = (code: string, date: string) => {
  const holidays = countryHolidays(code);
  if (typeof holidays === "string") throw new Error(holidays);
  return holidays.on(Date.parse(date) / 86_400_000);
};

describe("a shop that keeps its country's holidays", () => {
  it("is closed at Christmas and open on Mother's Day and on Constitution Day", () => {
    expect(holidayOn("DK", "2026-12-25")).toEqual({ name: "Christmas Day", from: 0 });
    expect(holidayOn("DK", "2026-05-10")).toBeUndefined();
    expect(holidayOn("DK", "2026-06-05")).toBeUndefined();
  });

  it("no longer closes on the Great Prayer Day that Denmark gave up after 2023", () => {
    expect(holidayOn("DK", "2023-05-05")?.name).toBe("Prayer Day");
    expect(holidayOn("DK", "2024-04-26")).toBeUndefined();
  });

  it("keeps those of its part of the country, written in any case", () => {
    expect(holidayOn("DE-BY", "2026-01-06")?.name).toBe("Epiphany");
    expect(holidayOn("de-by", "2026-01-06")?.name).toBe("Epiphany");
    expect(holidayOn("DE", "2026-01-06")).toBeUndefined();
    expect(holidayOn("US-CA", "2026-03-31")?.name).toContain("Chávez");
  });

  it("closes at 14:00 on a German Christmas Eve, and through every day of a long feast", () => {
    expect(holidayOn("DE", "2026-12-24")).toEqual({ name: "Christmas Eve", from: 14 * 60 });
    const feast = ["2026-03-19", "2026-03-20", "2026-03-21", "2026-03-22", "2026-03-23"];
    expect(feast.map((date) => holidayOn("SA", date)?.from)).toEqual([0, 0, 0, 0, undefined]);
  });

  it("learns that a country or a part does not exist", () => {
    expect(countryHolidays("XX")).toContain('no holidays are known for "XX"');
    expect(countryHolidays("DK-84")).toBe(
      'no holidays are known for the part "84" of DK: write "DK"',
    );
    expect(countryHolidays("DE-XX")).toContain("expected one of BB, BE, BW");
  });
});
