import { z } from "zod";
import { MalformedInboundError } from "../../core/errors.ts";
import type { Place } from "./place.ts";

/** What an agent can do from the menu of any message in a customer's thread; the shortcut's `callback_id` in the manifest. */
export const SHORTCUTS = ["take_customer", "order_work", "send_to_customer"] as const;

/** Somebody used a shortcut on a message. */
export type Shortcut = {
  kind: "shortcut";
  key: string;
  triggerId: string;
  userId: string;
  /** From another company, through Slack Connect. */
  stranger: boolean;
  shortcut: (typeof SHORTCUTS)[number];
  /** A person's own words, as Slack sent them; absent on a post of ours. */
  text?: string;
} & Place & { threadTs: string };

const id = z.string().regex(/^[A-Z0-9]+$/);
const ts = z.string().regex(/^\d+\.\d+$/);

const ours = z.object({ callback_id: z.enum(SHORTCUTS) });

const shortcutSchema = ours.extend({
  trigger_id: z.string(),
  action_ts: ts,
  user: z.object({ id, team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id }),
  message_ts: ts,
  message: z.object({
    text: z.string().default(""),
    thread_ts: ts.optional(),
    bot_id: z.string().nullish(),
  }),
});

/**
 * A message shortcut of ours; another app's is nothing to us. Pure.
 * Source: docs.slack.dev, shortcuts interaction payload (`message_action`).
 * @throws MalformedInboundError when the body is not what Slack promises.
 */
export function readShortcut(body: unknown): Shortcut | { kind: "nothing"; why: string } {
  if (!ours.safeParse(body).success) return { kind: "nothing", why: "not our shortcut" };
  const result = shortcutSchema.safeParse(body);
  if (!result.success) {
    throw new MalformedInboundError(`a Slack shortcut: ${z.prettifyError(result.error)}`);
  }
  const { callback_id, trigger_id, action_ts, user, team, channel, message, message_ts } =
    result.data;
  const stranger = team?.id !== undefined && user.team_id !== undefined && team.id !== user.team_id;
  return {
    kind: "shortcut",
    key: `slack:shortcut:${action_ts}:${user.id}:${callback_id}:${channel.id}/${message_ts}`,
    triggerId: trigger_id,
    userId: user.id,
    stranger,
    shortcut: callback_id,
    ...(message.bot_id == null ? { text: message.text } : {}),
    channel: channel.id,
    threadTs: message.thread_ts ?? message_ts,
  };
}
