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
  type Media,
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
  const { zones, template, agent, files = [] } = options;
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

/**
 * Shows at an agent's own message what became of it, as it stands at `at`. Once for each `moment` of one line: a receipt
 * that comes twice shows nothing new. It has a lane of its own, so that no card waits behind it.
 */
export function showFate(
  draft: Draft,
  line: Conversation["relayed"][number],
  moment: string,
  at: number = draft.now,
): void {
  const { handoff } = draft.conversation;
  if (!handoff) return;
  const { mark, sendId: about } = line;
  toDesk(draft, { kind: "mark", handoff: handoff.number, mark, about }, at, {
    id: `${about}-mark-${moment}`,
    lane: `desk:${handoff.team}/${draft.customer}`,
  });
}

/** Posts or refreshes the card of the conversation's current handoff, not before the desk is staffed. */
export function showCard(draft: Draft, notBefore: number = draft.now): void {
  const { handoff } = draft.conversation;
  if (handoff) toDesk(draft, { kind: "card", handoff: handoff.number }, notBefore);
}

/** Adds a line to the card's thread; it is dropped if the card is not up yet, for the card itself tells it then. */
export function tellDesk(
  draft: Draft,
  who: "customer" | "bot" | "desk",
  text: string,
  how: { aloud?: boolean; calls?: string; files?: readonly Media[] } = {},
): void {
  const { handoff } = draft.conversation;
  if (handoff) {
    const { files = [], ...rest } = how;
    const shown = files.length > 0 ? { files: [...files] } : {};
    toDesk(
      draft,
      { kind: "line", handoff: handoff.number, who, text, ...rest, ...shown },
      draft.now,
    );
  }
}

/** Tells a team in its channel about this conversation, which may be another team's. */
export function notify(draft: Draft, team: string, text: string): void {
  const { handoff } = draft.conversation;
  if (!handoff) return;
  const notice = { kind: "notice", handoff: handoff.number, text } as const;
  toDesk(draft, notice, draft.now, { to: `desk:${team}`, lane: `desk:${team}` });
}

/** Tells an agent, as soon as it is known, whether what they made of a line came before it had left. */
export function tellOfAmendment(draft: Draft, agent: Agent, about: string, deleted: boolean): void {
  const { handoff } = draft.conversation;
  if (!handoff) return;
  const at = draft.now;
  const body = {
    kind: "amendment",
    handoff: handoff.number,
    agentId: agent.id,
    about,
    at,
    deleted,
  };
  toDesk(draft, { ...body, kind: "amendment" }, at, {
    lane: `desk:${handoff.team}/${draft.customer}/amended`,
  });
}

/** Posts what a team reads as its shift begins or ends, once for each beginning and end; before any card. */
export function sendBriefing(
  draft: Draft,
  briefing: Omit<Extract<NewSend["body"], { kind: "briefing" }>, "kind" | "handoff">,
): void {
  const { team, shift, at } = briefing;
  toDesk(draft, { kind: "briefing", handoff: 0, ...briefing }, draft.now, {
    id: `${draft.customer}-${shift}-${at}-${team}`,
    to: `desk:${team}`,
    lane: `desk:${team}`,
    rank: 0,
  });
}

/** Tells one agent something that nobody else needs to read. */
export function whisper(draft: Draft, agent: Agent, text: string): void {
  const { handoff } = draft.conversation;
  if (handoff) {
    toDesk(draft, { kind: "whisper", handoff: handoff.number, agentId: agent.id, text }, draft.now);
  }
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

function toDesk(
  draft: Draft,
  body: NewSend["body"],
  notBefore: number,
  own: Partial<Pick<NewSend, "id" | "lane" | "to" | "rank">> = {},
): void {
  const team = draft.conversation.handoff?.team ?? "care";
  const live = draft.conversation.promises.find((promise) => promise.status === "live");
  draft.sends.push({
    id: `${draft.customer}-${nextId(draft)}`,
    purpose: "desk",
    author: "bot",
    to: `desk:${team}`,
    body,
    lane: `desk:${team}`,
    // Whoever was promised the earliest answer is served first; those somebody already serves come before them.
    rank: draft.conversation.holder.kind === "waiting" ? (live?.dueAt ?? draft.now) : 0,
    notBefore,
    ...own,
  });
}

function nextId(draft: Draft): string {
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
