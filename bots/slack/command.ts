import { conversationSchema } from "../../core/conversation.ts";
import { momentWords } from "../../core/day-words.ts";
import type { Hours } from "../../core/hours.ts";
import { type Agent, addressValue } from "../../core/message.ts";
import type { Arrival } from "../../core/ports.ts";
import { listedFor, queueOf } from "../../handoff/queue.ts";
import { type DeskMessage, deskWhisper } from "./blocks.ts";
import { deskQueue, MOST_LINES } from "./briefing-blocks.ts";
import { withCardLinks } from "./card-links.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import type { SlackHappening } from "./parse.ts";
import { standing } from "./standing.ts";

type Command = Extract<SlackHappening, { kind: "command" }>;

const HELP = [
  "/nightdesk queue [team]: who waits, in the order in which they should be served",
  "/nightdesk find NAME, ORDER or NUMBER: somebody among those who wait and those you hold",
  "/nightdesk take [team]: claims whoever should be served next",
  "/nightdesk away: your shift is over; whoever waits for your word goes back to the queue, with a promise",
  "/nightdesk hours [team]: whether the team is there, and when that changes",
].join("\n");

/** What may be followed by a team's name. */
const OF_A_TEAM: ReadonlySet<string> = new Set(["queue", "take", "hours"]);

/**
 * Answers `/nightdesk` for whoever typed it alone. What it changes is kept before it answers.
 * @throws StoreUnavailableError: Slack must not be told that we have it.
 */
export async function answerCommand(command: Command, desk: DeskInbox): Promise<DeskMessage> {
  const [first = "help", ...rest] = command.words;
  const verb = first.toLowerCase();
  const team = OF_A_TEAM.has(verb) ? rest[0]?.toLowerCase() : undefined;
  const teams = desk.teams().filter((name) => team === undefined || name.toLowerCase() === team);
  const served = await servedBy(command.userId, teams, desk);
  if ("why" in served) return deskWhisper(served.why);
  switch (verb) {
    case "queue":
      return shown(await whoWaits(served.teams, desk), served.teams, desk);
    case "find":
      return find(rest.join(" "), command, served.teams, desk);
    case "take":
      return takeNext(command, served, desk);
    case "away":
      return deskWhisper(await goAway(command, served.agent, desk));
    case "hours":
      return deskWhisper(served.teams.map((name) => hoursWords(name, desk)).join("\n"));
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
): Promise<ReturnType<typeof queueOf>> {
  return queueOf((await edge.waiting?.()) ?? [], teams, edge.clock.now());
}

/** Whoever holds forty threads looks for one of them as often as for somebody who waits. */
async function find(
  words: string,
  { userId }: Command,
  teams: readonly string[],
  desk: DeskInbox,
): Promise<DeskMessage> {
  const wanted = words.toLowerCase().replace(/^#/, "");
  if (wanted === "") return deskWhisper("Whom? Type a name, an order or the end of a number.");
  const isMeant = ({ conversation }: { conversation: unknown }) => {
    const { firstName, profileName, handoff, reach } = conversationSchema.parse(conversation);
    const own = [firstName, profileName, ...(handoff?.orderNumbers ?? [])];
    const names = [...own, ...(reach ? [addressValue(reach.to)] : [])];
    return names.some((name) => name?.toLowerCase().includes(wanted));
  };
  const now = desk.edge.clock.now();
  const mine = ((await desk.edge.heldBy?.(userId)) ?? []).filter(isMeant);
  const queue = (await whoWaits(teams, desk)).filter(isMeant);
  if (mine.length + queue.length === 0)
    return deskWhisper(
      `Nobody who waits and none of yours is "${words}". Try a part of the name, the order's number, or the end of the phone number.`,
    );
  if (mine.length === 0) return shown(queue, teams, desk);
  const held = mine.map((each) => listedFor(each, now));
  const linked = await withCardLinks(held, MOST_LINES, desk);
  const yours = deskQueue(linked, zoneOf(teams, desk), `${held.length} of yours:`);
  const { blocks } = await shown(queue, teams, desk);
  return { ...yours, blocks: [...yours.blocks, ...(queue.length > 0 ? blocks : [])] };
}

async function shown(
  queue: ReturnType<typeof queueOf>,
  teams: readonly string[],
  desk: DeskInbox,
  first?: string,
): Promise<DeskMessage> {
  const listed = queue.map((each) => each.listed);
  const linked = await withCardLinks(listed, MOST_LINES, desk);
  return deskQueue(linked, zoneOf(teams, desk), first);
}

/** Exactly one claim wins: the turn decides, and whoever comes second is told so in the thread. */
async function takeNext(
  { key }: Command,
  { teams, agent }: { teams: readonly string[]; agent: Agent },
  desk: DeskInbox,
): Promise<DeskMessage> {
  const { edge } = desk;
  const [next] = await whoWaits(teams, desk);
  if (!next) return deskWhisper("Nobody waits: there is nothing to take.");
  const { customer, team, listed } = next;
  const receivedAt = edge.clock.now();
  const action = { do: "claim" } as const;
  const claim = { kind: "agent", key, receivedAt, agent, action } as const;
  const { handoff } = listed;
  const inbound = handoff === undefined ? claim : { ...claim, handoff };
  await edge.accept([{ inbound, route: { kind: "customer", customer } }]);
  return shown([next], [team], desk, `Claimed for you, team ${team}:`);
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
