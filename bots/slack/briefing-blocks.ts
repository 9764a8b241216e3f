import type { types } from "@slack/bolt";
import type { DeskBriefing } from "../../core/decision.ts";
import { type DeskMessage, oneLine, plain, slackTime } from "./blocks.ts";
import { type ListedCard, withLinks } from "./card-links.ts";
import { escapedWithin } from "./mrkdwn.ts";

/** More than a screenful helps nobody; the cards are all there. Slack itself allows 50 blocks. */
export const MOST_LINES = 15;
const LINE = 300;
const MARK = { urgent: "🔴 ", high: "🟠 ", normal: "" } as const;

/**
 * What a team reads as its shift begins or ends, and of promises that nobody keeps; with links to the cards where it is
 * known where the workspace lives. Pure; the only formatted text in it is our times and links.
 */
export function deskBriefing(briefing: DeskBriefing, workspace?: string): DeskMessage {
  const { timezone } = briefing;
  const waiting =
    workspace === undefined ? briefing.waiting : withLinks(briefing.waiting, workspace);
  const first = headline(briefing);
  return { text: escapedWithin(first, LINE), blocks: listed(first, waiting, timezone) };
}

/** Who waits, for somebody who asked; under `first`, where it says more. */
export function deskQueue(
  waiting: readonly ListedCard[],
  timezone: string,
  first = waiting.length === 0
    ? "Nobody waits."
    : `${waiting.length} waiting, most pressing first:`,
): DeskMessage {
  return { text: first, blocks: listed(first, waiting, timezone) };
}

function listed(
  first: string,
  waiting: readonly ListedCard[],
  timezone: string,
): types.KnownBlock[] {
  const shown = waiting.slice(0, MOST_LINES);
  const rest = waiting.length - shown.length;
  return [
    { type: "section", text: plain(first, LINE) },
    ...(shown.length > 0 ? [{ type: "divider" } as const] : []),
    ...shown.map((each) => lineOf(each, timezone)),
    ...(rest > 0 ? [words(`… and ${rest} more, in their cards.`)] : []),
  ];
}

/** Several teams may share a channel, so each is named. */
function headline(briefing: DeskBriefing): string {
  const { shift, team, waiting } = briefing;
  const customers = waiting.length === 1 ? "1 customer" : `${waiting.length} customers`;
  const were = waiting.length === 1 ? "was" : "were";
  switch (shift) {
    case "promised":
      return `⏰ ${customers} of team ${team} ${were} promised an answer soon, and nobody has claimed them.`;
    case "broken":
      return `⚠️ The hour promised to ${customers} of team ${team} has passed, and nobody has claimed them. They were told a new one.`;
    case "opens":
    case "closes":
      return shiftLine(briefing);
    default:
      return shift satisfies never;
  }
}

function shiftLine({ shift, team, settled, waiting }: DeskBriefing): string {
  const waits = waiting.length === 1 ? "1 customer waits" : `${waiting.length} customers wait`;
  const people = waiting.length === 0 ? "Nobody waits for you" : `${waits} for you`;
  const urgent = waiting.filter(({ priority }) => priority === "urgent").length;
  const first = urgent > 0 ? `, ${urgent} urgent` : "";
  if (shift === "closes")
    return `🌙 The shift of team ${team} ends. ${people}${first}; the night answers what it can.`;
  return `☀️ Good morning, team ${team}. ${night(settled)}${people}${first}.`;
}

function night(settled: DeskBriefing["settled"]): string {
  if (!settled || settled.conversations === 0) return "";
  const { conversations, handedOver } = settled;
  const alone = conversations - handedOver;
  const talks = conversations === 1 ? "1 customer" : `${conversations} customers`;
  return `${talks} wrote since you left; Nightdesk settled ${alone} without you. `;
}

function lineOf(
  { who, reason, priority, promiseDueAt, windowEndsAt, link }: ListedCard,
  timezone: string,
): types.KnownBlock {
  const times = [
    ...(promiseDueAt === undefined ? [] : [`by ${slackTime(promiseDueAt, timezone)}`]),
    ...(windowEndsAt === undefined ? [] : [`WhatsApp until ${slackTime(windowEndsAt, timezone)}`]),
  ];
  const name = plain(`${MARK[priority]}${oneLine(who)}: ${oneLine(reason)}`, LINE);
  const more = [...times, ...(link === undefined ? [] : [`<${link}|Open>`])];
  if (more.length === 0) return { type: "context", elements: [name] };
  return { type: "context", elements: [name, { type: "mrkdwn", text: more.join(" · ") }] };
}

function words(text: string): types.KnownBlock {
  return { type: "context", elements: [plain(text, LINE)] };
}
