import {
  type Conversation,
  type Joined,
  KEPT_JOINED,
  KEPT_LINES,
  KEPT_PAST_WORK,
  KEPT_RELAYED,
} from "../core/conversation.ts";

/**
 * The conversation of a person whom another one has joined: what was said, in order; what the last talk was about; what
 * was asked of the shop's system. Who holds it and what is promised stays as it is: the caller sees to that. Pure.
 */
export function mergedConversation(
  into: Conversation,
  from: Conversation,
  joined: Joined,
): Conversation {
  const lastly = <T extends { at: number }>(one?: T, other?: T) =>
    one && (!other || one.at >= other.at) ? one : other;
  const lines = [...into.lines, ...from.lines].sort((one, other) => one.at - other.at);
  const pastWork = [...into.pastWork, ...from.pastWork].sort((one, other) => one.at - other.at);
  const flow = (from.flow?.touchedAt ?? 0) > (into.flow?.touchedAt ?? 0) ? from.flow : into.flow;
  const relayed = [...from.relayed, ...into.relayed].slice(-KEPT_RELAYED);
  return withoutAbsent({
    ...into,
    reach: from.reach ?? into.reach,
    whatsappSeenAt: latest(into.whatsappSeenAt, from.whatsappSeenAt),
    profileName: into.profileName ?? from.profileName,
    firstName: into.firstName ?? from.firstName,
    locale: from.locale ?? into.locale,
    pastWork: pastWork.slice(-KEPT_PAST_WORK),
    flow,
    question: stillOpen(from.question) ?? into.question,
    nextWishes: [...into.nextWishes, ...from.nextWishes],
    changesAsked: [...into.changesAsked, ...from.changesAsked],
    topic: lastly(into.topic, from.topic),
    lines: lines.slice(-KEPT_LINES),
    relayed,
    lastOutreachAt: latest(into.lastOutreachAt, from.lastOutreachAt),
    survey: into.survey ?? from.survey,
    silenced: lastly(into.silenced, from.silenced),
    outreachDone: [...new Set([...into.outreachDone, ...from.outreachDone])],
    joined: [...(into.joined ?? []), ...(from.joined ?? []), joined].slice(-KEPT_JOINED),
  });
}

/** What a stranger was thought to mean says little of somebody whose orders are known. */
function stillOpen(question: Conversation["question"]): Conversation["question"] {
  return question?.kind === "which_intent" ? undefined : question;
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}

/** A part that is absent is left out, not kept as `undefined`. */
function withoutAbsent<T extends object>(whole: { [Key in keyof T]: T[Key] | undefined }): T {
  const there = Object.entries(whole).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as T; // only optional parts can be absent: both sides have the others
}
