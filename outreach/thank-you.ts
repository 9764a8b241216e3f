import { type Draft, decide, say, wake } from "../core/draft.ts";
import { type Address, addressKind, type InboundOf } from "../core/message.ts";
import type { Order } from "../core/order.ts";
import type { Shop } from "../core/shop.ts";
import { nextDecentMoment, recipientZone } from "./quiet-hours.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** A thank-you that has to wait is looked at again after this long, and is let go once the parcel is a week old. */
const LOOK_AGAIN_MS = DAY_MS;
const WORTH_SAYING_MS = 7 * DAY_MS;

/** A shop system that did not answer is asked again after this. */
const ASK_AGAIN_MS = HOUR_MS;

/** WhatsApp carries free text until 24 hours after the customer's last message; what we start goes by SMS then. */
const WHATSAPP_WINDOW_MS = DAY_MS;

/** How many moments already thanked for a conversation remembers: far more than a person's orders in a year. */
const KEPT_MOMENTS = 200;

/** An order arrived: plans the thank-you for a decent hour where the recipient lives. Once per order, ever. */
export function planThankYou(
  draft: Draft,
  event: InboundOf<"shop_event">,
  order: Order | "not_found" | "unavailable",
  shop: Shop,
): void {
  const { thank_you: rules } = shop.file;
  const moment = momentOf(event.orderId);
  if (rules.after === "never")
    return decide(draft, "stay_silent", "thank-you: switched off in shop.yaml");
  if (draft.conversation.outreachDone.includes(moment))
    return decide(draft, "stay_silent", "thank-you: said or settled before");
  if (order === "unavailable") {
    decide(draft, "stay_silent", "thank-you: planned, the order will be read then");
    return wake(draft, "thank_you", event.orderId, draft.now + ASK_AGAIN_MS);
  }
  if (order === "not_found" || !order.thankYouConsent)
    return decide(draft, "stay_silent", "thank-you: no consent with the order");
  const wishedAt = Math.max(event.happenedAt + rules.delay_hours * HOUR_MS, draft.now);
  decide(draft, "stay_silent", "thank-you: planned");
  wake(draft, "thank_you", event.orderId, decent(wishedAt, order, shop));
}

/** The hour has come: says it, or keeps the reason why not. Everything is looked at again, for a day may have passed. */
export function sendThankYou(
  draft: Draft,
  options: {
    orderId: string;
    order: Order | "not_found" | "unavailable";
    shop: Shop;
    optedOut: boolean;
    own: { sms?: Address };
  },
): void {
  const { order, orderId, shop } = options;
  const moment = momentOf(orderId);
  if (draft.conversation.outreachDone.includes(moment))
    return decide(draft, "stay_silent", "thank-you: said or settled before");
  if (order === "unavailable")
    return later(draft, orderId, draft.now + ASK_AGAIN_MS, "the order could not be read");
  if (order === "not_found") {
    settle(draft, moment);
    return decide(draft, "stay_silent", "thank-you: held for good, the order is gone");
  }
  const never = neverReason(draft, order, options.optedOut);
  if (never) {
    settle(draft, moment);
    return decide(draft, "stay_silent", `thank-you: held for good, ${never}`);
  }
  const waits = waitReason(draft, order, shop);
  if (waits) return later(draft, orderId, waits.until, waits.why);
  const reach = reachFor(draft, order, options.own);
  if (!reach) {
    settle(draft, moment);
    return decide(draft, "stay_silent", "thank-you: held for good, no number to text from or to");
  }
  settle(draft, moment);
  draft.conversation = {
    ...draft.conversation,
    lastOutreachAt: draft.now,
    reach,
    topic: { orderId, at: draft.now },
  };
  decide(draft, "answer", "thank-you: delivered");
  const phrase = shop.phrases(order.locale ?? draft.conversation.locale);
  say(
    draft,
    phrase("thank_you.delivered", {
      firstName: order.firstName ?? "",
      items: itemWords(order),
      shop: shop.file.name,
    }),
    { purpose: "thank_you", once: `thank_you-${orderId}`, zones: zonesOf(order, shop) },
  );
}

function neverReason(draft: Draft, order: Order, optedOut: boolean): string | undefined {
  if (optedOut) return "they opted out";
  if (!order.thankYouConsent) return "no consent with the order";
  if (order.status === "cancelled") return "the order was cancelled";
  if (order.returns.some((item) => item.status !== "cancelled"))
    return "something is on its way back";
  const deliveredAt = Math.max(0, ...order.fulfillments.map((parcel) => parcel.deliveredAt ?? 0));
  if (draft.now - deliveredAt > WORTH_SAYING_MS) return "it arrived too long ago";
  return undefined;
}

function waitReason(
  draft: Draft,
  order: Order,
  shop: Shop,
): { why: string; until: number } | undefined {
  const { holder, lastOutreachAt } = draft.conversation;
  if (holder.kind === "waiting" || holder.kind === "agent") {
    return { why: "something is still open with them", until: draft.now + LOOK_AGAIN_MS };
  }
  const capEndsAt =
    (lastOutreachAt ?? Number.NEGATIVE_INFINITY) + shop.file.thank_you.cap_days * DAY_MS;
  if (capEndsAt > draft.now) return { why: "they heard from us a few days ago", until: capEndsAt };
  const decentAt = decent(draft.now, order, shop);
  if (decentAt > draft.now) return { why: "it is late where they live", until: decentAt };
  return undefined;
}

function later(draft: Draft, orderId: string, at: number, why: string): void {
  decide(draft, "stay_silent", `thank-you: later, ${why}`);
  wake(draft, "thank_you", orderId, at, draft.conversation.turn);
}

function settle(draft: Draft, moment: string): void {
  const outreachDone = [...draft.conversation.outreachDone, moment].slice(-KEPT_MOMENTS);
  draft.conversation = { ...draft.conversation, outreachDone };
}

/** Where they spoke last, while that is open to us; else a text to the number on the order. */
function reachFor(
  draft: Draft,
  order: Order,
  own: { sms?: Address },
): { to: Address; from: Address } | undefined {
  const { reach, whatsappSeenAt } = draft.conversation;
  const windowOpen = draft.now - (whatsappSeenAt ?? 0) < WHATSAPP_WINDOW_MS;
  if (reach && (addressKind(reach.to) !== "whatsapp" || windowOpen)) return reach;
  return order.phone && own.sms ? { to: `sms:${order.phone}`, from: own.sms } : undefined;
}

function decent(instant: number, order: Order, shop: Shop): number {
  return nextDecentMoment(instant, shop.file.thank_you.quiet, zonesOf(order, shop));
}

function zonesOf(order: Order, shop: Shop): readonly string[] {
  return recipientZone({
    ...(order.shippingAddress ? { postalAddress: order.shippingAddress } : {}),
    ...(order.phone ? { phone: order.phone } : {}),
    shopZone: shop.file.timezone,
  });
}

function momentOf(orderId: string): string {
  return `${orderId}:delivered`;
}

/** "the Skagen boots and the wool socks"; a long order is "your things". */
function itemWords(order: Order): string {
  const titles = order.lineItems.map((item) => item.title);
  if (titles.length === 0 || titles.length > 2) return "";
  return titles.join(" & ");
}
