import { type Conversation, livePromise } from "../core/conversation.ts";
import type { DeskCard } from "../core/decision.ts";
import { addressKind, addressValue, type CustomerId } from "../core/message.ts";

/** How many of the last lines stand on a card: enough to know what it is about at a glance. */
const LINES_ON_CARD = 6;

/** The card of one handoff as it should look now; `undefined` when the conversation has gone on to a later one. */
export function cardOf(options: {
  customer: CustomerId;
  conversation: Conversation;
  handoff: number;
  timezone: string;
}): DeskCard | undefined {
  const { conversation } = options;
  const { handoff, holder, reach } = conversation;
  if (!handoff) return undefined;
  const past = handoff.from?.number === options.handoff ? handoff.from : undefined;
  if (handoff.number !== options.handoff && !past) return undefined;
  const promise = livePromise(conversation);
  const address = reach?.to;
  return {
    customer: options.customer,
    handoff: options.handoff,
    team: past?.team ?? handoff.team,
    state: past ? "passed_on" : cardState(holder.kind),
    ...(past ? { passedTo: handoff.team } : {}),
    ...workOn(conversation),
    priority: handoff.priority,
    who: conversation.firstName ?? conversation.profileName ?? "A customer",
    channel: address ? channelName(addressKind(address)) : "unknown",
    address: address ? masked(addressValue(address)) : "",
    reason: handoff.reason,
    rule: handoff.rule,
    ...(handoff.skills ? { skills: handoff.skills } : {}),
    waitingSince: handoff.at,
    ...(promise ? { promiseDueAt: promise.dueAt } : {}),
    orderNumbers: handoff.orderNumbers,
    lines: conversation.lines.slice(-LINES_ON_CARD),
    timezone: options.timezone,
  };
}

function workOn({
  holder,
  snoozed,
  pastWork,
}: Conversation): Pick<DeskCard, "agent" | "snoozed" | "pastWork"> {
  return {
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

function channelName(kind: string): string {
  const names: Record<string, string> = {
    sms: "SMS",
    whatsapp: "WhatsApp",
    webchat: "Web chat",
    teams: "Teams",
  };
  return names[kind] ?? kind;
}

/** The last four characters, as an agent recognises a number without copying it. */
function masked(value: string): string {
  return value.length > 4 ? `…${value.slice(-4)}` : value;
}
