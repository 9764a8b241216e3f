import { z } from "zod";
import type { ConsentChange } from "../../core/decision.ts";
import { MalformedInboundError } from "../../core/errors.ts";
import type { Address, CustomerMessage, Media } from "../../core/message.ts";
import { optOutKeyword } from "../keywords.ts";
import { referenceAddress } from "./reference.ts";

const account = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  role: z.string().nullish(),
});

/** What we read of an activity; everything else is ignored. Source: Bot Framework Activity schema, v3. */
const activitySchema = z.object({
  type: z.string().min(1),
  id: z.string().nullish(),
  channelId: z.string().nullish(),
  serviceUrl: z.string().nullish(),
  from: account.nullish(),
  recipient: account.nullish(),
  conversation: z
    .object({
      id: z.string().min(1),
      isGroup: z.boolean().nullish(),
      conversationType: z.string().nullish(),
      tenantId: z.string().nullish(),
    })
    .nullish(),
  text: z.string().nullish(),
  textFormat: z.string().nullish(),
  value: z.unknown().optional(),
  attachments: z
    .array(z.object({ contentType: z.string().nullish(), contentUrl: z.string().nullish() }))
    .nullish(),
  entities: z
    .array(
      z.object({
        type: z.string().nullish(),
        text: z.string().nullish(),
        mentioned: z.object({ id: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});
export type Activity = z.infer<typeof activitySchema>;

/** @throws MalformedInboundError for anything that is no activity, e.g. because it has no type. */
export function parseActivity(body: unknown): Activity {
  const parsed = activitySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join(".") || "body").join(", ");
  throw new MalformedInboundError(`not a Bot Framework activity: ${where}`);
}

/**
 * A person's message, with the consent change when it is an opt-out keyword. `undefined` for what is only
 * acknowledged: typing, who came and went, reactions, edits, and anything a bot wrote.
 * @throws MalformedInboundError for a message without id, sender, conversation, channel or serviceUrl.
 */
export function messageOf(
  activity: Activity,
  receivedAt: number,
): { inbound: CustomerMessage; consent?: ConsentChange } | undefined {
  if (activity.type !== "message" || activity.from?.role === "bot") return undefined;
  const { id, channelId, serviceUrl, from, conversation } = activity;
  if (!id || !channelId || !serviceUrl || !from || !conversation) {
    const given = { id, channelId, serviceUrl, from, conversation };
    const missing = Object.entries(given).flatMap(([name, value]) => (value ? [] : [name]));
    throw new MalformedInboundError(`a message must carry ${missing.join(", ")}`);
  }
  const person = personAddress(channelId, from, conversation);
  const text = textOf(activity);
  const media = mediaOf(activity);
  const tap = tapOf(activity);
  const keyword = optOutKeyword(text);
  const inbound: CustomerMessage = {
    kind: "message",
    key: `botframework:${[channelId, conversation.id, id].map(encodeURIComponent).join(":")}`,
    receivedAt,
    from: person,
    to: referenceAddress({
      channelId,
      serviceUrl,
      conversationId: conversation.id,
      botId: activity.recipient?.id ?? "",
      userId: from.id,
      tenantId: conversation.tenantId ?? undefined,
    }),
    text,
    media,
    ...(tap ? { tap } : {}),
    ...(from.name ? { profileName: from.name } : {}),
    ...(keyword ? { optOut: keyword.optOut } : {}),
  };
  if (!keyword) return { inbound };
  const { status, by } = keyword;
  return { inbound, consent: { address: person, status, at: receivedAt, by } };
}

/** Where the channel itself has signed the person in, so that their id is theirs wherever they write from. */
const SIGNED_IN_CHANNELS = new Set(["msteams"]);

/**
 * `teams:<channel>/<directory id>` for a person in a chat of their own in Teams. Elsewhere the page chooses the id
 * freely, so the conversation's own id, which only its participants know, stands before it. A group's talk is apart
 * from what the same person said in private: answers there are read by everybody.
 */
function personAddress(
  channelId: string,
  from: NonNullable<Activity["from"]>,
  conversation: NonNullable<Activity["conversation"]>,
): Address {
  const user = from.aadObjectId || from.id;
  const kind = conversation.conversationType;
  const isPrivate = !conversation.isGroup && (kind == null || kind === "personal");
  const parts =
    SIGNED_IN_CHANNELS.has(channelId) && isPrivate
      ? [channelId, user]
      : [channelId, conversation.id, user];
  return `teams:${parts.map(encodeURIComponent).join("/")}`;
}

/** The words without the bot's own name, which Teams puts in front wherever the bot must be mentioned. */
function textOf({ text, textFormat, entities, recipient }: Activity): string {
  let words = text ?? "";
  for (const { type, text: mention, mentioned } of entities ?? []) {
    if (type === "mention" && mention && mentioned?.id === recipient?.id) {
      words = words.replaceAll(mention, "");
    }
  }
  words = words.replaceAll("&nbsp;", " ");
  return (textFormat === "xml" ? withoutTags(words) : words).trim();
}

function withoutTags(xml: string): string {
  return xml
    .replace(/<(br|\/p|\/div)\s*\/?>/gi, "\n")
    .replace(/<[^<>]{0,1000}>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** Teams repeats every text as an HTML attachment without an address; only what can be fetched is a file. */
function mediaOf({ attachments }: Activity): Media[] {
  return (attachments ?? []).flatMap(({ contentType, contentUrl }) =>
    contentUrl && /^https?:/.test(contentUrl)
      ? [{ url: contentUrl, contentType: contentType ?? "application/octet-stream" }]
      : [],
  );
}

/** What a button of ours carries. */
const ourButton = z.object({ askedAt: z.number(), label: z.string() });

/** A card's button sends its `value` along, as words or as data. */
function tapOf({ value, text }: Activity): CustomerMessage["tap"] {
  if (value === undefined || value === null) return undefined;
  const { data: ours } = ourButton.safeParse(value);
  if (ours) return { payload: text ?? "", text: ours.label, askedAt: ours.askedAt };
  const payload = typeof value === "string" ? value : JSON.stringify(value);
  return { payload, text: text ?? "" };
}
