import type { Conversation, PromiseMade } from "../core/conversation.ts";
import type { Hours } from "../core/hours.ts";
import type { Shop } from "../core/shop.ts";

/** How long after `now` a reply is promised when the files know of no opening at all within a year. */
const NO_OPENING_MS = 3 * 24 * 60 * 60_000;

/**
 * A promise that a person replies: `minutes` of staffed time from `now`, so at night the count starts when the shift
 * opens. `opensAt` is that opening, or `undefined` if the team is there already (or never).
 */
export function promiseReply(options: { id: string; now: number; hours: Hours; minutes: number }): {
  promise: PromiseMade;
  opensAt: number | undefined;
} {
  const { now, hours } = options;
  const dueAt = hours.addStaffed(now, options.minutes * 60_000) ?? now + NO_OPENING_MS;
  return {
    promise: { id: options.id, kind: "reply_by", madeAt: now, dueAt, status: "live" },
    opensAt: hours.isOpen(now) ? undefined : hours.nextOpen(now),
  };
}

/** How many settled promises a conversation carries along; the journal has them all. */
const KEPT_PROMISES = 10;

/** The conversation with one promise more. */
export function addPromise(conversation: Conversation, promise: PromiseMade): Conversation {
  return { ...conversation, promises: [...conversation.promises, promise].slice(-KEPT_PROMISES) };
}

/** The conversation with its live promise settled, and that promise; unchanged if there is none. */
export function settlePromise(
  conversation: Conversation,
  status: Exclude<PromiseMade["status"], "live">,
  now: number,
): { conversation: Conversation; settled: PromiseMade | undefined } {
  let settled: PromiseMade | undefined;
  const promises = conversation.promises.map((promise) => {
    if (promise.status !== "live") return promise;
    settled = { ...promise, status, settledAt: now };
    return settled;
  });
  return { conversation: { ...conversation, promises }, settled };
}

/** What a turn made of the promises that were live before it, in the customer's time and in the team's. */
export function settledPromises(
  before: { conversation: Conversation; shop: Shop },
  after: Conversation,
): readonly { status: string; customerMs: number; staffedMs: number }[] {
  const wasLive = new Set(
    before.conversation.promises.filter(({ status }) => status === "live").map(({ id }) => id),
  );
  const hours = before.shop.hoursOf(before.conversation.handoff?.team ?? "care");
  return after.promises.flatMap(({ id, status, madeAt, settledAt }) =>
    wasLive.has(id) && status !== "live" && settledAt !== undefined
      ? [
          {
            status,
            customerMs: settledAt - madeAt,
            staffedMs: staffedBetween(hours, madeAt, settledAt),
          },
        ]
      : [],
  );
}

/** To the second: finer than anybody promises. */
const PRECISION_MS = 1_000;

/** How long the team was there between two instants, in whole seconds: found by halving, as hours only count forwards. */
export function staffedBetween(hours: Hours, from: number, to: number): number {
  let [least, most] = [0, Math.max(0, Math.ceil((to - from) / PRECISION_MS))];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    const reached = hours.addStaffed(from, middle * PRECISION_MS);
    if (reached !== undefined && reached <= to) least = middle;
    else most = middle - 1;
  }
  return least * PRECISION_MS;
}
