import { type Conversation, livePromise } from "./conversation.ts";
import type { NewSend } from "./decision.ts";
import { type Draft, nextId } from "./draft.ts";
import type { Agent, Media } from "./message.ts";

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

/**
 * Calls a team (and `reader`, where that is another) to those whom nobody has claimed and who were promised an answer by
 * this minute, once for each `nth` time however many of them call: forty who were promised the same hour make one post.
 */
export function callTeam(
  draft: Draft,
  {
    team,
    shift,
    dueAt,
    nth,
  }: { team: string; shift: "promised" | "broken"; dueAt: number; nth: number },
  reader: string = team,
): void {
  const minute = Math.floor(dueAt / MINUTE_MS);
  const body = { kind: "briefing", handoff: 0, team, shift, at: dueAt, since: dueAt } as const;
  toDesk(draft, body, draft.now, {
    id: `desk-${shift}-${minute}-${nth}-${team}-${reader}`,
    to: `desk:${reader}`,
    lane: `desk:${reader}`,
    rank: 0,
  });
}

const MINUTE_MS = 60_000;

/** Tells one agent something that nobody else needs to read. */
export function whisper(draft: Draft, agent: Agent, text: string, offer?: string): void {
  const { handoff } = draft.conversation;
  if (!handoff) return;
  const told = { kind: "whisper", handoff: handoff.number, agentId: agent.id, text } as const;
  toDesk(draft, offer === undefined ? told : { ...told, offer }, draft.now);
}

function toDesk(
  draft: Draft,
  body: NewSend["body"],
  notBefore: number,
  own: Partial<Pick<NewSend, "id" | "lane" | "to" | "rank">> = {},
): void {
  const team = draft.conversation.handoff?.team ?? "care";
  const live = livePromise(draft.conversation);
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
