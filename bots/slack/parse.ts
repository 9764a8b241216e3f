import { z } from "zod";
import { MalformedInboundError } from "../../core/errors.ts";
import type { Address } from "../../core/message.ts";
import { type CardValue, readCardValue } from "./card-value.ts";
import { isDirectChannel, readTap, readWrote, type Wrote } from "./customer-parse.ts";
import { type AgentFile, fileList, filesIn } from "./files-in.ts";
import { type Filled, type FormOpening, readFilled, readMenu } from "./forms-in.ts";
import { readShortcut, type Shortcut } from "./shortcuts-in.ts";

/** What an agent can press on a card; the button's `action_id`. */
const DESK_ACTIONS = ["claim", "hand_back", "resolve", "reopen"] as const;
export type DeskAction = (typeof DESK_ACTIONS)[number];

/** Something that happened in Slack, as far as the desk and customers care. */
export type SlackHappening =
  | {
      kind: "click";
      key: string;
      userId: string;
      /** From another company, through Slack Connect. */
      stranger: boolean;
      channel: string;
      threadTs: string;
      action: DeskAction;
      card: CardValue;
    }
  | {
      kind: "talk";
      key: string;
      userId: string;
      stranger: boolean;
      change: "posted" | "edited" | "deleted";
      /** The desk thread it was said in. */
      thread: Address;
      channel: string;
      threadTs: string;
      /** The message itself, whatever changed in it: `<channel>/<ts>`. */
      mark: string;
      /** As Slack sent it, with its markup. */
      text: string;
      files: readonly AgentFile[];
    }
  | Wrote
  | FormOpening
  | Filled
  | Shortcut
  /** A slash command; only `/nightdesk` is ours. */
  | { kind: "command"; key: string; userId: string; words: readonly string[] }
  /** Somebody opened their App Home, or pressed "I am off" there. */
  | { kind: "home"; userId: string }
  | { kind: "away"; key: string; userId: string }
  /** Slack trying whether somebody is here; the SDK answers it. */
  | { kind: "handshake" }
  /** Nothing for the desk: joins, the bot's own posts, other people's apps. `why` is for tests and debugging. */
  | { kind: "nothing"; why: string };

const bodySchema = z.looseObject({
  type: z.string().optional(),
  command: z.string().optional(),
  ssl_check: z.unknown().optional(),
});

const id = z.string().regex(/^[A-Z0-9]+$/);
const commandSchema = z.object({
  user_id: id,
  trigger_id: z.string(),
  text: z.string().default(""),
});
const ts = z.string().regex(/^\d+\.\d+$/);

const clickSchema = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id, team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id }).optional(),
  container: z.object({ message_ts: ts.optional(), thread_ts: ts.optional() }).optional(),
  actions: z
    .array(z.object({ action_id: z.string(), action_ts: ts, value: z.string().optional() }))
    .min(1),
});

const changedMessage = z.object({
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string().default(""),
  ts: ts.optional(),
  thread_ts: ts.optional(),
  edited: z.object({ ts: z.string() }).optional(),
});

const messageEvent = z.object({
  type: z.literal("message"),
  subtype: z.string().optional(),
  channel: id,
  ts,
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().default(""),
  thread_ts: ts.optional(),
  team: z.string().optional(),
  user_team: z.string().optional(),
  source_team: z.string().optional(),
  files: fileList,
  message: changedMessage.optional(),
  previous_message: changedMessage.optional(),
});
type MessageEvent = z.infer<typeof messageEvent>;

const eventSchema = z.object({
  type: z.literal("event_callback"),
  team_id: z.string(),
  event_id: z.string(),
  authorizations: z
    .array(z.object({ team_id: z.string().nullish(), user_id: z.string().nullish() }))
    .optional(),
  /** Another company is in the channel. */
  is_ext_shared_channel: z.boolean().default(false),
  event: z.looseObject({ type: z.string() }),
});

/** Subtypes under which a person's own words arrive. Everything else is Slack talking. */
const SPOKEN = new Set([undefined, "file_share", "thread_broadcast", "me_message"]);

/**
 * Reads one body from Slack, whichever road it took (HTTP or Socket Mode). Pure.
 *
 * A message's key is (workspace, channel, ts, subtype, edit): Slack repeats the same `event_id` on each retry, and a
 * retry has the same five parts, so this key catches everything that `event_id` would; and it also catches the same
 * message coming a second time under another `event_id`, which `event_id` would not. An edit reuses the message's
 * `ts`, so its own time is part of the key.
 * @throws MalformedInboundError when the body is not what Slack promises.
 */
export function readSlack(body: unknown): SlackHappening {
  const { type, command, ssl_check } = parsed(bodySchema, body, "a Slack body");
  if (type === "url_verification" || ssl_check !== undefined) return { kind: "handshake" };
  if (command !== undefined) return readCommand(parsed(commandSchema, body, "a Slack command"));
  if (type === "block_actions") {
    return readMenu(body) ?? readTap(body) ?? readClick(parsed(clickSchema, body, "a Slack click"));
  }
  if (type === "view_submission") return readFilled(body);
  if (type === "message_action") return readShortcut(body);
  if (type === "event_callback") return readEvent(parsed(eventSchema, body, "a Slack event"));
  if (type === undefined) throw new MalformedInboundError("Slack sent a body without a type");
  return { kind: "nothing", why: type };
}

/** Slack gives each typed command a trigger of its own. */
function readCommand({ user_id, trigger_id, text }: z.infer<typeof commandSchema>): SlackHappening {
  const words = text.trim().split(/\s+/).filter(Boolean);
  return { kind: "command", key: `slack:command:${trigger_id}`, userId: user_id, words };
}

function readClick(body: z.infer<typeof clickSchema>): SlackHappening {
  const [click] = body.actions;
  if (click?.action_id === "away")
    return {
      kind: "away",
      key: `slack:away:${click.action_ts}:${body.user.id}`,
      userId: body.user.id,
    };
  const action = DESK_ACTIONS.find((known) => known === click?.action_id);
  if (click === undefined || action === undefined)
    return { kind: "nothing", why: "not our button" };
  const card = readCardValue(click.value);
  const channel = body.channel?.id;
  const message = body.container?.message_ts;
  if (card === undefined || channel === undefined || message === undefined) {
    throw new MalformedInboundError(
      `a click on "${action}" without a card behind it (value ${JSON.stringify(click.value)})`,
    );
  }
  const home = body.team?.id;
  const theirs = body.user.team_id;
  return {
    kind: "click",
    key: `slack:action:${click.action_ts}:${body.user.id}:${action}:${click.value}`,
    userId: body.user.id,
    stranger: home !== undefined && theirs !== undefined && home !== theirs,
    channel,
    threadTs: body.container?.thread_ts ?? message,
    action,
    card,
  };
}

function readEvent(body: z.infer<typeof eventSchema>): SlackHappening {
  if (body.event.type === "app_home_opened")
    return { kind: "home", userId: String(body.event.user) };
  if (body.event.type !== "message") return { kind: "nothing", why: body.event.type };
  const event = parsed(messageEvent, body.event, "a Slack message");
  const home = body.authorizations?.[0]?.team_id ?? body.team_id;
  if (event.subtype === "message_changed") return readEdit(event, home);
  if (event.subtype === "message_deleted") return readDeletion(event, home);
  if (event.bot_id !== undefined) return { kind: "nothing", why: "a bot's post" };
  if (!SPOKEN.has(event.subtype)) return { kind: "nothing", why: event.subtype ?? "" };
  if (event.user === undefined) return { kind: "nothing", why: "nobody's message" };
  const wrote = readWrote({
    key: keyOf(event, home, event.ts, "-"),
    userId: event.user,
    stranger: isStranger(event, home),
    home,
    channel: event.channel,
    isDirect: isDirectChannel(event.channel),
    isShared: body.is_ext_shared_channel,
    ts: event.ts,
    threadTs: event.thread_ts,
    text: event.text,
    files: filesIn(event.files),
    appUser: body.authorizations?.[0]?.user_id ?? undefined,
  });
  if (wrote) return wrote;
  return talk(event, home, {
    userId: event.user,
    change: "posted",
    ts: event.ts,
    threadTs: event.thread_ts,
    edit: "-",
    text: event.text,
  });
}

/** Slack also "changes" a message when it unfurls a link or when our own card is redrawn: neither is an agent's edit. */
function readEdit(event: MessageEvent, home: string): SlackHappening {
  const { message, previous_message: before } = event;
  if (message?.bot_id !== undefined || message?.user === undefined || message.ts === undefined) {
    return { kind: "nothing", why: "a bot's post redrawn" };
  }
  if (message.edited === undefined || message.text === before?.text) {
    return { kind: "nothing", why: "not an edit of the words" };
  }
  return talk(event, home, {
    userId: message.user,
    change: "edited",
    ts: message.ts,
    threadTs: message.thread_ts,
    edit: message.edited.ts,
    text: message.text,
  });
}

function readDeletion(event: MessageEvent, home: string): SlackHappening {
  const before = event.previous_message;
  if (before?.bot_id !== undefined || before?.user === undefined || before.ts === undefined) {
    return { kind: "nothing", why: "a bot's post deleted" };
  }
  return talk(event, home, {
    userId: before.user,
    change: "deleted",
    ts: before.ts,
    threadTs: before.thread_ts,
    edit: "-",
    text: before.text,
  });
}

type Said = {
  userId: string;
  change: "posted" | "edited" | "deleted";
  ts: string;
  threadTs: string | undefined;
  edit: string;
  text: string;
};

function talk(event: MessageEvent, home: string, said: Said): SlackHappening {
  const { userId, change, ts: own, threadTs, edit, text } = said;
  if (threadTs === undefined || threadTs === own)
    return { kind: "nothing", why: "outside a thread" };
  return {
    kind: "talk",
    key: keyOf(event, home, own, edit),
    userId,
    stranger: isStranger(event, home),
    change,
    thread: `desk:${event.channel}/${threadTs}`,
    channel: event.channel,
    threadTs,
    mark: `${event.channel}/${own}`,
    text,
    files: change === "posted" ? filesIn(event.files) : [],
  };
}

function keyOf({ channel, subtype }: MessageEvent, home: string, own: string, edit: string) {
  return `slack:message:${home}:${channel}:${own}:${subtype ?? "-"}:${edit}`;
}

function isStranger({ user_team, source_team, team }: MessageEvent, home: string): boolean {
  return [user_team, source_team, team].some((each) => each !== undefined && each !== home);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new MalformedInboundError(`${what} came out of shape: ${z.prettifyError(result.error)}`);
}
