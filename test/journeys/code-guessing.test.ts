import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openRehearsal, type Stage, textsTo } from "../../cli/stage.ts";
import type { Address } from "../../core/message.ts";
import { learntShop } from "../fixtures/learnt.ts";
import { fridayNight, HOUR_MS, MINUTE_MS } from "./house.ts";

/** Raise it for a longer night of guessing: GUESSES=100000. */
const GUESSES = Number(process.env.GUESSES ?? 1_500);
const PHONES = 100;

/** Half of the phones guess at orders that are there, their neighbours the same at orders that are not. */
const TAKEN = ["1042", "1029", "1031", "1032", "1017", "1026", "1027", "1024", "1030", "1022"];
const FREE = TAKEN.map((number) => `9${number}`);

/** What stands on the sample's orders and in no answer to a stranger. */
const FACTS = /PostNord|DHL|GLS|track\.example|delivered|on its way|out for delivery|coat|lamp/i;

let stage: Stage;
beforeAll(async () => {
  stage = await openRehearsal({ env: { SHOP_DIR: "shop" } }, learntShop);
});

type Guesser = { phone: Address; number: string; heard: string[]; ms: number[] };

const guessers: readonly Guesser[] = Array.from({ length: PHONES }, (_, n) => ({
  phone: `sms:+4477009${String(10_000 + n)}`,
  number: (n % 2 === 0 ? TAKEN : FREE)[Math.floor(n / 2) % TAKEN.length] ?? "1042",
  heard: [],
  ms: [],
}));

/** One question for a code, then five guesses at it. */
function asksIn(round: number): boolean {
  return round % 6 === 0;
}

/** What went out as a code: whoever guesses one by chance would learn of an order, and rightly so. */
const rightGuesses = new Set<string>();

/** Six digits that are never right. */
function wrongDigits(guess: number): string {
  const digits = String((guess * 7_919) % 1_000_000).padStart(6, "0");
  return rightGuesses.has(digits) ? wrongDigits(guess + 1) : digits;
}

/** Gives the contacts that were sent a code because of it. */
async function guessOnce(
  { phone, number, heard, ms }: Guesser,
  round: number,
  guess: number,
  night: ReturnType<Stage["start"]>,
): Promise<readonly Address[]> {
  const digits = wrongDigits(guess);
  const startedAt = performance.now();
  const left = await night.text(phone, asksIn(round) ? `where is order ${number}` : digits);
  if (!asksIn(round)) ms.push(performance.now() - startedAt);
  heard.push(...textsTo(phone, left));
  const sent = left.flatMap(({ outgoing: { send } }) => (send.purpose === "code" ? [send] : []));
  for (const { body } of sent) {
    if (body.kind === "text") rightGuesses.add(/\b\d{6}\b/.exec(body.text)?.[0] ?? "");
  }
  return sent.map(({ to }) => to);
}

describe("a hundred phones that guess codes and order numbers all night", () => {
  const codes: string[] = [];
  let night: ReturnType<Stage["start"]>;
  beforeAll(async () => {
    night = stage.start(fridayNight);
    for (let round = 0; round * PHONES < GUESSES; round++) {
      if (round > 0) await night.advanceTo(night.now() + (asksIn(round) ? HOUR_MS : MINUTE_MS));
      for (const [n, guesser] of guessers.entries()) {
        codes.push(...(await guessOnce(guesser, round, round * PHONES + n, night)));
      }
    }
  }, 600_000);
  afterAll(() => night.close());

  it("learn not one fact of any order", () => {
    for (const { heard } of guessers) {
      expect(heard.length).toBeGreaterThan(0);
      expect(heard.join("\n")).not.toMatch(FACTS);
    }
  });

  it("hear the same, word for word, whether the order exists or not", () => {
    for (let n = 0; n < PHONES; n += 2) {
      expect(guessers[n]?.heard).toEqual(guessers[n + 1]?.heard);
    }
  });

  it("wait equally long for it", () => {
    const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
    const [taken, free] = [0, 1].map((half) =>
      median(guessers.filter((_, n) => n % 2 === half).flatMap(({ ms }) => ms)),
    );
    expect(Math.abs((taken ?? 0) - (free ?? 0))).toBeLessThan(5);
  });

  it("make no contact hear more than three times an hour and ten times a day", () => {
    const nights = Math.max(1, Math.ceil((night.now() - fridayNight) / (24 * HOUR_MS)));
    const perContact = new Map<string, number>();
    for (const contact of codes) perContact.set(contact, (perContact.get(contact) ?? 0) + 1);
    expect(perContact.size).toBeGreaterThan(0);
    expect(rightGuesses.size).toBeGreaterThanOrEqual(perContact.size);
    for (const times of perContact.values()) expect(times).toBeLessThanOrEqual(10 * nights);
  });
});
