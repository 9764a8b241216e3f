import type { Conversation } from "../../../core/conversation.ts";
import type { CustomerId, Inbound } from "../../../core/message.ts";
import type { Clock, Send, Settlement, Store } from "../../../core/ports.ts";

/** What was true a quarter of an hour ago may not be: where a parcel is, when somebody is back, which code holds. */
export const STALE_AFTER_MS = 15 * 60_000;

/** Whether this is an answer that has waited for too long to be sent as it was decided. */
export function isStale({ purpose, author, body, createdAt }: Send, now: number): boolean {
  const isAnswer = purpose === "answer" && author === "bot";
  return isAnswer && body.kind === "text" && now - createdAt > STALE_AFTER_MS;
}

/** Its customer's turn takes a stale answer back within moments; it looks for itself whether that has happened. */
const LOOK_AGAIN_MS = 2_000;

/** What stands before a stale answer's own id in the key of what asks for another one. */
const STALE = "stale:";

/**
 * Keeps it that the customer is to be answered anew; a process that dies in between keeps the same thing again. The stale
 * answer stays in its place until that turn takes it back: the younger ones behind it are given anew with it, and must not
 * be said before. @throws StoreUnavailableError: the answer is still to be sent.
 */
export async function askAgain(
  { id, customer, createdAt }: Send,
  { store, clock }: { store: Pick<Store, "accept">; clock: Clock },
): Promise<Settlement> {
  const now = clock.now();
  const inbound = {
    kind: "timer",
    timer: "stale_answer",
    subject: String(createdAt),
    key: `${STALE}${id}`,
    receivedAt: now,
  } as const;
  await store.accept([{ inbound, route: { kind: "customer", customer } }]);
  const notBefore = now + LOOK_AGAIN_MS;
  return { kind: "postponed", notBefore, reason: "stale: to be answered anew", inOrder: true };
}

/** Whether answers that were held up are to be given anew in a turn on these. */
export function isGivenAnew(inbounds: readonly Inbound[]): boolean {
  return inbounds.some((inbound) => inbound.kind === "timer" && inbound.timer === "stale_answer");
}

/** The id of the stale answer that a wake-up is about, or that no turn could give anew. */
export function staleAnswerIn(key: string): string | undefined {
  return /^(?:unanswered:)?stale:(.+)$/s.exec(key)?.[1];
}

/** The bot's answers that these say are stale and that still wait, with those behind them in their lanes; oldest first. */
export async function answersHeldUp(
  inbounds: readonly Inbound[],
  customer: CustomerId,
  { store }: { store: Pick<Store, "unsent"> },
): Promise<readonly Send[]> {
  const stale = inbounds.flatMap(({ kind, key }) =>
    kind === "timer" ? (staleAnswerIn(key) ?? []) : [],
  );
  if (stale.length === 0) return [];
  const unsent = await store.unsent(customer);
  const lanes = unsent.filter(({ id }) => stale.includes(id)).map(({ lane }) => lane);
  return unsent.filter(({ purpose, lane }) => purpose === "answer" && lanes.includes(lane));
}

/** When the words were read that these answer. */
export function momentsOf(answers: readonly Send[]): readonly number[] {
  const moments = answers.flatMap(({ body, createdAt }) =>
    body.kind === "text" && body.about ? body.about : [createdAt],
  );
  return [...new Set(moments)].sort((one, other) => one - other);
}

/** What the customer wrote that these answer. */
export function wordsHeldUp(
  answers: readonly Send[],
  { lines }: Pick<Conversation, "lines">,
): readonly string[] {
  const moments = momentsOf(answers);
  return lines
    .filter(({ who, at }) => who === "customer" && moments.includes(at))
    .map(({ text }) => text);
}
