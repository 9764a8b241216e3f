import { setTimeout as sleep } from "node:timers/promises";
import { OPEN_MS } from "../../bots/turn/outbox/breaker.ts";
import { ARRIVED_BY_MS } from "../../bots/turn/outbox/clear-up.ts";
import { LONGEST_RETRY_MS } from "../../bots/turn/outbox.ts";
import { BEAT_MS, DEAD_AFTER_MS } from "../../integrations/store/redis/heartbeat.ts";

/** How long it took until nothing was left to do, or until that was no longer waited for; `endedAt` in epoch milliseconds. */
export type Watch = { endedAt: number; ms: number };

/**
 * The longest that anything may wait once all faults have stopped: until a dead process is known to be dead, its provider
 * has surely not got it, the provider is called again, and the longest back-off is over.
 */
const SETTLED_WITHIN_MS = DEAD_AFTER_MS + BEAT_MS + ARRIVED_BY_MS + OPEN_MS + LONGEST_RETRY_MS;

/** Looks on until the server at `url` has nothing left to answer or to send, or could long have done so. */
export async function watchUntilRest(url: string): Promise<Watch> {
  const startedAt = performance.now();
  let ms = 0;
  while (ms < SETTLED_WITHIN_MS && !(await isAtRest(url))) {
    await sleep(100);
    ms = performance.now() - startedAt;
  }
  return { endedAt: Date.now(), ms: Math.round(ms) };
}

async function isAtRest(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`, { headers: { connection: "close" } });
  const { store } = (await answer.json()) as { store: { pending: number; unsent: number } }; // our own answer
  return store.pending === 0 && store.unsent === 0;
}
