import type { Random } from "./random.ts";

/** Which faults this night has, and how often each strikes: probabilities per occasion, unless the name says otherwise. */
export type Faults = {
  webhookDropped: number;
  answerDropped: number;
  webhookDoubled: number;
  slowNetwork: number;
  providerRefuses: number;
  providerBusy: number;
  lostBeforeProvider: number;
  lostAfterProvider: number;
  arrivesLate: number;
  slowProvider: number;
  lookUpFails: number;
  crash: number;
  storeFails: number;
  /** Store outages of minutes, per night. */
  outages: number;
  /** The process stands still for a minute, per night. */
  freezes: number;
  /** It does so in the middle of something, at a call of the store. */
  stalls: number;
  shopSilent: number;
  shopFails: number;
  shopAnswersForAll: number;
  shopEventsDoubled: number;
  shopEventsLate: number;
  /** A change of an order is made or not, and its answer lost. */
  changeUnclear: number;
  /** The carrier refuses everything for an hour or two, per night. */
  carrierOutages: number;
  /** A message that kills whatever reads it. */
  poison: number;
  /** Steps of the server's clock, per night. */
  clockJumps: number;
};

const STRENGTHS: Readonly<Record<keyof Faults, number>> = {
  webhookDropped: 0.2,
  answerDropped: 0.2,
  webhookDoubled: 0.3,
  slowNetwork: 0.2,
  providerRefuses: 0.3,
  providerBusy: 0.3,
  lostBeforeProvider: 0.2,
  lostAfterProvider: 0.2,
  arrivesLate: 0.1,
  slowProvider: 0.3,
  lookUpFails: 0.5,
  crash: 0.03,
  storeFails: 0.1,
  outages: 2,
  freezes: 3,
  stalls: 0.01,
  shopSilent: 0.3,
  shopFails: 0.3,
  shopAnswersForAll: 0.3,
  shopEventsDoubled: 0.5,
  shopEventsLate: 0.5,
  changeUnclear: 0.5,
  carrierOutages: 1,
  poison: 0.1,
  clockJumps: 2,
};

/** Rare combinations only show when most faults are off: each seed draws which are on, and how strong. */
export function drawFaults(random: Random): Faults {
  const share = random.pick([0, 0.25, 0.5, 0.5, 0.75]);
  const drawn = Object.entries(STRENGTHS).map(([name, most]) => {
    const strength = random.next() * most;
    const on = random.chance(share);
    return [name, on ? (most >= 1 ? Math.ceil(strength) : strength) : 0];
  });
  return Object.fromEntries(drawn) as Faults; // one entry for each key of STRENGTHS
}

/** A calm night's end: nothing goes wrong any more. */
export const NO_FAULTS = Object.fromEntries(
  Object.keys(STRENGTHS).map((name) => [name, 0]),
) as Faults; // the same keys
