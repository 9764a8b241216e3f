import type { types } from "@slack/bolt";
import type { DeskCard, SendBody } from "../../core/decision.ts";
import { closedButtons, openButtons, replyButton } from "./buttons.ts";
import { escapedPieces, escapedWithin } from "./mrkdwn.ts";

/** One message as Slack takes it: the blocks people see, and the words for notifications and screen readers. */
export type DeskMessage = { text: string; blocks: types.KnownBlock[] };

/** Slack's limits. Source: docs.slack.dev, reference of header, section, context, chat.postMessage. */
const HEADER = 150;
const SECTION = 3_000;
const CONTEXT = 1_000;
/** More than about 13,200 characters of blocks are refused, though no page says so. Source: slackapi/bolt-js#2509. */
const LINE_PIECES = 4;
/** Ends of earlier work on a card. */
const PAST_WORK = 3;
/** Of each suggested reply; the form has it whole. */
const SUGGESTION = 300;
/** What a phone shows of a notification. */
const FALLBACK = 300;
/** Of each of the last words on a card; the thread has them whole. */
const LAST_WORDS = 400;
/** What a machine tells in short is never longer than that. */
const SUMMARY = 400;

const PRIORITY = { urgent: "🔴 Urgent", high: "🟠 High", normal: "" } as const;

/** The card as it should look now. Pure; the only formatted text in it is ours. */
export function deskCard(card: DeskCard): DeskMessage {
  switch (card.state) {
    case "waiting":
    case "claimed":
      return { text: escapedWithin(headline(card), FALLBACK), blocks: openCard(card) };
    case "handed_back":
    case "resolved":
    case "passed_on":
      return { text: escapedWithin(closing(card), FALLBACK), blocks: closedCard(card) };
    default:
      return card.state satisfies never;
  }
}

/** A line in the card's thread. What a customer wrote is shown as it is: nothing in it formats, links or pings. */
export function deskLine(
  line: Extract<SendBody, { kind: "line" }>,
  files: readonly FileLink[] = [],
): DeskMessage {
  const text = line.text.trim() === "" ? "(no words)" : line.text;
  switch (line.who) {
    case "customer": {
      const { blocks, ...said } = spokenLine("💬 Customer", text);
      return { ...said, blocks: [...blocks, ...translated(line), ...filesOf(files)] };
    }
    case "bot":
      return spokenLine("🌙 Nightdesk", text);
    case "desk":
      return {
        text: escapedWithin(text, FALLBACK),
        blocks: [...called(line.calls), context(text)],
      };
    default:
      return line.who satisfies never;
  }
}

/** Under a headline that no words of a customer's can have. */
function translated({ translation }: Extract<SendBody, { kind: "line" }>): types.KnownBlock[] {
  return translation === undefined
    ? []
    : spokenLine("🤖 Translated by a machine", translation).blocks;
}

/** A customer's file, under an address of ours. */
export type FileLink = { href: string; type: string };

function filesOf(files: readonly FileLink[]): types.KnownBlock[] {
  if (files.length === 0) return [];
  const links = files.map(({ href, type }) => `<${href}|${type.replace(/[^\w./+-]/g, "")}>`);
  const text = `📎 ${links.join("  ·  ")}`;
  return [{ type: "section", text: { type: "mrkdwn", text } }];
}

/** Words of ours to a whole team. */
export function deskNotice(text: string): DeskMessage {
  return { text: escapedWithin(text, FALLBACK), blocks: [section(text)] };
}

/** Words that only one agent sees, with what they are offered. */
export function deskWhisper(text: string, offers: types.KnownBlock[] = []): DeskMessage {
  return { text: escapedWithin(text, SECTION), blocks: [section(text), ...offers] };
}

function openCard(card: DeskCard): types.KnownBlock[] {
  return [
    { type: "header", text: plain(headline(card), HEADER) },
    context(facts(card)),
    { type: "section", fields: [...times(card), ...windowField(card), ...silenceField(card)] },
    ...pastWork(card),
    ...inShort(card),
    ...lastWords(card),
    ...suggestions(card),
    ...hint(card),
    openButtons(card),
  ];
}

function closedCard(card: DeskCard): types.KnownBlock[] {
  const back = card.state === "passed_on" ? [] : [closedButtons(card)];
  return [section(closing(card)), context(facts(card)), ...back];
}

/** "🔴 Urgent · Anna: asked for a person". */
function headline(card: DeskCard): string {
  const need = `${oneLine(card.who)}: ${oneLine(card.reason)}`;
  return [PRIORITY[card.priority], need].filter(Boolean).join(" · ");
}

function closing(card: DeskCard): string {
  const need = `${oneLine(card.who)}: ${oneLine(card.reason)}`;
  if (card.state === "passed_on") return `➡️ ${need}. Passed on to team ${card.passedTo ?? "?"}.`;
  const [mark, done] =
    card.state === "resolved" ? ["✅", "Resolved"] : ["🌙", "Handed back to Nightdesk"];
  const by = card.agent === undefined ? "" : ` by ${oneLine(card.agent.name)}`;
  return `${mark} ${need}. ${done}${by}.`;
}

/** Where they write from, what it is about, and why it came here. */
function facts(card: DeskCard): string {
  const { channel, address, orderNumbers } = card;
  const where = address.toLowerCase().startsWith(channel.toLowerCase())
    ? address
    : `${channel} ${address}`;
  const orders =
    orderNumbers.length > 1 ? `orders ${orderNumbers.join(", ")}` : `order ${orderNumbers[0]}`;
  return [
    where,
    ...(orderNumbers.length > 0 ? [orders] : []),
    `rule: ${card.rule}${card.because ? ` (${card.because})` : ""}`,
    `team: ${card.team}`,
    ...(card.skills ? [`needs: ${card.skills.join(", ")}`] : []),
  ]
    .map(oneLine)
    .join("  ·  ");
}

/** Who has been answered waits for nothing, and a promise that was kept is none that was never made. */
function times(card: DeskCard): types.MrkdwnElement[] {
  const { answeredAt, waitingSince, promiseDueAt, timezone } = card;
  const since =
    answeredAt === undefined
      ? `*Waiting since*\n${slackTime(waitingSince, timezone)}`
      : `*Answered*\n${slackTime(answeredAt, timezone)}`;
  const due = promiseDueAt === undefined ? "no promise made" : slackTime(promiseDueAt, timezone);
  const isSettled = promiseDueAt === undefined && card.state === "claimed";
  const promise = isSettled ? [] : [`*Answer promised by*\n${due}`];
  return [since, ...promise].map((text) => ({ type: "mrkdwn", text }));
}

/** Whether free text still reaches them on WhatsApp, and what waits for them to write. */
function windowField({ window, timezone }: DeskCard): types.MrkdwnElement[] {
  if (!window) return [];
  const end = slackTime(window.endsAt, timezone);
  const waits = window.held === 1 ? "1 line waits" : `${window.held} lines wait`;
  const held = window.held === 0 ? "" : `: ${waits} for them to write`;
  const state = {
    open: `open until ${end}`,
    closing: `⏳ closes ${end}`,
    closed: `🔒 closed${held}`,
  }[window.state];
  return [{ type: "mrkdwn", text: `*WhatsApp*\n${state}` }];
}

/** An agent learns before they write that no line would reach them. */
function silenceField({ silenced, timezone }: DeskCard): types.MrkdwnElement[] {
  if (!silenced) return [];
  const how = escapedWithin(silenced.by, FALLBACK);
  return [
    { type: "mrkdwn", text: `*Wants no messages*\n${slackTime(silenced.at, timezone)}, ${how}` },
  ];
}

/** Slack shows it in each agent's own zone, as "today" or "yesterday" where that fits; elsewhere the shop's time stands. */
export function slackTime(instant: number, timezone: string): string {
  const shopTime = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(instant);
  return `<!date^${Math.floor(instant / 1000)}^{date_short_pretty} {time}|${shopTime}>`;
}

function snoozedUntil({ snoozed, timezone }: DeskCard): types.KnownBlock[] {
  if (snoozed?.until === undefined) return [context("Until the customer writes.")];
  const text = `Until ${slackTime(snoozed.until, timezone)}, or the customer writes.`;
  return [{ type: "context", elements: [{ type: "mrkdwn", text }] }];
}

const HOW = { resolved: "resolved", handed_back: "handed back", passed_on: "passed on" } as const;

/** What became of it the last times, so that nobody asks the customer twice. */
function pastWork({ pastWork: works = [], timezone }: DeskCard): types.KnownBlock[] {
  return works.slice(-PAST_WORK).map(({ at, by, how, note }) => ({
    type: "context",
    elements: [
      { type: "mrkdwn", text: slackTime(at, timezone) },
      plain(oneLine(`${HOW[how]} by ${by}${note === undefined ? "" : `: ${note}`}`), LAST_WORDS),
    ],
  }));
}

/** Told apart from what people said, for it is a machine's word. */
function inShort({ summary }: DeskCard): types.KnownBlock[] {
  if (summary === undefined) return [];
  const words = oneLine(`In short, by a machine: ${summary}`);
  return [{ type: "context", elements: [plain(words, SUMMARY)] }];
}

/** The newest words, as many as fit. Each on one line, so that no customer can write a line that looks like ours. */
function lastWords(card: DeskCard): types.KnownBlock[] {
  const said: string[] = [];
  let room = SECTION;
  for (const line of card.lines.toReversed()) {
    const speaker = { customer: card.who, bot: "Nightdesk", agent: line.name ?? "Agent" }[line.who];
    const words = escapedWithin(`${oneLine(speaker)}: ${oneLine(line.text)}`, LAST_WORDS);
    room -= words.length + 1;
    if (room < 0) break;
    said.unshift(words);
  }
  if (said.length === 0) return [];
  return [{ type: "divider" }, { type: "section", text: escapedPlain(said.join("\n")) }];
}

/** Words that the holder may take up; nothing of them is sent before they have been read in a form. */
function suggestions(card: DeskCard): types.KnownBlock[] {
  const offered = (card.suggestions ?? []).flatMap((text): types.KnownBlock[] => {
    const accessory = replyButton(card, text, "Edit and send…");
    return accessory ? [{ type: "section", text: plain(text, SUGGESTION), accessory }] : [];
  });
  return offered.length > 0 ? [context("💡 You might answer"), ...offered] : [];
}

function hint(card: DeskCard): types.KnownBlock[] {
  if (card.state !== "claimed") return [];
  const holder = card.agent === undefined ? "An agent" : oneLine(card.agent.name);
  if (card.snoozed) return [context(`💤 ${holder} put this aside.`), ...snoozedUntil(card)];
  return [
    context(
      `🙋 ${holder} holds this. What ${holder} writes in the thread goes to the customer; // starts an internal note.`,
    ),
  ];
}

function spokenLine(speaker: string, text: string): DeskMessage {
  return {
    text: escapedWithin(`${speaker}: ${text}`, FALLBACK),
    blocks: [
      context(speaker),
      ...escapedPieces(text, SECTION, LINE_PIECES).map(
        (piece): types.KnownBlock => ({ type: "section", text: escapedPlain(piece) }),
      ),
    ],
  };
}

/** The one mention there is: of an agent, by an id that Slack itself gave us. */
function called(agentId: string | undefined): types.KnownBlock[] {
  if (agentId === undefined || !/^[UW][A-Z0-9]+$/.test(agentId)) return [];
  return [{ type: "context", elements: [{ type: "mrkdwn", text: `<@${agentId}>` }] }];
}

function section(text: string): types.KnownBlock {
  return { type: "section", text: plain(text, SECTION) };
}

function context(text: string): types.KnownBlock {
  return { type: "context", elements: [plain(text, CONTEXT)] };
}

/** Text that formats, links and pings nothing, cut to what fits. */
export function plain(text: string, limit: number): types.PlainTextElement {
  return escapedPlain(escapedWithin(text, limit));
}

/** `emoji: false`: a customer's ":fire:" stays what they typed. */
function escapedPlain(text: string): types.PlainTextElement {
  return { type: "plain_text", text, emoji: false };
}

/** One line, without the invisible characters that turn text around or hide it. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, " ").trim();
}
