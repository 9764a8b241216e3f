import { type Conversation, livePromise } from "../core/conversation.ts";
import type { DeskCard } from "../core/decision.ts";
import { addressKind, type CustomerId } from "../core/message.ts";
import { CLOSING_MS, windowEnd } from "./whatsapp-window.ts";
import { placeOf, whoIs } from "./who-is.ts";

/** How many of the last lines stand on a card: enough to know what it is about at a glance. */
const LINES_ON_CARD = 6;

/** News may be unsaid when somebody takes over, which takes the bot's words back: it stays on the card for so long. */
const NEWS_FOR_MS = 60 * 60_000;

/** The card of one handoff as it should look now; `undefined` when the conversation has gone on to a later one. */
export function cardOf(options: {
  customer: CustomerId;
  conversation: Conversation;
  handoff: number;
  timezone: string;
  now: number;
}): DeskCard | undefined {
  const { conversation } = options;
  const { handoff, holder, reach } = conversation;
  if (!handoff) return undefined;
  const past = handoff.from?.number === options.handoff ? handoff.from : undefined;
  if (handoff.number !== options.handoff && !past) return undefined;
  const promise = livePromise(conversation);
  return {
    customer: options.customer,
    handoff: options.handoff,
    team: past?.team ?? handoff.team,
    state: past ? "passed_on" : cardState(holder.kind),
    ...(past ? { passedTo: handoff.team } : {}),
    ...workOn(conversation),
    priority: handoff.priority,
    who: whoIs(conversation),
    ...placeOf(reach),
    reason: handoff.reason,
    ...ruleOf(handoff),
    ...(handoff.skills ? { skills: handoff.skills } : {}),
    ...waitOf(conversation, handoff.at),
    ...(promise ? { promiseDueAt: promise.dueAt } : {}),
    ...windowOf(conversation, options.now),
    orderNumbers: handoff.orderNumbers,
    lines: conversation.lines.filter(
      ({ news, at }, n, { length }) =>
        n >= length - LINES_ON_CARD || (news && options.now - at < NEWS_FOR_MS),
    ),
    timezone: options.timezone,
  };
}

/** Since when they wait: from the handoff on, or, once a person has written to them, from their next words. */
function waitOf(
  { lines }: Conversation,
  handedOverAt: number,
): Pick<DeskCard, "waitingSince" | "answeredAt"> {
  const last = lines.findLastIndex(({ who, at }) => who === "agent" && at >= handedOverAt);
  const answer = lines[last];
  if (!answer) return { waitingSince: handedOverAt };
  const next = lines.slice(last).find(({ who }) => who === "customer");
  return next ? { waitingSince: next.at } : { waitingSince: answer.at, answeredAt: answer.at };
}

function ruleOf({
  rule,
  because,
  summary,
}: NonNullable<Conversation["handoff"]>): Pick<DeskCard, "rule" | "because" | "summary"> {
  return {
    rule,
    ...(because === undefined ? {} : { because }),
    ...(summary === undefined ? {} : { summary }),
  };
}

/** Only for somebody who is answered on WhatsApp; one whose window closed before its time has an end long past. */
function windowOf(conversation: Conversation, now: number): Pick<DeskCard, "window"> {
  const { reach, window } = conversation;
  if (!reach || addressKind(reach.to) !== "whatsapp") return {};
  const endsAt = windowEnd(conversation) ?? 0;
  const open = now < endsAt - CLOSING_MS ? "open" : "closing";
  const state = now >= endsAt ? "closed" : open;
  return { window: { state, endsAt, held: window?.held.length ?? 0 } };
}

function workOn({
  holder,
  snoozed,
  pastWork,
  silenced,
}: Conversation): Pick<DeskCard, "agent" | "snoozed" | "pastWork" | "silenced"> {
  return {
    ...(silenced ? { silenced } : {}),
    ...(holder.kind === "agent" ? { agent: holder.agent } : {}),
    ...(snoozed ? { snoozed } : {}),
    ...(pastWork.length > 0 ? { pastWork } : {}),
  };
}

function cardState(holder: Conversation["holder"]["kind"]): DeskCard["state"] {
  switch (holder) {
    case "waiting":
      return "waiting";
    case "agent":
      return "claimed";
    case "resolved":
      return "resolved";
    case "bot":
      return "handed_back";
    default:
      return holder satisfies never;
  }
}
