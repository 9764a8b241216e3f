import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isQuiet, nextDecentMoment, recipientZone } from "./quiet-hours.ts";

const QUIET = "20:00-09:00";
const shopZone = "Europe/Copenhagen";
const at = (iso: string) => Date.parse(iso);
const next = (iso: string, zones: string | readonly string[], quiet = QUIET) =>
  new Date(nextDecentMoment(at(iso), quiet, zones)).toISOString().slice(0, 16);

describe("where a customer is", () => {
  it("is told by the address first, then by the number, then by the shop", () => {
    const phone = "+4520304050";
    expect(recipientZone({ postalAddress: { country: "JP" }, phone, shopZone })).toEqual([
      "Asia/Tokyo",
    ]);
    expect(recipientZone({ phone, shopZone: "America/New_York" })).toEqual(["Europe/Copenhagen"]);
    expect(recipientZone({ shopZone })).toEqual([shopZone]);
    expect(
      recipientZone({ postalAddress: { country: "XX" }, phone: "nonsense", shopZone }),
    ).toEqual([shopZone]);
  });

  it("is narrowed by the state, and is all of the country without one", () => {
    const zones = (region?: string) =>
      recipientZone({ postalAddress: { country: "us", region }, shopZone });
    expect(zones("CA")).toEqual(["America/Los_Angeles"]);
    expect(zones("us-hi")).toEqual(["Pacific/Honolulu"]);
    expect(zones("TX")).toEqual(["America/Chicago", "America/Denver"]);
    expect(zones("Atlantis")).toEqual(zones());
    expect(zones()).toEqual(expect.arrayContaining(["America/New_York", "Pacific/Honolulu"]));
  });

  it("tells Canada and Jamaica from the United States by the number", () => {
    const zones = (phone: string) => recipientZone({ phone, shopZone });
    expect(zones("+18765550123")).toEqual(["America/Jamaica"]);
    expect(zones("+14165550123")).toContain("America/Toronto");
    expect(zones("+14165550123")).not.toContain("America/New_York");
  });

  it("knows every zone it names", () => {
    const countries = ["US", "CA", "AU"];
    const regions =
      "AL AK AZ CA CO FL HI ID IN MI NY TX PR VI GU MP AS NL NB QC ON MB SK AB NT BC YT NU"
        .concat(" ACT VIC NSW TAS QLD SA NT WA")
        .split(" ");
    for (const country of countries) {
      for (const region of regions) {
        const zones = recipientZone({ postalAddress: { country, region }, shopZone });
        expect(() => isQuiet(0, QUIET, zones)).not.toThrow();
      }
    }
  });
});

describe("a thank-you that waits for a decent hour", () => {
  it("goes out at once in the afternoon and at nine after the night", () => {
    expect(next("2026-11-21T13:00Z", shopZone)).toBe("2026-11-21T13:00");
    expect(next("2026-11-21T19:00Z", shopZone)).toBe("2026-11-22T08:00");
    expect(next("2026-11-22T07:59Z", shopZone)).toBe("2026-11-22T08:00");
    expect(isQuiet(at("2026-11-21T18:59:59Z"), QUIET, shopZone)).toBe(false);
    expect(isQuiet(at("2026-11-21T19:00Z"), QUIET, shopZone)).toBe(true);
    expect(isQuiet(at("2026-11-22T08:00Z"), QUIET, shopZone)).toBe(false);
  });

  it("goes by her clock in Los Angeles, not by the shop's", () => {
    const zones = recipientZone({ postalAddress: { country: "US", region: "CA" }, shopZone });
    expect(next("2026-11-21T13:00Z", zones)).toBe("2026-11-21T17:00");
  });

  it("waits until both coasts and Hawaii are awake when only the country is known", () => {
    const zones = recipientZone({ phone: "+12125551234", shopZone });
    expect(next("2026-11-21T14:30Z", zones)).toBe("2026-11-21T19:00");
    expect(next("2026-11-22T01:00Z", zones)).toBe("2026-11-22T19:00");
  });

  it("meets nine o'clock exactly on the mornings after the clocks change", () => {
    expect(next("2026-03-28T22:00Z", shopZone)).toBe("2026-03-29T07:00");
    expect(next("2026-10-24T22:00Z", shopZone)).toBe("2026-10-25T08:00");
    expect(next("2026-10-03T12:00Z", "Australia/Lord_Howe")).toBe("2026-10-03T22:00");
    expect(next("2026-09-06T03:30Z", "America/Santiago")).toBe("2026-09-06T12:00");
  });

  it("knows a quiet span within one day, and none at all", () => {
    expect(next("2026-11-21T12:30Z", shopZone, "13:00-14:00")).toBe("2026-11-21T13:00");
    expect(next("2026-11-21T03:00Z", shopZone, "00:00-00:00")).toBe("2026-11-21T03:00");
  });

  it("takes the hour that suits the most where no hour suits all", () => {
    const zones = ["Europe/Copenhagen", "Europe/Berlin", "Pacific/Auckland"];
    expect(next("2026-11-21T20:00Z", zones)).toBe("2026-11-22T08:00");
  });

  it("is refused a span that is no span", () => {
    expect(() => isQuiet(0, "25:00-09:00", shopZone)).toThrow(RangeError);
  });

  it("is never sent into quiet hours, and never later than it must be", () => {
    const zone = fc.constantFrom(
      ...["Europe/Copenhagen", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"],
      "America/Santiago",
    );
    const moment = fc.integer({ min: at("2026-01-01"), max: at("2027-12-31") });
    fc.assert(
      fc.property(fc.uniqueArray(zone, { minLength: 1, maxLength: 2 }), moment, (zones, now) => {
        const decent = nextDecentMoment(now, QUIET, zones);
        const quietAt = (instant: number) => isQuiet(instant, QUIET, zones);
        if (quietAt(decent)) return expect(zones).toHaveLength(2);
        expect(decent).toBeGreaterThanOrEqual(now);
        expect(decent === now || quietAt(decent - 1)).toBe(true);
        for (let step = now; step < decent; step += 30 * 60_000) expect(quietAt(step)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
