import type { Flow } from "../../core/flow.ts";
import type { AddressRead } from "./address-read.ts";
import { missingParts, readAddress, withHouseNumber } from "./address-reading.ts";
import { asksBack } from "./answer-words.ts";
import { countryMeant } from "./country-reading.ts";
import type { FlowContext, Said } from "./flow-context.ts";

/** The flow with the new address, or as much of it as a message tells or corrects. */
export function fillAddress(
  flow: Flow,
  { text }: Pick<Said, "text">,
  _: FlowContext,
  asks: Flow["asks"],
): Flow {
  if (flow.kind !== "address") return flow;
  const missing = missingParts(flow.address);
  const corrects = asks === "yes" || missing.length === 0;
  const said = text.replace(ADDED, "");
  const line1 = corrects ? correctedStreet(flow.address?.line1, said) : undefined;
  if (line1 !== undefined) return { ...flow, address: { ...flow.address, line1 } };
  const found =
    asks === "address" && !corrects
      ? readAddress(text, missing)
      : (readAddress(text.replace(BEFORE_ADDRESS, "")) ?? barePostcode(said, asks));
  return found && (asks === "address" || found.postcode !== undefined)
    ? { ...flow, address: joined(flow.address, found) }
    : withCountry(flow, text);
}

/** "And it's 211 23". */
const ADDED = /^\W*(?:(?:and|also|oh|oops|ah|y|tambi[eé]n)\W+)+/iu;

/** "Number 14", or the same street with another number: "oops storgatan 11". */
function correctedStreet(line1: string | undefined, text: string): string | undefined {
  const found = withHouseNumber(line1, text);
  if (found !== undefined || line1 === undefined) return found;
  const again = readAddress(text);
  const isSame = again?.line1 !== undefined && streetOf(again.line1) === streetOf(line1);
  const isAlone = again?.city === undefined && again?.postcode === undefined;
  return isSame && isAlone && again.line1 !== line1 ? again.line1 : undefined;
}

function streetOf(line1: string): string {
  return line1
    .toLowerCase()
    .replace(/\d+\w?/g, "")
    .replace(/\W+/g, " ")
    .trim();
}

/** A street and a postcode are another address; "send it to norway instead", told before them, still holds. */
function joined(before: Flow["address"], found: AddressRead): NonNullable<Flow["address"]> {
  const isWhole = found.line1 !== undefined && found.postcode !== undefined;
  return { ...(isWhole && before?.line1 !== undefined ? {} : before), ...known(found) };
}

/** "No wait, that's in germany": the country alone, told or corrected. */
function withCountry(flow: Flow, text: string): Flow {
  const isShort = text.trim().split(/\s+/).length <= FEW_WORDS;
  const country = isShort && !asksBack(text) ? countryMeant(text) : undefined;
  return country === undefined || country === flow.address?.country
    ? flow
    : { ...flow, address: { ...flow.address, country } };
}

/** Longer words have a story, in which a country is only named. */
const FEW_WORDS = 10;

/** "No wait, 211 42", to the address said again in full. */
function barePostcode(text: string, asks: Flow["asks"]): AddressRead | undefined {
  if (asks !== "yes") return undefined;
  const found = readAddress(text, ["postcode", "city"]);
  return found?.postcode === undefined || found.city !== undefined ? undefined : found;
}

/** "Please change the address of 1042 to: 5 High Street …". */
const BEFORE_ADDRESS = /^.*?\b(?:to|is|at|address)\b[:\s]+(?=\d|\p{Lu}[^,\n]*\d)/su;

function known(found: AddressRead): NonNullable<Flow["address"]> {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
