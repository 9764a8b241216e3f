import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";
import { answerParent } from "./child.ts";
import { monotonicMs } from "./clock.ts";
import { atQuantile } from "./statistics.ts";
import { signedTexts } from "./texts.ts";

/** Texts that come whether the last ones were answered or not, over at most so many connections. */
export type Flood = {
  url: string;
  phones: readonly string[];
  perSecond: number;
  seconds: number;
  connections: number;
  /** Numbers the texts, so that no flood repeats another's. */
  first: number;
};

/** What the carrier saw. A text that finds no connection free is never brought: a carrier waits as well. */
export type Flooded = {
  brought: number;
  /** The numbers of the texts that were answered 200. */
  accepted: readonly number[];
  turnedAway: number;
  failed: number;
  acceptedMs: { p50: number; p99: number };
  turnedAwayMs: { p50: number };
};

answerParent("", { run });

async function run(flood: Flood): Promise<Flooded> {
  const { phones, perSecond, seconds, connections, first } = flood;
  const pool = new Pool(flood.url, { connections });
  const accepted: number[] = [];
  const acceptedMs: number[] = [];
  const turnedAwayMs: number[] = [];
  const underWay = new Set<Promise<void>>();
  let failed = 0;
  let next = first;

  async function bring(number: number): Promise<void> {
    const [text] = signedTexts(phones, number, 1);
    const sentAt = monotonicMs();
    const status = await post(pool, text?.body ?? "", text?.signature ?? "").catch(() => 0);
    const ms = monotonicMs() - sentAt;
    if (status === 200) {
      accepted.push(number);
      acceptedMs.push(ms);
    } else if (status === 503) turnedAwayMs.push(ms);
    else failed += 1;
  }

  const startedAt = monotonicMs();
  for (let passed = 0; passed < seconds; passed = (monotonicMs() - startedAt) / 1_000) {
    for (let due = passed * perSecond - (next - first); due > 0; due -= 1) {
      const number = next++;
      if (underWay.size >= connections) continue;
      const brought = bring(number).finally(() => underWay.delete(brought));
      underWay.add(brought);
    }
    await wait(1);
  }
  await Promise.all(underWay);
  await pool.destroy();
  return {
    brought: accepted.length + turnedAwayMs.length + failed,
    accepted,
    turnedAway: turnedAwayMs.length,
    failed,
    acceptedMs: { p50: atQuantile(acceptedMs, 0.5), p99: atQuantile(acceptedMs, 0.99) },
    // Where nobody was turned away there is nothing to tell.
    turnedAwayMs: { p50: turnedAwayMs.length > 0 ? atQuantile(turnedAwayMs, 0.5) : 0 },
  };
}

async function post(pool: Pool, form: string, signature: string): Promise<number> {
  const { statusCode, body } = await pool.request({
    method: "POST",
    path: "/twilio/messages",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": signature,
    },
    body: form,
  });
  await body.dump();
  return statusCode;
}
