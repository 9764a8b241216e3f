import type { AddressRead } from "./address-read.ts";

/**
 * The address with what its shape says of the United States: a house number first, and a state right before the postcode
 * ("Houston TX 77242"), or "DE" with a postcode of Delaware's, which is no Germany.
 */
export function asInUs(address: AddressRead, text: string): AddressRead {
  const found = withStateApart(address);
  const { line1 = "", postcode = "", country, region } = found;
  if (!HOUSE_NUMBER_FIRST.test(line1) || !ZIP.test(postcode)) return found;
  if (country === "DE" && /\bDE\b/.test(text) && DELAWARE.test(postcode))
    return { ...found, country: "US", region: "DE" };
  const isBeforeZip = new RegExp(`\\b${region}[\\s,]+${postcode}`).test(text);
  return country === undefined && STATES.has(region ?? "") && isBeforeZip
    ? { ...found, country: "US" }
    : found;
}

/** "Dover, DE, 19901": the state between commas of its own is no town. */
function withStateApart(address: AddressRead): AddressRead {
  const { city = "", line2 } = address;
  if (!STATES.has(city) || line2 === undefined) return address;
  const before = line2.split(", ");
  const rest = before.slice(0, -1).join(", ");
  return {
    ...address,
    city: before.at(-1),
    region: city,
    line2: rest === "" ? undefined : rest,
  };
}

const HOUSE_NUMBER_FIRST = /^\d+\w?\s+\p{L}/u;
const ZIP = /^\d{5}(?:-\d{4})?$/;
/** Source: the first three digits that the USPS gives Delaware. */
const DELAWARE = /^19[7-9]/;

const STATES: ReadonlySet<string> = new Set(
  "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split(
    " ",
  ),
);
