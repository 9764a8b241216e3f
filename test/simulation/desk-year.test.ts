import { describe, expect, it } from "@jest/globals";
import { hoursFrom } from "../../handoff/hours/hours.ts";
import { smallShop } from "../fixtures/small-shop.ts";
import { deskYear } from "./desk-year.ts";

/** Copenhagen with its holidays, a lunch break, a Saturday past midnight, and an office with short days of its own. */
const file = {
  timezone: "Europe/Copenhagen",
  hours: { "mon-fri": ["10:00-13:00", "13:30-19:00"], sat: "10:00-02:00" },
  holidays: { country: "DK", extra: ["2026-12-24"] },
  closures: [{ from: "2026-06-10 12:00", to: "2026-06-11", reason: "stocktaking" }],
};
const care = hoursFrom(file);
const office = hoursFrom({ ...file, hours: { tue: "09:00-12:00", thu: "09:00-12:00" } });
const shop = {
  ...smallShop({ teams: { care: { agents: [] }, office: { agents: [] } } }),
  hours: care,
  hoursOf: (team: string) => (team === "office" ? office : care),
};
const year = {
  from: Date.parse("2026-01-01T00:00:00+01:00"),
  until: Date.parse("2027-01-01T00:00:00+01:00"),
};

describe("ten thousand people who wait, over a year with its holidays and changes of the clock", () => {
  const played = deskYear({ shop, ...year, conversations: 10_000, seed: 1 });

  it("are each answered, or covered by a live promise that is watched and names a staffed hour", () => {
    expect(played.broken.slice(0, 5)).toEqual([]);
  });

  it("have promises kept, renewed and broken among them, so that each way was walked", () => {
    expect(played.waits).toBeGreaterThan(10_000);
    expect(played.promises).toEqual({
      live: expect.any(Number),
      kept: expect.any(Number),
      renewed: expect.any(Number),
      broken: expect.any(Number),
      released: expect.any(Number),
    });
    expect(
      Math.min(played.promises.kept, played.promises.broken, played.promises.renewed),
    ).toBeGreaterThan(100);
  });
});

describe("the judge of that year", () => {
  it("finds a promise that names an hour at which nobody is there", () => {
    const always = hoursFrom({
      ...file,
      hours: { "mon-sun": "00:00-24:00" },
      holidays: { extra: [] },
      closures: [],
    });
    const careless = { ...shop, hoursOf: () => always };
    const { broken } = deskYear({
      ...year,
      shop: careless,
      staffed: shop.hoursOf,
      conversations: 50,
      seed: 2,
    });
    expect(broken.some((words) => words.includes("when nobody is there"))).toBe(true);
  });
});
