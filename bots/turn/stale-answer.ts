import type { Conversation } from "../../core/conversation.ts";
import type { Inbound } from "../../core/message.ts";
import type { Clock, Send, Settlement, Store } from "../../core/ports.ts";

/** What was true a quarter of an hour ago may not be: where a parcel is, when somebody is back, which code holds. */
export const STALE_AFTER_MS = 15 * 60_000;

/** Whether this is an answer that has waited for too long to be sent as it was decided. */
export function isStale({ purpose, author, body, createdAt }: Send, now: number): boolean {
  const isAnswer = (purpose === "answer" || purpose === "code") && author === "bot";
  return isAnswer && body.kind === "text" && now - createdAt > STALE_AFTER_MS;
}

/** Its customer's turn takes a stale answer back within moments; it looks for itself whether that has happened. */
const LOOK_AGAIN_MS = 2_000;

/** After so long it is worth nothing, whether or not anything was said in its place. */
const LET_GO_AFTER_MS = 6 * 60 * 60_000;

/**
 * Keeps it that the customer is to be answered anew; a process that dies in between keeps the same thing again. The stale
 * answer stays in its place until that turn takes it back: the younger ones behind it are given anew with it, and must not
 * be said before. @throws StoreUnavailableError: the answer is still to be sent.
 */
export async function askAgain(
  { id, customer, createdAt }: Send,
  conversation: Pick<Conversation, "again"> | undefined,
  { store, clock }: { store: Pick<Store, "accept">; clock: Clock },
): Promise<Settlement> {
  const now = clock.now();
  const givenAt = conversation?.again?.givenAt;
  if (givenAt !== undefined && createdAt < givenAt) return GIVEN_ANEW;
  const inbound = {
    kind: "timer",
    timer: "stale_answer",
    subject: String(createdAt),
    key: `stale:${id}`,
    receivedAt: now,
  } as const;
  await store.accept([{ inbound, route: { kind: "customer", customer } }]);
  if (now - createdAt > LET_GO_AFTER_MS) return GIVEN_ANEW;
  const notBefore = now + LOOK_AGAIN_MS;
  return { kind: "postponed", notBefore, reason: "stale: to be answered anew", inOrder: true };
}

const GIVEN_ANEW: Settlement = { kind: "cancelled", reason: "stale: answered anew" };

/** What the customer has written since the first answer that these say is stale, and that is not answered anew yet. */
export function wordsHeldUp(
  inbounds: readonly Inbound[],
  conversation: Conversation,
): readonly string[] {
  const decided = heldUpSince(inbounds, conversation);
  if (decided === undefined) return [];
  const since = coveredSince(decided, conversation);
  return conversation.lines
    .filter(({ who, at }) => who === "customer" && at >= since)
    .map(({ text }) => text);
}

/** When the first of the answers was decided that must be given anew. */
export function heldUpSince(
  inbounds: readonly Inbound[],
  { again }: Conversation,
): number | undefined {
  const decided = inbounds.flatMap((inbound) =>
    inbound.kind === "timer" && inbound.timer === "stale_answer" ? [Number(inbound.subject)] : [],
  );
  const open = decided.filter((at) => at >= (again?.givenAt ?? Number.NEGATIVE_INFINITY));
  return open.length > 0 ? Math.min(...open) : undefined;
}

/** From when on the words were written that an answer decided at `decided` is about: one given anew is about older ones. */
export function coveredSince(decided: number, { again }: Conversation): number {
  return decided === again?.givenAt ? (again.heldSince ?? decided) : decided;
}
