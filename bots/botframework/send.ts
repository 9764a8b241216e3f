import type { Choice } from "../../core/decision.ts";
import type { Send } from "../../core/ports.ts";
import type { Channel, SendOutcome } from "../channel.ts";
import type { Connector, Posted } from "./connector.ts";
import { outcomeOf, refused } from "./faults.ts";
import { isTrustedService, readReference } from "./reference.ts";

/** Posts one text to the conversation that the row's own address names, once. Never rejects. */
export async function sendByConnector(
  { id, from, body, createdAt }: Send,
  serviceHosts: readonly string[],
  connector: () => Promise<Connector>,
): Promise<SendOutcome> {
  if (body.kind !== "text") {
    return refused("unsupported", `a ${body.kind} cannot go by Bot Framework`, "give_up");
  }
  const reference = from && readReference(from);
  if (!reference) {
    return refused("no_reference", "they have not written to the bot yet", "give_up");
  }
  if (!isTrustedService(reference.serviceUrl, serviceHosts)) {
    return refused("service_host", "the connector's host is not on the list", "give_up");
  }
  let open: Connector;
  try {
    open = await connector();
  } catch (error) {
    return refused("sdk", `botbuilder could not be used: ${String(error)}`, "channel_broken");
  }
  try {
    const activityId = await open.post(reference, messageOf(body, createdAt));
    // some channels tell no id; ours is as unique
    return { kind: "accepted", providerId: `botframework:${activityId ?? id}` };
  } catch (error) {
    return outcomeOf(error);
  }
}

/**
 * Teams shows small pictures in the talk; every other file would need the customer's own leave and storage.
 * Source: learn.microsoft.com, "Format your bot messages" (pictures: PNG, JPEG or GIF, at most 1 MB)
 */
export const showsPicture: NonNullable<Channel["attaches"]> = ({ url, contentType, bytes }) =>
  /^image\/(?:jpe?g|png|gif)$/.test(contentType) &&
  bytes <= LARGEST_PICTURE &&
  url.startsWith("https://")
    ? "with words"
    : undefined;

const LARGEST_PICTURE = 1024 * 1024;

/** Teams refuses messages of about 28 KB with everything around them; people stop reading long before. */
export const MESSAGE_LIMIT = 4_000;

/** The words, the files that go with them, and a card of buttons where there is something to choose from. */
function messageOf({ text, files = [], choices = [] }: TextBody, askedAt: number): Posted {
  const attached = files.map(({ url, contentType, name }) => ({
    contentType,
    contentUrl: url,
    name,
  }));
  const attachments = [...attached, ...cardOf(choices, askedAt)];
  const message = { type: "message", text, textFormat: "plain" } as const;
  return attachments.length === 0 ? message : { ...message, attachments };
}

type TextBody = Extract<Send["body"], { kind: "text" }>;

/** Each button shows its label as what the person said, and brings us what it says. */
function cardOf(choices: readonly Choice[], askedAt: number) {
  if (choices.length === 0 || choices.length > MOST_BUTTONS) return [];
  const buttons = choices.map(({ label, say }) => ({
    type: "messageBack",
    title: label,
    displayText: label,
    text: say,
    value: { askedAt, label },
  }));
  return [{ contentType: HERO_CARD, content: { buttons } }];
}

/** Source: learn.microsoft.com, "Types of cards in Teams": a hero card holds up to six buttons. */
const HERO_CARD = "application/vnd.microsoft.card.hero";
const MOST_BUTTONS = 6;

/** Shows in the conversation that an answer is being made. A failure costs nobody anything. */
export async function typeByConnector(
  from: Send["from"],
  serviceHosts: readonly string[],
  connector: () => Promise<Connector>,
): Promise<void> {
  const reference = from && readReference(from);
  if (!reference || !isTrustedService(reference.serviceUrl, serviceHosts)) return;
  try {
    await (await connector()).post(reference, { type: "typing" });
  } catch {
    // the answer itself is what counts
  }
}
