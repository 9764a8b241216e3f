import { type Conversation, livePromise } from "../../core/conversation.ts";
import type { Decision } from "../../core/decision.ts";
import type { Inbound } from "../../core/message.ts";
import type { Shop } from "../../core/shop.ts";

/** One customer's ten days. */
export type Life = {
  conversation: Conversation;
  turns: number;
  waits: number;
  broken: string[];
  /** What is still to come, and every timer key that has rung: those never ring again. */
  ahead: { at: number; inbound: Inbound }[];
  rung: Set<string>;
  promised: Set<string>;
};

type Turn = {
  customer: string;
  at: number;
  inbound: Inbound;
  before: Conversation;
  decision: Decision;
  staffed: Shop["hoursOf"];
};

/** Writes down what a turn left wrong: whoever waits, has a live promise, and something that watches it. */
export function judgeTurn(life: Life, turn: Turn): void {
  const { customer, at, inbound, decision } = turn;
  const { conversation } = life;
  const promise = livePromise(conversation);
  if (conversation.holder.kind === "waiting") life.waits += 1;
  const wrong = [
    ...wrongWithWaiting(conversation, at),
    ...wrongWithPromise(life, turn),
    ...(conversation.holder.kind === "agent" && !conversation.snoozed && timersOf(life).length === 0
      ? ["is held by an agent whose silence nothing ends"]
      : []),
    ...(inbound.kind === "message" && !isAnswered(decision, promise !== undefined)
      ? ["wrote, and got neither an answer nor a person nor a promise"]
      : []),
  ];
  const moment = `${customer} at ${new Date(at).toISOString()}`;
  for (const what of wrong) {
    life.broken.push(`${moment}, after ${inbound.kind} (${decision.rule}): ${what}`);
  }
  if (promise) life.promised.add(promise.id);
}

/** Words of ours that name an hour: whoever was told them is promised it. */
const NAMES_AN_HOUR = /answers? you here by/;

/** Somebody in the queue whose last word is not answered yet, or was answered with an hour. */
function wrongWithWaiting(conversation: Conversation, at: number): readonly string[] {
  const last = conversation.lines.at(-1);
  const isPromised = last?.who === "customer" || NAMES_AN_HOUR.test(last?.text ?? "");
  if (conversation.holder.kind !== "waiting" || !isPromised) return [];
  const promise = livePromise(conversation);
  if (!promise) return ["waits without a live promise"];
  return promise.dueAt <= at ? ["waits with a promise whose hour has passed"] : [];
}

function wrongWithPromise(life: Life, { at, before, staffed }: Turn): readonly string[] {
  const { conversation, promised } = life;
  const promise = livePromise(conversation);
  const earlier = livePromise(before);
  const isLost = earlier && !conversation.promises.some(({ id }) => id === earlier.id);
  const lost = isLost ? [`lost the live promise ${earlier.id}`] : [];
  if (!promise) return lost;
  const hours = staffed(conversation.handoff?.team ?? "care");
  const due = new Date(promise.dueAt).toISOString();
  return [
    ...lost,
    ...(promised.has(promise.id) || hours.isOpen(promise.dueAt - 1)
      ? []
      : [`is promised ${due}, when nobody is there`]),
    ...(timersOf(life).some(({ at: rings }) => rings <= promise.dueAt && rings >= at)
      ? []
      : ["has a promise that nothing watches"]),
  ];
}

function timersOf({ ahead }: Life): Life["ahead"] {
  return ahead.filter(({ inbound }) => inbound.kind === "timer");
}

function isAnswered(decision: Decision, isPromised: boolean): boolean {
  return (
    isPromised ||
    decision.conversation.holder.kind === "agent" ||
    decision.sends.some(({ body }) => body.kind === "text")
  );
}
