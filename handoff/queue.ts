import { type Conversation, conversationSchema, livePromise } from "../core/conversation.ts";
import type { DeskBriefing } from "../core/decision.ts";
import { addressKind, type CustomerId } from "../core/message.ts";
import type { WaitingConversation } from "../core/ports.ts";
import { CLOSING_MS, windowEnd } from "./whatsapp-window.ts";
import { whoIs } from "./who-is.ts";

/** Somebody in a list of those who wait, or of those whom an agent holds. */
export type Listed = DeskBriefing["waiting"][number];

const GRAVITY = { urgent: 0, high: 1, normal: 2 } as const;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Who waits for these teams, in the order in which they should be served: what is urgent, for somebody may be hurt; then
 * by the promise made to them (after a night the same for all), by a WhatsApp window that is about to shut, by what the
 * shop's rules raised (anger, money, regulars), and by how long they wait. Pure.
 */
export function queueOf(
  waiting: readonly WaitingConversation[],
  teams: readonly string[],
  now: number,
): readonly (WaitingConversation & { listed: Listed })[] {
  return waiting
    .filter(({ team }) => teams.includes(team))
    .map((each) => ({ ...each, listed: listedFor(each, now) }))
    .toSorted(
      (a, b) =>
        urgency(a) - urgency(b) ||
        compare(a.listed.promiseDueAt, b.listed.promiseDueAt) ||
        compare(shutsSoon(a.listed, now), shutsSoon(b.listed, now)) ||
        GRAVITY[a.listed.priority] - GRAVITY[b.listed.priority] ||
        a.since - b.since,
    );
}

/** How a conversation stands in a list at this moment. @throws ZodError for a state that this version cannot read. */
export function listedFor(
  { customer, conversation: stored }: { customer: CustomerId; conversation: unknown },
  now: number,
): Listed {
  const conversation = conversationSchema.parse(stored);
  const { handoff } = conversation;
  const promise = livePromise(conversation);
  const windowEndsAt = openUntil(conversation, now);
  return {
    customer,
    ...(handoff ? { handoff: handoff.number } : {}),
    who: whoIs(conversation),
    reason: handoff?.reason ?? "",
    priority: handoff?.priority ?? "normal",
    ...(promise ? { promiseDueAt: promise.dueAt } : {}),
    ...(windowEndsAt === undefined ? {} : { windowEndsAt }),
  };
}

/** A window that is shut presses nobody any more. */
function openUntil(conversation: Conversation, now: number): number | undefined {
  const { reach } = conversation;
  const end = reach && addressKind(reach.to) === "whatsapp" ? windowEnd(conversation) : undefined;
  return end !== undefined && end > now ? end : undefined;
}

function urgency({ listed }: { listed: Listed }): number {
  return listed.priority === "urgent" ? 0 : 1;
}

function shutsSoon({ windowEndsAt }: Listed, now: number): number | undefined {
  return windowEndsAt !== undefined && windowEndsAt - now < CLOSING_MS ? windowEndsAt : undefined;
}

function compare(a: number = NEVER, b: number = NEVER): number {
  return a === b ? 0 : a - b;
}
