import { type Conversation, livePromise } from "../../../core/conversation.ts";
import type { SendBody } from "../../../core/decision.ts";
import { addressKind } from "../../../core/message.ts";
import type { Clock, Settlement, Store } from "../../../core/ports.ts";
import type { Shop } from "../../../core/shop.ts";
import { windowEnd } from "../../../handoff/whatsapp-window.ts";
import { nextDecentMoment } from "../../../outreach/quiet-hours.ts";
import type { Outgoing } from "../../channel.ts";
import { whenToShow } from "./line-fate.ts";

/** A send with all that is known of it at the moment it is to leave. */
export type Prepared = Outgoing & { conversation: Conversation | undefined; stopped?: Settlement };

/** "Failed to send freeform message because you are outside the allowed window". Source: Twilio error 63016. */
export const WINDOW_SHUT = "63016";

type RecheckPorts = {
  store: Pick<Store, "isOptedOut">;
  clock: Clock;
  shop: () => Shop;
};

/** What speaks against sending this now, although it was right when it was decided. */
export async function recheck(
  prepared: Prepared,
  ports: RecheckPorts,
): Promise<Settlement | undefined> {
  const { send, conversation } = prepared;
  if (send.body.kind !== "text") return recheckDesk(send.body.kind, prepared, ports);
  if (prepared.stopped) return prepared.stopped;
  if (send.purpose !== "consent" && (await ports.store.isOptedOut(send.to)))
    return { kind: "cancelled", reason: "opted out" };
  // A code is not the bot talking: the holder may have asked for it.
  if (send.author === "bot" && send.purpose !== "code" && conversation?.holder.kind === "agent") {
    return { kind: "cancelled", reason: "a person holds the conversation" };
  }
  const { promise } = send.body;
  if (promise !== undefined && conversation && !isPromised(promise, conversation)) {
    return { kind: "cancelled", reason: "another hour is promised by now, or none" };
  }
  if (send.purpose === "thank_you" && conversation?.holder.kind === "waiting") {
    return { kind: "cancelled", reason: "something is open with them by now" };
  }
  const waits = send.body.zones && untilDecent(send.body.zones, ports);
  if (waits) return waits;
  return waitsForWindow(prepared, ports.clock.now());
}

/** Where a conversation went on in another, the promise did too. */
function isPromised(promise: string, conversation: Conversation): boolean {
  return conversation.joinedTo !== undefined || livePromise(conversation)?.id === promise;
}

function waitsForWindow({ send, conversation }: Prepared, now: number): Settlement | undefined {
  const isFree = send.body.kind === "text" && send.body.template === undefined;
  if (addressKind(send.to) !== "whatsapp" || !isFree) return undefined;
  if (now < (windowEnd(conversation ?? {}) ?? 0)) return undefined;
  return { kind: "dead", error: "the WhatsApp window has closed", errorCode: WINDOW_SHUT };
}

/** What we start ourselves may have been held up into the night: then it waits for the recipient's morning (G9). */
function untilDecent(zones: readonly string[], ports: RecheckPorts): Settlement | undefined {
  const now = ports.clock.now();
  const notBefore = nextDecentMoment(now, ports.shop().file.thank_you.quiet, zones);
  if (notBefore <= now) return undefined;
  return { kind: "postponed", notBefore, reason: "it is late where they live" };
}

function recheckDesk(
  kind: Exclude<SendBody["kind"], "text">,
  prepared: Prepared,
  ports: RecheckPorts,
): Settlement | undefined {
  if (kind === "card") return recheckCard(prepared, ports);
  if (kind === "code" || kind === "briefing") return prepared.stopped;
  if (kind === "notice" || kind === "change") return undefined;
  if (!prepared.thread) {
    return { kind: "cancelled", reason: "the card is not up yet and will tell it" };
  }
  if (prepared.stopped) return prepared.stopped;
  if (kind !== "mark") return undefined;
  if (!prepared.fate) return { kind: "cancelled", reason: "there is nothing to show" };
  return whenToShow(prepared.send, prepared.fate.now, ports.clock.now());
}

/** A first card waits for staffed hours, whatever they are by now, and for somebody who still waits. */
function recheckCard(prepared: Prepared, ports: RecheckPorts): Settlement | undefined {
  const { card, thread, conversation } = prepared;
  if (!card) return { kind: "cancelled", reason: "the conversation has gone on" };
  if (thread) return undefined;
  // Somebody claimed it on a card that is up, but nobody knows where: they get another one to work on.
  if (conversation?.holder.kind === "agent") return undefined;
  if (conversation?.holder.kind !== "waiting" || card.state !== "waiting")
    return { kind: "cancelled", reason: "nobody waits any more" };
  const now = ports.clock.now();
  const opensAt = ports.shop().hoursOf(card.team).nextOpen(now);
  if (opensAt !== undefined && opensAt > now) {
    return { kind: "postponed", notBefore: opensAt, reason: "the team is not there" };
  }
  return undefined;
}
