import { setTimeout as sleep } from "node:timers/promises";
import type { Carrier } from "../fakes/carrier.ts";
import type { Fault } from "../fakes/carrier-rest.ts";
import type { Random } from "../simulation/random.ts";

/** A text whose webhook was answered with a 2xx: from then on it is ours to answer. */
export type Acknowledged = { phone: string; sid: string };

/** Customers who write one text after the other, each until it is acknowledged. */
export type Crowd = {
  acknowledged: readonly Acknowledged[];
  /** Lets them write this many more texts among them; resolves when half of these (at least one) are acknowledged. */
  write(texts: number): Promise<void>;
  /** Resolves when everything they were let write is acknowledged. */
  finished(): Promise<void>;
};

const WORDS = [
  "hi wheres my order",
  "when are you open tomorrow",
  "what is your return policy",
  "has my order shipped yet??",
];

/** How the carrier answers a request to send, now and then. */
const TROUBLES: readonly Fault[] = [
  { accepted: true, answer: "reset" },
  { accepted: true, answer: 500 },
  { accepted: false, answer: 503 },
  { accepted: false, answer: 429 },
  { accepted: false, answer: "reset" },
];

/** The carrier brings a text again after this long, then after twice as long: who asks without end keeps servers from starting. */
const AGAIN_AFTER_MS = 25;
const LONGEST_AGAIN_MS = 200;

export function crowd(options: {
  carrier: Carrier;
  phones: readonly string[];
  random: Random;
  /** Where a text goes now; there may be several servers. */
  aim(): void;
}): Crowd {
  const { carrier, phones, random, aim } = options;
  const acknowledged: Acknowledged[] = [];
  const free = [...phones];
  let allowed = 0;
  let watchers: { count: number; tell(): void }[] = [];

  function look(): void {
    for (const { count, tell } of watchers) if (acknowledged.length >= count) tell();
    watchers = watchers.filter(({ count }) => acknowledged.length < count);
    while (allowed > 0) {
      const phone = free.shift();
      if (phone === undefined) return;
      allowed -= 1;
      void writeOne(phone).then((sid) => {
        acknowledged.push({ phone, sid });
        free.push(phone);
        look();
      });
    }
  }

  async function writeOne(phone: string): Promise<string> {
    carrier.fail(random.chance(0.1) ? random.pick(TROUBLES) : undefined);
    const text = random.pick(WORDS);
    const copies = random.chance(0.05) ? 2 : 1;
    aim();
    let tried = await carrier.phone(phone).texts(text, { copies });
    for (
      let restMs = AGAIN_AFTER_MS;
      !tried.answers.some(({ status }) => status === 200);
      restMs = Math.min(2 * restMs, LONGEST_AGAIN_MS)
    ) {
      await sleep(restMs);
      aim();
      tried = await carrier.phone(phone).texts(text, { copies, again: tried.sid });
    }
    if (acknowledged.length > 0 && random.chance(0.05)) repeat(text, random.pick(acknowledged));
    return tried.sid;
  }

  /** The carrier brings a text of long ago once more; whether anybody is there to take it is no matter. */
  function repeat(text: string, { phone, sid }: Acknowledged): void {
    void carrier.phone(phone).texts(text, { again: sid });
  }

  const until = (count: number) =>
    new Promise<void>((tell) => {
      watchers.push({ count, tell });
      look();
    });
  let given = 0;
  return {
    acknowledged,
    write(texts) {
      given += texts;
      allowed += texts;
      return until(given - Math.floor(texts / 2));
    },
    finished: () => until(given),
  };
}
