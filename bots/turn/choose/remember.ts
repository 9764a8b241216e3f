import { type Draft, hear } from "../../../core/draft.ts";
import { addressKind, type CustomerMessage, phoneOf } from "../../../core/message.ts";
import { showCard, tellDesk } from "../../../core/tell-desk.ts";
import type { Brief } from "../brief.ts";

/** Keeps what was written, where, and by whom as far as their orders tell. */
export function remember(draft: Draft, messages: readonly CustomerMessage[]): void {
  for (const message of messages) {
    hear(draft, { who: "customer", text: lineOf(message) });
    draft.conversation = {
      ...draft.conversation,
      reach: { to: message.from, from: message.to },
      ...(addressKind(message.from) === "whatsapp" ? { whatsappSeenAt: draft.now } : {}),
      ...(message.profileName === undefined ? {} : { profileName: message.profileName }),
    };
  }
}

/** Their first name, as it stands on an order that is proven to be theirs. */
export function rememberName(draft: Draft, { orders }: Brief): void {
  const firstName = orders.kind === "proven" ? orders.orders[0]?.firstName : undefined;
  if (firstName !== undefined) draft.conversation = { ...draft.conversation, firstName };
}

/** The language they were clearly understood in: the talk goes on in it. */
export function rememberLocale(draft: Draft, { said }: Brief): void {
  const locale = said?.understanding.locale;
  if (locale !== undefined) draft.conversation = { ...draft.conversation, locale };
}

/** Shows it in the thread of whoever waits for a person, or has one. */
export function relayToDesk(draft: Draft, messages: readonly CustomerMessage[]): void {
  const { kind } = draft.conversation.holder;
  if (kind !== "agent" && kind !== "waiting") return;
  for (const message of messages) {
    tellDesk(draft, "customer", lineOf(message), {
      // Only carriers and Slack keep what was sent; other channels' addresses are the customer's own words.
      files: isKept(message.from) ? message.media : [],
    });
  }
  // What the holder might answer stands on the card.
  if (kind === "agent") showCard(draft);
}

function isKept(from: CustomerMessage["from"]): boolean {
  return phoneOf(from) !== undefined || addressKind(from) === "slack";
}

/** A message as people read it in the talk: its text, and in brackets what cannot be written. */
function lineOf(message: CustomerMessage): string {
  const extras = [
    ...message.media.map(({ contentType }) => `[${contentType.split("/")[0] ?? "file"}]`),
    ...(message.location ? [`[location ${message.location.label ?? ""}]`] : []),
  ];
  // "2" tells nobody what was chosen.
  return [message.tap?.text || message.text, ...extras].filter(Boolean).join(" ");
}
