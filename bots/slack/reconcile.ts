import type { webApi } from "@slack/bolt";
import { z } from "zod";
import type { Outgoing, SendOutcome } from "../channel.ts";
import type { Place } from "./place.ts";
import { bindingOf, metadataOf, placeOf, providerIdOf } from "./send.ts";

/** Clocks differ; a post cannot be older than the attempt by more than this. */
const CLOCK_SLACK_MS = 60_000;
const PAGE = 200;
/** A channel where more than this was said since the attempt is too busy to search: then we cannot tell. */
const MOST_PAGES = 10;

const page = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
          .optional(),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().default("") }).optional(),
});

/**
 * Whether a post whose answer was lost did arrive: looked up by the row's id in the channel's or the thread's recent
 * messages. `unknown` for what only one person saw, and whenever Slack does not let us look. Never rejects.
 */
export async function reconcileDesk(
  client: () => Promise<webApi.WebClient>,
  outgoing: Outgoing,
  channel: string | undefined,
): Promise<SendOutcome | { kind: "not_sent" } | { kind: "unknown" }> {
  const place = placeOf(outgoing, channel);
  if ("kind" in place) return { kind: "not_sent" };
  if (outgoing.send.body.kind === "whisper") return { kind: "unknown" };
  if (outgoing.send.body.kind === "mark") return { kind: "not_sent" }; // showing it again is harmless
  try {
    return await lookUp(await client(), outgoing, place);
  } catch {
    return { kind: "unknown" }; // the outbox asks again later; a guess here would be a double or a loss
  }
}

async function lookUp(
  client: webApi.WebClient,
  outgoing: Outgoing,
  place: Place,
): Promise<SendOutcome | { kind: "not_sent" } | { kind: "unknown" }> {
  const { send } = outgoing;
  const isUpdate = send.body.kind === "card" && place.threadTs !== undefined;
  const read = isUpdate
    ? readOne(client, place)
    : readRecent(client, place, send.startedAt ?? send.createdAt);
  const mark = metadataOf(send.id);
  let cursor = "";
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { messages, response_metadata } = page.parse(await read(cursor));
    const hit = messages.find(
      ({ metadata }) =>
        metadata?.event_type === mark.event_type &&
        metadata.event_payload.send === mark.event_payload.send,
    );
    if (hit) {
      const { channel } = place;
      return {
        kind: "accepted",
        providerId: providerIdOf(channel, hit.ts),
        ...bindingOf(outgoing, channel, hit.ts),
      };
    }
    cursor = response_metadata?.next_cursor ?? "";
    if (cursor === "") return { kind: "not_sent" };
  }
  return { kind: "unknown" };
}

type Read = (cursor: string) => Promise<unknown>;

function readOne(client: webApi.WebClient, { channel, threadTs = "" }: Place): Read {
  const only = { channel, oldest: threadTs, latest: threadTs, inclusive: true, limit: 1 };
  // The card itself is all that matters: whatever stands before it is not asked for.
  return async () => {
    const { messages } = await client.conversations.history({
      ...only,
      include_all_metadata: true,
    });
    return { messages: messages?.filter(({ ts }) => ts === threadTs) };
  };
}

function readRecent(client: webApi.WebClient, { channel, threadTs }: Place, sinceMs: number): Read {
  const oldest = ((sinceMs - CLOCK_SLACK_MS) / 1000).toFixed(6);
  const recent = { channel, oldest, limit: PAGE, include_all_metadata: true } as const;
  return (cursor) =>
    threadTs === undefined
      ? client.conversations.history({ ...recent, ...(cursor && { cursor }) })
      : client.conversations.replies({ ...recent, ts: threadTs, ...(cursor && { cursor }) });
}
