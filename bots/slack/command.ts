import { conversationSchema } from "../../core/conversation.ts";
import { momentWords } from "../../core/day-words.ts";
import type { Hours } from "../../core/hours.ts";
import type { Agent } from "../../core/message.ts";
import type { Arrival, WaitingConversation } from "../../core/ports.ts";
import { briefingOf } from "../../handoff/briefing.ts";
import { type DeskMessage, deskWhisper } from "./blocks.ts";
import { deskQueue, MOST_LINES } from "./briefing-blocks.ts";
import { listedHeld, withCardLinks } from "./card-links.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import type { SlackHappening } from "./parse.ts";
import { standing } from "./standing.ts";

type Command = Extract<SlackHappening, { kind: "command" }>;

const HELP = [
  "/nightdesk queue [team]: who waits, in the order in which they should be served",
  "/nightdesk find NAME or ORDER: somebody among those who wait and those you hold",
  "/nightdesk take [team]: claims whoever should be served next",
  "/nightdesk away: your shift is over; whoever waits for your word goes back to the queue, with a promise",
  "/nightdesk hours [team]: whether the team is there, and when that changes",
].join("\n");

/** More hits than this say that the words were too few. */
const MOST_FOUND = 20;

/**
 * Answers `/nightdesk` for whoever typed it alone. What it changes is kept before it answers.
 * @throws StoreUnavailableError: Slack must not be told that we have it.
 */
export async function answerCommand(command: Command, desk: DeskInbox): Promise<DeskMessage> {
  const [verb = "help", ...rest] = command.words;
  const known = desk.teams().filter((team) => rest[0] === undefined || team === rest[0]);
  const served = await servedBy(command.userId, verb === "find" ? desk.teams() : known, desk);
  if ("why" in served) return deskWhisper(served.why);
  const waiting = await whoWaits(served.teams, desk);
  switch (verb.toLowerCase()) {
    case "queue":
      return queueOf(waiting, served.teams, desk);
    case "find":
      return find(rest.join(" "), command, { waiting, teams: served.teams }, desk);
    case "take":
      return takeNext(command, waiting, served.agent, desk);
    case "away":
      return deskWhisper(await goAway(command, served.agent, desk));
    case "hours":
      return deskWhisper(served.teams.map((team) => hoursWords(team, desk)).join("\n"));
    default:
      return deskWhisper(HELP);
  }
}

/** The teams among `teams` that they may serve; customers' names are for nobody else. */
export async function servedBy(
  userId: string,
  teams: readonly string[],
  desk: DeskInbox,
): Promise<{ agent: Agent; teams: readonly string[] } | { why: string }> {
  if (teams.length === 0)
    return { why: `There is no such team. There are: ${desk.teams().join(", ")}.` };
  const card = { customer: "", handoff: 0 };
  const answers = await Promise.all(
    teams.map((team) =>
      standing({ userId, stranger: false, card: { ...card, team } }, "claim", desk),
    ),
  );
  const allowed = answers.find((answer) => "agent" in answer);
  if (allowed) {
    const mine = teams.filter((_, n) => "agent" in (answers[n] ?? {}));
    return { agent: allowed.agent, teams: mine };
  }
  return answers.find((answer) => "why" in answer) ?? { why: HELP };
}

async function whoWaits(
  teams: readonly string[],
  { edge }: DeskInbox,
): Promise<readonly WaitingConversation[]> {
  const waiting = (await edge.waiting?.()) ?? [];
  return waiting.filter(({ team }) => teams.includes(team));
}

/** Whoever holds forty threads looks for one of them as often as for somebody who waits. */
async function find(
  words: string,
  { userId }: Command,
  { waiting, teams }: { waiting: readonly WaitingConversation[]; teams: readonly string[] },
  desk: DeskInbox,
): Promise<DeskMessage> {
  const wanted = words.toLowerCase().replace(/^#/, "");
  const isMeant = ({ conversation }: { conversation: unknown }) => {
    const { firstName, profileName, handoff } = conversationSchema.parse(conversation);
    const names = [firstName, profileName, ...(handoff?.orderNumbers ?? [])];
    return wanted !== "" && names.some((name) => name?.toLowerCase().includes(wanted));
  };
  const mine = ((await desk.edge.heldBy?.(userId)) ?? []).filter(isMeant).slice(0, MOST_FOUND);
  const queue = waiting.filter(isMeant).slice(0, MOST_FOUND);
  const held = await withCardLinks(mine.map(listedHeld), MOST_LINES, desk);
  if (held.length === 0) return queueOf(queue, teams, desk);
  const timezone = zoneOf(teams, desk);
  const { blocks } = await queueOf(queue, teams, desk);
  const yours = deskQueue(held, timezone, `${held.length} of yours:`);
  return { ...yours, blocks: [...yours.blocks, ...(queue.length > 0 ? blocks : [])] };
}

async function queueOf(
  waiting: readonly WaitingConversation[],
  teams: readonly string[],
  desk: DeskInbox,
): Promise<DeskMessage> {
  const at = desk.edge.clock.now();
  const timezone = zoneOf(teams, desk);
  const lists = teams.flatMap(
    (team) =>
      briefingOf({ team, shift: "opens", at, since: at, timezone, waiting, journal: undefined })
        .waiting,
  );
  return deskQueue(await withCardLinks(lists, MOST_LINES, desk), timezone);
}

/** Exactly one claim wins: the turn decides, and whoever comes second is told so in the thread. */
async function takeNext(
  { key }: Command,
  waiting: readonly WaitingConversation[],
  agent: Agent,
  { edge }: DeskInbox,
): Promise<DeskMessage> {
  const [next] = waiting;
  if (!next) return deskWhisper("Nobody waits: there is nothing to take.");
  const { firstName, profileName, handoff } = conversationSchema.parse(next.conversation);
  const receivedAt = edge.clock.now();
  const action = { do: "claim" } as const;
  const claim = { kind: "agent", key, receivedAt, agent, action } as const;
  const inbound = handoff ? { ...claim, handoff: handoff.number } : claim;
  await edge.accept([{ inbound, route: { kind: "customer", customer: next.customer } }]);
  const who = firstName ?? profileName ?? "A customer";
  return deskWhisper(
    `Claimed for you: ${who} (${handoff?.reason ?? "waits"}), team ${next.team}. The card shows it.`,
  );
}

/** Gives back all that somebody holds; what becomes of each is the turn's to decide. */
export async function goAway(
  { key, userId }: Pick<Command, "key" | "userId">,
  agent: Agent,
  { edge }: DeskInbox,
): Promise<string> {
  const held = (await edge.heldBy?.(userId)) ?? [];
  const receivedAt = edge.clock.now();
  const arrivals = held.map(({ customer, conversation }): Arrival => {
    const action = { do: "away" } as const;
    const done = { kind: "agent", key: `${key}:${customer}`, receivedAt, agent, action } as const;
    const { handoff } = conversation;
    const inbound = handoff ? { ...done, handoff: handoff.number } : done;
    return { inbound, route: { kind: "customer", customer } };
  });
  if (arrivals.length > 0) await edge.accept(arrivals);
  const what = held.length === 1 ? "1 conversation is" : `${held.length} conversations are`;
  return held.length === 0
    ? "You hold no conversation. Have a good rest."
    : `${what} handed over. Have a good rest.`;
}

/** Whether a team is there, and when that changes. */
export function hoursWords(team: string, desk: DeskInbox): string {
  const hours = desk.hoursOf(team);
  if (!hours) return `${team}: its hours are not known here.`;
  const now = desk.edge.clock.now();
  const state = hours.at(now);
  const change = state.open ? state.closesAt : state.opensAt;
  const when = change === undefined ? "" : `, until ${wordsFor(change, now, hours)}`;
  return `${team}: ${state.open ? "open" : "closed"}${when} (${state.why})`;
}

function wordsFor(instant: number, now: number, { timezone }: Hours): string {
  return momentWords(instant, { now, timezone, locale: "en" });
}

function zoneOf(teams: readonly string[], desk: DeskInbox): string {
  return desk.hoursOf(teams[0] ?? "")?.timezone ?? "UTC";
}
