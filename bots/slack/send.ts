import type { webApi } from "@slack/bolt";
import type { SendBody } from "../../core/decision.ts";
import { type Address, addressKind, addressValue } from "../../core/message.ts";
import type { Outgoing, SendOutcome } from "../channel.ts";
import {
  type DeskMessage,
  deskCard,
  deskLine,
  deskNotice,
  deskWhisper,
  type FileLink,
} from "./blocks.ts";
import { deskBriefing } from "./briefing-blocks.ts";
import { offerButton } from "./buttons.ts";
import { customerMessage } from "./customer-blocks.ts";
import { placeIn } from "./customer-inbox.ts";
import { faultOf, outcomeOf, refusal } from "./faults.ts";
import { showMark } from "./marks.ts";
import type { Place } from "./place.ts";

/** Nothing in a post becomes a link preview, a mention or a channel link. */
const QUIET = {
  mrkdwn: false,
  link_names: false,
  parse: "none",
  unfurl_links: false,
  unfurl_media: false,
} as const;

/**
 * One attempt at one row of the outbox, one call at Slack. Every post carries the row's id as message metadata, so that
 * a lost answer can be looked up. Never rejects. Repeating a card's update is harmless; repeating a post is not.
 */
export async function sendToDesk(
  client: () => Promise<webApi.WebClient>,
  outgoing: Outgoing,
  channel: string | undefined,
  linkTo?: (file: { url: string; contentType: string }) => string,
  workspaceUrl: () => Promise<string | undefined> = async () => undefined,
): Promise<SendOutcome> {
  const place = placeOf(outgoing, channel);
  if ("kind" in place) return place;
  try {
    return await attempt(await client(), outgoing, place, { linkTo, workspaceUrl });
  } catch (error) {
    return outcomeOf(faultOf(error));
  }
}

/** What stands in the channel by itself, whatever thread there is. */
const IN_CHANNEL: ReadonlySet<SendBody["kind"]> = new Set(["notice", "briefing"]);

/** Where the row belongs, or why it cannot be sent anywhere. */
export function placeOf(
  { send, thread }: Outgoing,
  channel: string | undefined,
): Place | Extract<SendOutcome, { kind: "refused" }> {
  if (send.body.kind === "text") {
    const wrong = () =>
      refusal("wrong_body", `a text to ${send.to} from ${send.from} cannot go by Slack`, "give_up");
    return (addressKind(send.to) === "slack" && placeIn(send.from)) || wrong();
  }
  if (thread !== undefined && !IN_CHANNEL.has(send.body.kind)) {
    const [id = "", threadTs] = addressValue(thread).split("/");
    return { channel: id, threadTs };
  }
  if (send.body.kind !== "card" && !IN_CHANNEL.has(send.body.kind)) {
    return refusal("no_card", "the card of this conversation was never posted", "give_up");
  }
  if (channel === undefined) {
    const team = addressValue(send.to);
    return refusal(
      "no_desk_channel",
      `no Slack channel is set for team "${team}"`,
      "channel_broken",
    );
  }
  return { channel, threadTs: undefined };
}

/** The name by which a post of ours is known to the outbox. */
export function providerIdOf(channel: string, ts: string): string {
  return `slack:${channel}/${ts}`;
}

/** What a posted card brings with it: from now on its thread leads to the customer. */
export function bindingOf(
  outgoing: Outgoing,
  channel: string,
  ts: string,
): { binds?: { address: Address; handoff: number } } {
  const { body } = outgoing.send;
  if (body.kind !== "card" || outgoing.thread !== undefined) return {};
  return { binds: { address: `desk:${channel}/${ts}`, handoff: body.handoff } };
}

/** The mark by which `reconcile` finds a post again. */
export function metadataOf(sendId: string) {
  return { event_type: "nightdesk", event_payload: { send: sendId } };
}

/** Where files and cards can be opened. */
type Links = {
  linkTo: Parameters<typeof sendToDesk>[3];
  workspaceUrl: () => Promise<string | undefined>;
};

async function attempt(
  client: webApi.WebClient,
  outgoing: Outgoing,
  { channel, threadTs }: Place,
  { linkTo, workspaceUrl }: Links,
): Promise<SendOutcome> {
  const { send } = outgoing;
  const { body } = send;
  const metadata = metadataOf(send.id);
  switch (body.kind) {
    case "card": {
      if (outgoing.card === undefined) {
        return refusal("no_card", "there is no card to draw for this conversation", "give_up");
      }
      const card = { channel, metadata, ...QUIET, ...deskCard(outgoing.card) };
      return threadTs === undefined
        ? posted(outgoing, await client.chat.postMessage(card))
        : posted(outgoing, await client.chat.update({ ...card, ts: threadTs }));
    }
    case "line": {
      const line = { channel, metadata, ...QUIET, ...deskLine(body, linksOf(body, linkTo)) };
      const place = inThread(threadTs, body.aloud);
      return posted(outgoing, await client.chat.postMessage({ ...line, ...place }));
    }
    case "notice": {
      const notice = { channel, metadata, ...QUIET, ...deskNotice(body.text) };
      return posted(outgoing, await client.chat.postMessage(notice));
    }
    case "whisper": {
      const { message_ts } = await whisperTo(
        client,
        body.agentId,
        { channel, threadTs },
        deskWhisper(body.text, body.offer === undefined ? [] : [offered(send, body.offer)]),
      );
      return { kind: "accepted", providerId: providerIdOf(channel, message_ts ?? send.id) };
    }
    case "amendment":
      return refusal("wrong_body", "an amendment is told in words, as a whisper", "give_up");
    case "briefing": {
      if (!outgoing.briefing) return refusal("no_briefing", "there is nothing to tell", "give_up");
      const isUp = outgoing.briefing.waiting.some(({ thread }) => thread !== undefined);
      const drawn = deskBriefing(outgoing.briefing, isUp ? await workspaceUrl() : undefined);
      const briefing = { channel, metadata, ...QUIET, ...drawn };
      return posted(outgoing, await client.chat.postMessage(briefing));
    }
    case "mark":
      return showMark(client, body.mark, outgoing.fate);
    case "text": {
      const message = { channel, metadata, ...QUIET, ...customerMessage(body, send.createdAt) };
      return posted(outgoing, await client.chat.postMessage({ ...message, ...inThread(threadTs) }));
    }
    case "code":
    case "link":
      return refusal("wrong_body", "a customer's code is nobody's at the desk", "give_up");
    case "change":
      return refusal("wrong_body", "a change to an order is not made at the desk", "give_up");
    default:
      return body satisfies never;
  }
}

function linksOf(
  { files = [] }: Extract<SendBody, { kind: "line" }>,
  linkTo: Parameters<typeof sendToDesk>[3],
): readonly FileLink[] {
  if (!linkTo) return [];
  return files.map((file) => ({ href: linkTo(file), type: file.contentType }));
}

function offered({ customer, body, to }: Outgoing["send"], words: string) {
  const handoff = body.kind === "whisper" ? body.handoff : 0;
  return offerButton({ customer, handoff, team: addressValue(to) }, words);
}

/** Words for one person's eyes, where they are looking. */
export function whisperTo(
  client: webApi.WebClient,
  user: string,
  { channel, threadTs }: Place,
  message: DeskMessage,
): Promise<webApi.ChatPostEphemeralResponse> {
  const { link_names, parse } = QUIET;
  return client.chat.postEphemeral({
    channel,
    user,
    link_names,
    parse,
    ...inThread(threadTs),
    ...message,
  });
}

function inThread(
  threadTs: string | undefined,
  aloud = false,
): { thread_ts?: string } | { thread_ts: string; reply_broadcast: true } {
  if (threadTs === undefined) return {};
  return aloud ? { thread_ts: threadTs, reply_broadcast: true } : { thread_ts: threadTs };
}

function posted(outgoing: Outgoing, answer: { channel?: string; ts?: string }): SendOutcome {
  const { channel, ts } = answer;
  if (channel === undefined || ts === undefined) {
    return { kind: "unclear", message: "Slack said yes without saying where the message is" };
  }
  return {
    kind: "accepted",
    providerId: providerIdOf(channel, ts),
    ...bindingOf(outgoing, channel, ts),
  };
}
