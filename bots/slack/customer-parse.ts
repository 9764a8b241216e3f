import { z } from "zod";
import type { AgentFile } from "./files-in.ts";
import type { Place } from "./place.ts";

/** Somebody wrote to the app, or pressed a button under its answer: a customer, unless they serve one of the teams. */
export type Wrote = {
  kind: "wrote";
  key: string;
  userId: string;
  /** From another company, through Slack Connect. */
  stranger: boolean;
  /** The workspace that the app lives in. */
  team: string;
  /** Where answers go. A channel that two companies share is answered in a thread. */
  place: Place;
  /** Only they and the app read it. */
  isDirect: boolean;
  /** It can begin a talk; else it only goes on with one. */
  begins: boolean;
  /** As Slack sent it, with its markup; without the mention that called the app. */
  text: string;
  files: readonly AgentFile[];
  tap?: { askedAt: number; label: string };
};

/** What a message is made of, as `readSlack` has it. */
export type Spoken = {
  key: string;
  userId: string;
  stranger: boolean;
  home: string;
  channel: string;
  isDirect: boolean;
  /** Two companies share the channel. */
  isShared: boolean;
  ts: string;
  threadTs: string | undefined;
  text: string;
  files: readonly AgentFile[];
  /** The app's own user. */
  appUser: string | undefined;
};

/**
 * A message as a customer's words: all that is written to the app itself, and of what another company's people write in
 * a shared channel what mentions the app, or may go on with such a talk in its thread. `undefined`: it is neither. Pure.
 */
export function readWrote(spoken: Spoken): Wrote | undefined {
  const { key, userId, stranger, home: team, channel, isDirect, ts, threadTs, files } = spoken;
  if (!isDirect && !(spoken.isShared && stranger)) return undefined;
  const mention = spoken.appUser === undefined ? undefined : `<@${spoken.appUser}>`;
  const isCalled = mention !== undefined && spoken.text.includes(mention);
  if (!isDirect && !isCalled && threadTs === undefined) return undefined;
  const text = mention === undefined ? spoken.text : spoken.text.replaceAll(mention, "").trim();
  const place = { channel, threadTs: isDirect ? threadTs : (threadTs ?? ts) };
  const begins = isDirect || isCalled;
  return { kind: "wrote", key, userId, stranger, team, place, isDirect, begins, text, files };
}

/** The `action_id` of the n-th button under an answer: within one message each must be another one. */
export function tapId(n: number): string {
  return `${TAP}${n}`;
}

const TAP = "answer:";

/** What a button under an answer carries: when its question was asked, and what it says. */
export function tapValue(value: { askedAt: number; say: string }): string {
  return JSON.stringify(value);
}

const tapSchema = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  container: z.object({ message_ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.tuple([
    z.object({
      action_id: z.string().startsWith(TAP),
      action_ts: z.string(),
      value: z
        .string()
        .transform(jsonIn)
        .pipe(z.object({ askedAt: z.number(), say: z.string() })),
      text: z.object({ text: z.string() }),
    }),
  ]),
});

/** A click on such a button; `undefined` for any other body. Pure. */
export function readTap(body: unknown): Wrote | undefined {
  const { data } = tapSchema.safeParse(body);
  if (!data) return undefined;
  const { user, team, channel, container, actions } = data;
  const [{ action_ts, value, text }] = actions;
  const { thread_ts, message_ts } = container;
  const isDirect = isDirectChannel(channel.id);
  return {
    kind: "wrote",
    key: `slack:tap:${action_ts}:${user.id}:${value.askedAt}`,
    userId: user.id,
    stranger: user.team_id !== undefined && user.team_id !== team.id,
    team: team.id,
    place: { channel: channel.id, threadTs: isDirect ? thread_ts : (thread_ts ?? message_ts) },
    isDirect,
    begins: isDirect,
    text: value.say,
    files: [],
    tap: { askedAt: value.askedAt, label: text.text },
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a SyntaxError: not one of ours
  }
}

/** Slack's ids say what they are of. Source: docs.slack.dev, "Conversations API": D for a direct message. */
export function isDirectChannel(channel: string): boolean {
  return channel.startsWith("D");
}
