/**
 * The time zones of one part of a country, for the countries whose parts are hours apart; `undefined` where the
 * country or the part is not listed. A part that two zones share has both. `region` is an ISO 3166-2 code, with or
 * without its country: "CA", "US-CA".
 * Source: the IANA time zone database's zone1970.tab (2026) and the official codes of states and provinces.
 */
export function regionZones(country: string, region: string): readonly string[] | undefined {
  const code = region
    .trim()
    .toUpperCase()
    .replace(new RegExp(`^${country}-`), "");
  return REGIONS.get(country)?.get(code);
}

type Parts = ReadonlyMap<string, readonly string[]>;

function partsOf(lines: readonly (readonly [codes: string, zones: readonly string[]])[]): Parts {
  return new Map(
    lines.flatMap(([codes, zones]) => codes.split(" ").map((code) => [code, zones] as const)),
  );
}

const [NEW_YORK, CHICAGO, DENVER, LOS_ANGELES] = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
] as const;

const UNITED_STATES = partsOf([
  ["CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV", [NEW_YORK]],
  ["FL KY TN", [NEW_YORK, CHICAGO]],
  ["IN", ["America/Indiana/Indianapolis", CHICAGO]],
  ["MI", ["America/Detroit", CHICAGO]],
  ["AL AR IA IL LA MN MO MS OK WI", [CHICAGO]],
  ["KS ND NE SD TX", [CHICAGO, DENVER]],
  ["CO MT NM UT WY", [DENVER]],
  ["AZ", ["America/Phoenix", DENVER]],
  ["ID OR NV", [DENVER, LOS_ANGELES]],
  ["CA WA", [LOS_ANGELES]],
  ["AK", ["America/Anchorage", "America/Adak"]],
  ["HI", ["Pacific/Honolulu"]],
  ["PR", ["America/Puerto_Rico"]],
  ["VI", ["America/St_Thomas"]],
  ["GU", ["Pacific/Guam"]],
  ["MP", ["Pacific/Saipan"]],
  ["AS", ["Pacific/Pago_Pago"]],
]);

const CANADA = partsOf([
  ["NL", ["America/St_Johns", "America/Halifax"]],
  ["NB NS PE", ["America/Halifax"]],
  ["QC", ["America/Toronto", "America/Halifax"]],
  ["ON", ["America/Toronto", "America/Winnipeg"]],
  ["MB", ["America/Winnipeg"]],
  ["SK", ["America/Regina", "America/Edmonton"]],
  ["AB NT", ["America/Edmonton"]],
  ["BC", ["America/Vancouver", "America/Edmonton"]],
  ["YT", ["America/Whitehorse"]],
  ["NU", ["America/Iqaluit", "America/Winnipeg", "America/Edmonton"]],
]);

const AUSTRALIA = partsOf([
  ["ACT VIC", ["Australia/Melbourne"]],
  ["NSW", ["Australia/Sydney", "Australia/Broken_Hill"]],
  ["TAS", ["Australia/Hobart"]],
  ["QLD", ["Australia/Brisbane"]],
  ["SA", ["Australia/Adelaide"]],
  ["NT", ["Australia/Darwin"]],
  ["WA", ["Australia/Perth"]],
]);

const REGIONS: ReadonlyMap<string, Parts> = new Map([
  ["US", UNITED_STATES],
  ["CA", CANADA],
  ["AU", AUSTRALIA],
]);
