import type { Agent, AgentAction } from "../../core/message.ts";
import type { Acceptance, Arrival } from "../../core/ports.ts";
import { maySeeFile } from "../fetch-file.ts";
import type { DeskMessage } from "./blocks.ts";
import type { DeskForm } from "./card-value.ts";
import { answerCommand, goAway, servedBy } from "./command.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import { deskForm } from "./forms.ts";
import type { Filled, FormOpening } from "./forms-in.ts";
import { homeOfNobody, showHome } from "./home.ts";
import { mentionedPeople, toCustomerText } from "./mrkdwn.ts";
import { type DeskAction, readSlack, type SlackHappening } from "./parse.ts";
import type { People } from "./people.ts";
import type { Place } from "./place.ts";
import { type Doer, reportSilence, standing } from "./standing.ts";

/** A name is asked for again after this long. */
const NAME_AGE_MS = 60 * 60_000;
/** More mentions than this in one message are "a colleague": each name costs a question to Slack before we answer it. */
const MOST_MENTIONS = 5;

/**
 * Takes in one body from Slack. When it resolves, whatever matters of it is durable and Slack may be told so (G1).
 * Gives what a slash command is answered with, if it was one.
 * @throws MalformedInboundError, StoreUnavailableError: Slack must not be told that we have it.
 */
export async function takeIn(body: unknown, desk: DeskInbox): Promise<DeskMessage | undefined> {
  const happening = readSlack(body);
  switch (happening.kind) {
    case "click":
      return void (await takeClick(happening, desk));
    case "menu":
      return void (await takeMenu(happening, desk));
    case "form":
      return void (await takeForm(happening, desk));
    case "talk":
      return void (await takeTalk(happening, desk));
    case "command":
      return answerCommand(happening, desk);
    case "home":
    case "away":
      return void (await takeHome(happening, desk));
    case "handshake":
    case "nothing":
      return undefined;
    default:
      return happening satisfies never;
  }
}

/** App Home is for those who serve a team; it is drawn anew once something was handed over from it. */
async function takeHome(
  happening: Extract<SlackHappening, { kind: "home" | "away" }>,
  desk: DeskInbox,
): Promise<void> {
  const { userId } = happening;
  const served = await servedBy(userId, desk.teams(), desk);
  if ("why" in served) return desk.publishHome(userId, homeOfNobody(served.why));
  if (happening.kind === "home") return showHome(userId, served.teams, desk);
  const words = await goAway(happening, served.agent, desk);
  desk.publishHome(userId, homeOfNobody(words));
}

type Click = Extract<SlackHappening, { kind: "click" }>;
type Talk = Extract<SlackHappening, { kind: "talk" }>;

async function takeClick(click: Click, desk: DeskInbox): Promise<void> {
  const who = await allowed(click, click.action, desk);
  if (who) await keepDone(click, who, { do: click.action }, desk);
}

/** A form opens only for whoever may send it; nothing is kept, and one that does not open is clicked again. */
async function takeMenu(menu: FormOpening, desk: DeskInbox): Promise<void> {
  const who = await allowed(menu, menu.form, desk);
  if (!who) return;
  const others = desk.teams().filter((team) => team !== menu.card.team);
  const text = menu.canned === undefined ? menu.text : desk.canned(menu.canned);
  desk.openForm(menu.triggerId, deskForm(menu.form, menu.card, menu, others, text));
}

async function takeForm(filled: Filled, desk: DeskInbox): Promise<void> {
  const who = await allowed(filled, filled.form, desk);
  if (!who) return;
  const action = await meantBy(filled, desk);
  if ("why" in action) return desk.whisper(filled.userId, filled, action.why);
  await keepDone(filled, who, action, desk);
}

async function meantBy(
  filled: Filled,
  desk: DeskInbox,
): Promise<AgentAction["action"] | { why: string }> {
  const { form, untilMs, note } = filled;
  switch (form) {
    case "snooze":
      return untilMs === undefined ? { do: form } : { do: form, until: untilMs };
    case "resolve":
      return note === undefined ? { do: form } : { do: form, outcome: note };
    case "hand_back":
      return note === undefined ? { do: form } : { do: form, note };
    case "pass_on": {
      const to = await receiverOf(filled, desk);
      if ("why" in to) return to;
      return note === undefined ? { do: form, to } : { do: form, to, note };
    }
    case "order":
      return orderWork(filled);
    case "reply":
      return reply(filled);
    default:
      return form satisfies never;
  }
}

function reply({ text = "" }: Filled): AgentAction["action"] | { why: string } {
  const words = toCustomerText(text);
  if (words === "" || isInternal(words))
    return { why: "Nothing was sent: the reply was empty, or began with //." };
  return { do: "say", text: words };
}

function orderWork({ work, orderNumber, note }: Filled): AgentAction["action"] | { why: string } {
  if (work === undefined || orderNumber === undefined)
    return { why: "Nothing done: choose what is to be done, and give the order's number." };
  const action = { do: "order", what: work, number: orderNumber } as const;
  return note === undefined ? action : { ...action, note };
}

async function receiverOf(
  { form, team, agentId, card }: Filled,
  desk: DeskInbox,
): Promise<{ team: string } | { agent: Agent } | { why: string }> {
  if (agentId === undefined) {
    return team === undefined ? { why: "Not passed on: choose a team or a colleague." } : { team };
  }
  const colleague = await standing({ userId: agentId, stranger: false, card }, form, desk);
  return "agent" in colleague
    ? colleague
    : { why: "Not passed on: this colleague may not serve this team." };
}

/** Who does this, if they may; otherwise they are told why not. */
async function allowed(
  doer: Doer & Place,
  what: DeskAction | DeskForm,
  desk: DeskInbox,
): Promise<Agent | undefined> {
  const who = await standing(doer, what, desk);
  if ("agent" in who) return who.agent;
  desk.edge.events.refused({ channel: "slack", status: 200, why: `may not ${what}` });
  desk.whisper(doer.userId, doer, who.why);
  return undefined;
}

async function keepDone(
  doer: Doer & Place & { key: string },
  agent: Agent,
  action: AgentAction["action"],
  desk: DeskInbox,
): Promise<void> {
  const route = { kind: "customer", customer: doer.card.customer } as const;
  const done = inbound(desk, doer.key, agent, action, route, doer.card.handoff);
  const acceptance = await keep(desk, done);
  if (acceptance?.outcome === "unroutable") desk.whisper(doer.userId, doer, GONE);
}

const GONE = "This conversation is no longer kept here, so there is nothing to do.";
/**
 * A message in a thread. Whether it reaches the customer is the turn's to decide: only the holder's words do.
 * Edits and deletions hold for what has not left yet; what has been sent cannot be unsaid, and the agent is told so.
 */
async function takeTalk(talk: Talk, desk: DeskInbox): Promise<void> {
  if (talk.stranger) return; // another company's words belong neither to the customer nor in the record
  const author = await named(talk.userId, desk);
  if (author?.fullMember === false) return;
  const agent = { id: talk.userId, name: author?.name ?? "An agent" };
  const text = toCustomerText(talk.text, await mentionedNames(talk.text, desk));
  const { links, left } = passedOn(talk, desk);
  const action = actionOf(talk, [text, ...links].filter(Boolean).join("\n"));
  if (action === undefined) return;
  const acceptance = await keep(
    desk,
    inbound(desk, talk.key, agent, action, { kind: "known_address", address: talk.thread }),
  );
  if (acceptance?.outcome === "kept") explain(talk, text, left, desk);
}

function actionOf(talk: Talk, text: string): AgentAction["action"] | undefined {
  switch (talk.change) {
    case "edited":
      // One that became a note, or was one, goes no further: the customer keeps what they have read.
      return isInternal(text)
        ? { do: "amend", mark: talk.mark }
        : { do: "amend", mark: talk.mark, text };
    case "deleted":
      return { do: "amend", mark: talk.mark };
    case "posted":
      if (text === "") return talk.files.length > 0 ? { do: "note", text: "(a file)" } : undefined;
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

/** Where the customer reads each file of a message, and the names of those that stay here. */
function passedOn(
  { files }: Talk,
  desk: DeskInbox,
): { links: readonly string[]; left: readonly string[] } {
  const links: string[] = [];
  const left: string[] = [];
  for (const file of files) {
    const link = maySeeFile(file) ? desk.fileLink(file) : undefined;
    if (link === undefined) left.push(file.name);
    else links.push(link);
  }
  return { links, left };
}

/** What an agent would otherwise believe wrongly. */
function explain(talk: Talk, text: string, left: readonly string[], desk: DeskInbox): void {
  if (talk.change !== "posted") return;
  if (left.length > 0 && !isInternal(text)) {
    const why = "only pictures, sound, film and papers of up to 16 MB go to customers";
    desk.whisper(talk.userId, talk, `Not passed on: ${left.join(", ")} (${why}).`);
  }
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
