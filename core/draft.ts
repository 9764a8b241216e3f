import type { OrderChange } from "./change.ts";
import type { Conversation, Line } from "./conversation.ts";
import { KEPT_LINES } from "./conversation.ts";
import type {
  ConsentChange,
  Decision,
  DecisionKind,
  NewSend,
  NewTimer,
  Purpose,
} from "./decision.ts";
import {
  type Address,
  type Agent,
  addressKind,
  type CustomerId,
  type SentFile,
  type TimerKind,
} from "./message.ts";
import type { Challenge } from "./proof.ts";

/**
 * A decision in the making: the conversation as it will be, and what will be sent. Only `choose` opens one, and nobody
 * sees it before it is closed with `decisionOf`, so the steps that add to it may do so in place.
 */
export type Draft = {
  readonly customer: CustomerId;
  readonly now: number;
  conversation: Conversation;
  kind: DecisionKind;
  readonly rules: string[];
  readonly sends: NewSend[];
  readonly timers: { set: NewTimer[]; cancel: string[] };
  readonly consent: ConsentChange[];
  cancelBotSends: boolean;
  takeBack: readonly string[];
};

/** Opens the draft of a customer's next turn. */
export function openDraft(customer: CustomerId, conversation: Conversation, now: number): Draft {
  return {
    customer,
    now,
    conversation: { ...conversation, turn: conversation.turn + 1 },
    kind: "stay_silent",
    rules: [],
    sends: [],
    timers: { set: [], cancel: [] },
    consent: [],
    cancelBotSends: false,
    takeBack: [],
  };
}

/** The finished decision. */
export function decisionOf(draft: Draft): Decision {
  return {
    kind: draft.kind,
    rule: draft.rules.join(" + ") || "nothing to do",
    conversation: draft.conversation,
    sends: draft.sends,
    timers: draft.timers,
    consent: draft.consent,
    cancelBotSends: draft.cancelBotSends,
    ...(draft.takeBack.length > 0 ? { takeBack: draft.takeBack } : {}),
  };
}

/** Names what was decided and by which rule; the last kind that is not silence stands. */
export function decide(draft: Draft, kind: DecisionKind, rule: string): void {
  if (kind !== "stay_silent" || draft.rules.length === 0) draft.kind = kind;
  draft.rules.push(rule);
}

/** Remembers a line of the talk. */
export function hear(draft: Draft, line: Omit<Line, "at">): void {
  const lines = [...draft.conversation.lines, { at: draft.now, ...line }].slice(-KEPT_LINES);
  draft.conversation = { ...draft.conversation, lines };
}

/**
 * Sends words to the customer, where they spoke last unless `reach` says otherwise. Does nothing for a person who never
 * wrote and has no `reach`: there is nowhere to send to. Gives the send's id.
 */
export function say(
  draft: Draft,
  text: string,
  options: {
    purpose: Purpose;
    agent?: Agent;
    reach?: { to: Address; from: Address };
    /** A name that must happen once for ever, e.g. `thank_you-1042`, instead of this turn's next number. */
    once?: string;
    /** Where the recipient lives: it then waits out their quiet hours, however long it was held up. */
    zones?: readonly string[];
    /** The promise whose hour these words tell. */
    promise?: string | undefined;
    /** The talk remembers these words already: they were held back until now. */
    isHeard?: true;
    /** An approved WhatsApp template, which leaves on the agent's behalf while they hold the conversation. */
    template?: Extract<NewSend["body"], { kind: "text" }>["template"];
    /** What goes with the words, of which there may be none. */
    files?: readonly SentFile[] | undefined;
  },
): string | undefined {
  const reach = options.reach ?? draft.conversation.reach;
  if (!reach) return undefined;
  const id = `${draft.customer}-${options.once ?? nextId(draft)}`;
  const { zones, template, agent, promise, files = [] } = options;
  draft.sends.push({
    id,
    purpose: options.purpose,
    author: agent || template ? "agent" : "bot",
    to: reach.to,
    from: reach.from,
    body: {
      kind: "text",
      text,
      ...(zones && { zones: [...zones] }),
      ...(template && { template }),
      ...(promise !== undefined && { promise }),
      ...(files.length > 0 && { files: [...files] }),
    },
    lane: `${draft.customer}/${addressKind(reach.to)}`,
    rank: 0,
    notBefore: draft.now,
  });
  if (options.isHeard) return id;
  const told = withFiles(text, files);
  const news = options.purpose === "notice" ? { news: true as const } : {};
  hear(
    draft,
    agent ? { who: "agent", name: agent.name, text: told } : { who: "bot", text: told, ...news },
  );
  return id;
}

/** A line of the talk as people read it: its text, and in brackets the files that went with it. */
export function withFiles(text: string, files: readonly SentFile[] = []): string {
  return [text, ...files.map(({ name }) => `[${name}]`)].filter(Boolean).join(" ");
}

/** Asks the shop's system for a change to an order, once; what came of it comes back as a `change_result`. Gives its id. */
export function askForChange(draft: Draft, change: OrderChange): string {
  const id = `${draft.customer}-${nextId(draft)}`;
  draft.sends.push({
    id,
    purpose: "change",
    author: "bot",
    to: `shop:${change.orderId}`,
    body: { kind: "change", handoff: 0, change },
    lane: `shop:${change.orderId}`,
    rank: 0,
    notBefore: draft.now,
  });
  return id;
}

/** Sends a one-time code to the contact on an order, if there is such an order; nobody in this turn learns whether. */
export function sendCode(draft: Draft, challenge: Challenge): void {
  const { id, about } = challenge;
  draft.sends.push({
    id,
    purpose: "code",
    author: "bot",
    to: `shop:${"number" in about ? about.number : about.email}`,
    body: { kind: "code", handoff: 0, challenge },
    lane: `${draft.customer}/code`,
    rank: 0,
    notBefore: draft.now,
  });
}

/** The id of what this turn sends next: doing the turn again makes the same one. */
export function nextId(draft: Draft): string {
  return `${draft.conversation.turn}-${draft.sends.length}`;
}

/**
 * Asks to be woken about `subject`; asking again before then moves the hour. A wake-up that has happened never happens
 * again, so one that is asked for anew while it happens needs the next `n`.
 */
export function wake(
  draft: Draft,
  timer: TimerKind,
  subject: string,
  dueAt: number,
  n: number = 0,
): void {
  const key = timerKey(draft.customer, timer, subject, n);
  draft.timers.set.push({ key, timer, subject, dueAt });
}

/** Takes a wake-up back; harmless if there is none. */
export function letSleep(draft: Draft, timer: TimerKind, subject: string): void {
  draft.timers.cancel.push(timerKey(draft.customer, timer, subject, 0));
}

function timerKey(customer: CustomerId, timer: TimerKind, subject: string, n: number): string {
  return `timer:${customer}:${timer}:${subject}:${n}`;
}
