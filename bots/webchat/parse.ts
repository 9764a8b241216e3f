import { z } from "zod";
import type { ChatLine } from "../../core/chat-log.ts";
import type { ConsentChange } from "../../core/decision.ts";
import { MalformedInboundError } from "../../core/errors.ts";
import type { Address, CustomerMessage } from "../../core/message.ts";
import { optOutKeyword } from "../keywords.ts";
import { chatOf } from "./tokens.ts";

/** What we read of a posted activity; who it says it is from is not asked: the token tells. */
const activitySchema = z.object({
  type: z.string().min(1),
  text: z.string().nullish(),
  channelData: z
    .object({
      clientActivityID: z.string().max(100).nullish(),
      messageBack: z
        .object({ displayText: z.string().max(200) })
        .optional()
        .catch(undefined),
    })
    .nullish(),
  /** What a button of ours carries; pages may send anything else here. */
  value: z.object({ askedAt: z.number() }).optional().catch(undefined),
});

type Posted = z.infer<typeof activitySchema>;

/** Above this a message is refused. UTF-8 bytes. */
export const LARGEST_TEXT = 8 * 1024;

/** @throws MalformedInboundError for anything that is no activity. */
export function readActivity(body: unknown): Posted {
  const parsed = activitySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join(".") || "body").join(", ");
  throw new MalformedInboundError(`not a Direct Line activity: ${where}`);
}

/**
 * A visitor's words as a message and as a line of their chat. "Stop" is a word like any other: nothing is ever started in a
 * page's chat, and whoever opened it to be answered would never be answered again. `id` is the page's own where it gives one, so that a
 * post repeated after a lost answer changes nothing; else a fresh one.
 */
export function messageOf(
  { text, tap, clientId, freshId }: Words,
  visitorId: string,
  receivedAt: number,
): { inbound: CustomerMessage; consent?: ConsentChange; line: ChatLine } {
  const id = clientId ?? freshId;
  const from: Address = `webchat:${visitorId}`;
  const read = optOutKeyword(text);
  const keyword = read?.optOut === "start" ? read : undefined;
  const inbound: CustomerMessage = {
    kind: "message",
    key: `webchat:${chatOf(visitorId)}:${id}`,
    receivedAt,
    from,
    to: OWN_ADDRESS,
    text,
    media: [],
    ...(tap ? { tap } : {}),
    ...(keyword ? { optOut: keyword.optOut } : {}),
  };
  const line: ChatLine = {
    id: `in:${id}`,
    at: receivedAt,
    who: "visitor",
    text: tap?.text ?? text,
    ...(clientId === undefined ? {} : { clientId }),
  };
  if (!keyword) return { inbound, line };
  const { status, by } = keyword;
  return { inbound, line, consent: { address: from, status, at: receivedAt, by } };
}

type Words = {
  text: string;
  tap: CustomerMessage["tap"];
  clientId: string | undefined;
  freshId: string;
};

/** The button that an activity says was tapped; the words on it stand in the chat. */
export function tapOf({ value, channelData }: Posted, payload: string): CustomerMessage["tap"] {
  if (!value) return undefined;
  const text = channelData?.messageBack?.displayText || payload;
  return { payload, text, askedAt: value.askedAt };
}

/** There is one chat per shop; who writes in it tells their own address. */
const OWN_ADDRESS: Address = "webchat:shop";

/** A line as Direct Line's clients read it. Text is plain: markup in it is shown, never obeyed. */
export function activityOf(
  line: ChatLine & { place: number },
  chat: { id: string; visitorId: string; shopName: string },
): Record<string, unknown> {
  const { place, at, who, text, clientId, offer } = line;
  return {
    type: "message",
    id: activityId(chat.id, place),
    timestamp: new Date(at).toISOString(),
    channelId: "directline",
    conversation: { id: chat.id },
    from:
      who === "visitor"
        ? { id: chat.visitorId, role: "user" }
        : { id: "shop", name: chat.shopName, role: "bot" },
    text,
    textFormat: "plain",
    ...(offer ? { suggestedActions: actionsOf(offer, chat.visitorId) } : {}),
    ...(clientId === undefined ? {} : { channelData: { clientActivityID: clientId } }),
  };
}

/** Pages show these under the last line, and take them away with the next. */
function actionsOf({ askedAt, choices }: NonNullable<ChatLine["offer"]>, visitorId: string) {
  const actions = choices.map(({ label, say }) => ({
    type: "messageBack",
    title: label,
    displayText: label,
    text: say,
    value: { askedAt },
  }));
  return { to: [visitorId], actions };
}

/** That an answer is being made: it is no line, is not kept, and moves no watermark. */
export function typingOf(chatId: string, shopName: string): Record<string, unknown> {
  return {
    type: "typing",
    channelId: "directline",
    conversation: { id: chatId },
    from: { id: "shop", name: shopName, role: "bot" },
  };
}

/** As Direct Line writes it: the chat, a bar, and the line's place in it. */
export function activityId(chat: string, place: number): string {
  return `${chat}|${String(place).padStart(7, "0")}`;
}

/** The place a page has read up to; nothing or nonsense means the beginning. */
export function placeOfWatermark(watermark: unknown): number {
  const place = typeof watermark === "string" && /^\d{1,15}$/.test(watermark) ? watermark : "0";
  return Number(place);
}
