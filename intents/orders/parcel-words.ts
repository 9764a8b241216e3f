import { type DayTeller, dayWords, isNamedDate, timeWords } from "../../core/day-words.ts";
import type { Fulfillment, Order } from "../../core/order.ts";
import type { Phrase } from "../../core/shop.ts";
import { type ParcelFacts, type ParcelStage, parcelFacts } from "./parcel-stage.ts";

/** Everything needed to tell something in the shop's voice. */
export type Telling = DayTeller & { phrase: Phrase };

/**
 * What is said about a parcel; `needsPerson`: only a person can move it on. `url` is worth following; where there is none,
 * `trackingNumber` is what the carrier's own page asks for.
 */
export type Told = { text: string; needsPerson: boolean; url?: string; trackingNumber?: string };

/** One parcel, honestly: where it is, when it comes if anybody knows, what has gone wrong. `what` starts the sentence. */
export function parcelWords(
  parcel: Fulfillment,
  what: string,
  order: Order,
  telling: Telling,
): Told {
  const facts = parcelFacts(parcel, order, telling);
  const { needsPerson, followable } = STAGES[facts.stage];
  const stuck =
    facts.stage === "attempt_failed" &&
    facts.expected === undefined &&
    parcel.trackingUrl === undefined;
  return {
    text: telling.phrase(`parcel.${facts.stage}`, {
      what,
      carrier: parcel.carrier ?? telling.phrase("carrier.unnamed"),
      place: parcel.pickupPoint ?? "",
      url: parcel.trackingUrl ?? "",
      shipped: told(parcel.shippedAt, onDay, telling),
      until: told(parcel.pickupUntil, dayWords, telling),
      due: told(facts.due, dayWords, telling),
      expected: told(facts.expected, onDay, telling),
      day: told(facts.since, onDay, telling),
      time: told(facts.since, timeWords, telling),
      seen: told(facts.seen, dayWords, telling),
    }),
    needsPerson: needsPerson || stuck,
    ...(followable ? whereToFollow(parcel) : {}),
  };
}

function whereToFollow({
  trackingUrl,
  trackingNumber,
}: Fulfillment): Pick<Told, "url" | "trackingNumber"> {
  if (trackingUrl !== undefined) return { url: trackingUrl };
  return trackingNumber === undefined ? {} : { trackingNumber };
}

/** How a parcel stands in a few words, for a list of orders. */
export function parcelState(parcel: Fulfillment, order: Order, telling: Telling): string {
  const facts = parcelFacts(parcel, order, telling);
  return telling.phrase(`state.${STAGES[facts.stage].state}`, {
    day: told(facts.since, dayWords, telling),
    expected: told(facts.expected, dayWords, telling),
    until: told(parcel.pickupUntil, dayWords, telling),
  });
}

/** "yesterday", "on Tuesday 24 November": a day as a sentence needs it. */
export function onDay(instant: number, telling: Telling): string {
  const date = dayWords(instant, telling);
  return isNamedDate(instant, telling) ? telling.phrase("day.on", { date }) : date;
}

/** An instant in words, or nothing where there is none. */
function told(
  instant: ParcelFacts["due"],
  words: (instant: number, telling: Telling) => string,
  telling: Telling,
): string {
  return instant === undefined ? "" : words(instant, telling);
}

type StageManner = {
  /** How a list puts it. */
  state: string;
  needsPerson: boolean;
  /** Whether a tracking page still has something to say. */
  followable: boolean;
};

const STAGES: Readonly<Record<ParcelStage, StageManner>> = {
  pickup_preparing: { state: "preparing", needsPerson: false, followable: false },
  packed: { state: "packed", needsPerson: false, followable: true },
  packed_late: { state: "late", needsPerson: true, followable: true },
  handed_over: { state: "on_its_way", needsPerson: false, followable: true },
  in_transit: { state: "on_its_way", needsPerson: false, followable: true },
  in_transit_no_date: { state: "on_its_way", needsPerson: false, followable: true },
  due_today: { state: "on_its_way", needsPerson: false, followable: true },
  late: { state: "late", needsPerson: false, followable: true },
  late_no_date: { state: "late", needsPerson: true, followable: true },
  out_for_delivery: { state: "out_for_delivery", needsPerson: false, followable: true },
  out_for_delivery_long: { state: "out_for_delivery", needsPerson: false, followable: true },
  attempt_failed: { state: "attempt_failed", needsPerson: false, followable: true },
  ready: { state: "ready", needsPerson: false, followable: true },
  ready_passed: { state: "trouble", needsPerson: true, followable: true },
  delivered: { state: "delivered", needsPerson: false, followable: false },
  collected: { state: "delivered", needsPerson: false, followable: false },
  exception: { state: "trouble", needsPerson: true, followable: true },
  return_to_sender: { state: "trouble", needsPerson: true, followable: true },
  expired: { state: "trouble", needsPerson: true, followable: true },
  cancelled: { state: "trouble", needsPerson: true, followable: false },
};
