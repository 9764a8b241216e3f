import type { Outgoing, Pace } from "../channel.ts";
import { placeIn } from "./customer-inbox.ts";

/**
 * Slack carries about one post a second into each channel, and short bursts.
 * Source: https://docs.slack.dev/apis/web-api/rate-limits, chat.postMessage
 */
const POSTS = { perSecond: 1, burst: 10, weight: 1 };

/** How fast a post may go into its team's channel. Updates, marks and what only one person sees have limits of their own. */
export function postPace(
  { send, thread }: Outgoing,
  channel: string | undefined,
): Pace | undefined {
  if (send.body.kind === "text") {
    const place = placeIn(send.from);
    return place && { bucket: `slack:${place.channel}`, ...POSTS };
  }
  const isPost =
    send.body.kind === "line" ||
    send.body.kind === "notice" ||
    send.body.kind === "briefing" ||
    (send.body.kind === "card" && thread === undefined);
  return isPost && channel !== undefined ? { bucket: `slack:${channel}`, ...POSTS } : undefined;
}
