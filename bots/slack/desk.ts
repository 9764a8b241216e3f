import type { Agent, AgentAction } from "../../core/message.ts";
import { GAP } from "../../core/shop.ts";
import type { DeskMessage } from "./blocks.ts";
import { answerCommand, goAway, servedBy } from "./command.ts";
import { takeWrote } from "./customer-inbox.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import { deskForm } from "./forms.ts";
import type { Filled, FormOpening } from "./forms-in.ts";
import { homeOfNobody, showHome } from "./home.ts";
import { allowed, keepDone } from "./keep-doing.ts";
import { toCustomerText } from "./mrkdwn.ts";
import { readSlack, type SlackHappening } from "./parse.ts";
import { takeShortcut } from "./shortcut.ts";
import { standing } from "./standing.ts";
import { isInternal, takeTalk } from "./talk.ts";

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
    case "shortcut":
      return void (await takeShortcut(happening, desk));
    case "wrote":
      return void (await takeWrote(happening, desk));
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

async function takeClick(click: Click, desk: DeskInbox): Promise<void> {
  const who = await allowed(click, click.action, desk);
  if (who) await keepDone(click, who, { do: click.action }, desk);
}

/** A form opens only for whoever may send it; nothing is kept, and one that does not open is clicked again. */
async function takeMenu(menu: FormOpening, desk: DeskInbox): Promise<void> {
  const who = await allowed(menu, menu.form, desk);
  if (!who) return;
  const others = desk.teams().filter((team) => team !== menu.card.team);
  const text = menu.canned === undefined ? menu.text : await cannedWords(menu, desk);
  desk.openForm(menu.triggerId, deskForm(menu.form, menu.card, menu, others, text));
}

async function cannedWords(menu: FormOpening, desk: DeskInbox): Promise<string | undefined> {
  const talk = await desk.edge.talkIn?.(`desk:${menu.channel}/${menu.threadTs}`);
  return desk.canned(menu.canned ?? "", talk?.conversation);
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
  if (text.includes(GAP)) return { why: `Nothing was sent: fill in what is missing (${GAP}).` };
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
