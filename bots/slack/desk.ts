import type { Agent, AgentAction } from "../../core/message.ts";
import type { Acceptance, Arrival } from "../../core/ports.ts";
import type { Edge } from "../channel.ts";
import { mentionedPeople, toCustomerText } from "./mrkdwn.ts";
import { readSlack, type SlackHappening } from "./parse.ts";
import type { People } from "./people.ts";
import type { Place } from "./send.ts";

/** What the desk needs to take in what agents do. */
export type DeskInbox = {
  edge: Edge;
  people: People;
  /** A full member with this id may serve this team. */
  mayServe(agentId: string, team: string): boolean;
  /** Says something to one person, soon; a failure is reported, never thrown. */
  whisper(userId: string, place: Place, text: string): void;
};

/** Who may do what is asked again after this long: somebody made a guest a minute ago is a guest. */
const STANDING_AGE_MS = 60_000;
const NAME_AGE_MS = 60 * 60_000;
/** More mentions than this in one message are "a colleague": each name costs a question to Slack before we answer it. */
const MOST_MENTIONS = 5;

/**
 * Takes in one body from Slack. When it resolves, whatever matters of it is durable and Slack may be told so (G1).
 * Gives what a slash command is answered with, if it was one.
 * @throws MalformedInboundError, StoreUnavailableError: Slack must not be told that we have it.
 */
export async function takeIn(body: unknown, desk: DeskInbox): Promise<string | undefined> {
  const happening = readSlack(body);
  switch (happening.kind) {
    case "click":
      return void (await takeClick(happening, desk));
    case "talk":
      return void (await takeTalk(happening, desk));
    case "command":
      return "Claim a card in the desk channel to talk with a customer. Commands are still to come.";
    case "handshake":
    case "nothing":
      return undefined;
    default:
      return happening satisfies never;
  }
}

type Click = Extract<SlackHappening, { kind: "click" }>;
type Talk = Extract<SlackHappening, { kind: "talk" }>;

async function takeClick(click: Click, desk: DeskInbox): Promise<void> {
  const who = await standing(click, desk);
  if ("why" in who) {
    desk.edge.events.refused({ channel: "slack", status: 200, why: `may not ${click.action}` });
    return desk.whisper(click.userId, click, who.why);
  }
  const route = { kind: "customer", customer: click.card.customer } as const;
  const acceptance = await keep(
    desk,
    inbound(desk, click.key, who.agent, { do: click.action }, route, click.card.handoff),
  );
  if (acceptance?.outcome === "unroutable") desk.whisper(click.userId, click, GONE);
}

const GONE = "This conversation is no longer kept here, so there is nothing to do.";
const STRANGER =
  "You are here from another company, so customers' conversations are not yours to take. Somebody of this workspace can.";
const GUEST =
  "Guests cannot take customers' conversations. Ask a full member of this workspace to do it.";
const NOBODY_KNOWS = "Slack did not tell us who you are just now. Please click again in a moment.";

/**
 * Who clicked, if they may; otherwise why not, in words for them. Handing back stays open to whoever holds the
 * conversation (the turn knows who does), even if they were taken off the team meanwhile.
 */
async function standing(
  { stranger, userId, action, card }: Click,
  desk: DeskInbox,
): Promise<{ agent: Agent } | { why: string }> {
  if (stranger) return { why: STRANGER };
  try {
    const person = await desk.people(userId, STANDING_AGE_MS);
    if (!person?.fullMember) return { why: GUEST };
    if (action !== "hand_back" && !desk.mayServe(userId, card.team)) {
      return {
        why: `You are not among the agents of team "${card.team}". Whoever looks after Nightdesk can add you (teams, agents, in shop.yaml).`,
      };
    }
    return { agent: { id: userId, name: person.name } };
  } catch (error) {
    reportSilence(error, desk);
    return { why: NOBODY_KNOWS };
  }
}

/**
 * A message in a thread. Whether it reaches the customer is the turn's to decide: only the holder's words do.
 * Edits and deletions become notes: what has been sent cannot be unsent, so the record shows both versions and the
 * customer sees the first.
 */
async function takeTalk(talk: Talk, desk: DeskInbox): Promise<void> {
  if (talk.stranger) return; // another company's words belong neither to the customer nor in the record
  const author = await named(talk.userId, desk);
  if (author?.fullMember === false) return;
  const agent = { id: talk.userId, name: author?.name ?? "An agent" };
  const text = toCustomerText(talk.text, await mentionedNames(talk.text, desk));
  const action = actionOf(talk, text);
  if (action === undefined) return;
  const acceptance = await keep(
    desk,
    inbound(desk, talk.key, agent, action, { kind: "known_address", address: talk.thread }),
  );
  if (acceptance?.outcome === "kept") explain(talk, text, desk);
}

function actionOf(talk: Talk, text: string): AgentAction["action"] | undefined {
  switch (talk.change) {
    case "edited":
      return { do: "note", text: `(edited to) ${text}` };
    case "deleted":
      return { do: "note", text: `(deleted) ${text}` };
    case "posted":
      if (text === "") return talk.files ? { do: "note", text: "(a file)" } : undefined;
      return isInternal(text)
        ? { do: "note", text: text.replace(/^\/\/\s*/, "") }
        : { do: "say", text, mark: talk.mark };
    default:
      return talk.change satisfies never;
  }
}

/** A "//" at the start of any line, even quoted or listed, keeps the whole message in the house: better silent than sorry. */
function isInternal(text: string): boolean {
  return /^[\s>•◦▪*_~`-]*\/\//m.test(text);
}

/** What an agent would otherwise believe wrongly. */
function explain(talk: Talk, text: string, desk: DeskInbox): void {
  if (talk.change !== "posted") return;
  if (talk.files)
    desk.whisper(talk.userId, talk, "Files stay here: they are not passed on to customers yet.");
  if (isInternal(text) && !text.startsWith("//")) {
    desk.whisper(
      talk.userId,
      talk,
      "Kept as an internal note, all of it, because one of its lines starts with //.",
    );
  }
}

async function mentionedNames(
  text: string,
  desk: DeskInbox,
): Promise<(id: string) => string | undefined> {
  const ids = mentionedPeople(text).slice(0, MOST_MENTIONS);
  const people = await Promise.all(ids.map((id) => named(id, desk)));
  const names = new Map(ids.map((id, n) => [id, people[n]?.name]));
  return (id) => names.get(id);
}

/** A name is a courtesy: without Slack's answer the words still count. */
async function named(userId: string, desk: DeskInbox): Promise<Awaited<ReturnType<People>>> {
  try {
    return await desk.people(userId, NAME_AGE_MS);
  } catch (error) {
    reportSilence(error, desk);
    return undefined;
  }
}

function reportSilence(error: unknown, { edge }: DeskInbox): void {
  edge.events.failed({ what: "asking Slack who somebody is", error });
}

function inbound(
  desk: DeskInbox,
  key: string,
  agent: Agent,
  action: AgentAction["action"],
  route: Arrival["route"],
  handoff?: number,
): Arrival {
  const done = { kind: "agent", key, receivedAt: desk.edge.clock.now(), agent, action } as const;
  return { inbound: handoff === undefined ? done : { ...done, handoff }, route };
}

async function keep({ edge }: DeskInbox, arrival: Arrival): Promise<Acceptance | undefined> {
  const [acceptance] = await edge.accept([arrival]);
  return acceptance;
}
