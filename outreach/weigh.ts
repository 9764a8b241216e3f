import type { Conversation } from "../core/conversation.ts";
import { newDayOf } from "../core/happenings.ts";
import type { Order } from "../core/order.ts";
import type { Shop } from "../core/shop.ts";
import { moodOf } from "../handoff/mood.ts";
import { type Moment, momentName } from "./moment.ts";
import { nextDecentMoment, recipientZone } from "./quiet-hours.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What has to wait is looked at again after this long. */
const LOOK_AGAIN_MS = DAY_MS;

/** After so long the occasion is over: for a survey, counted from the day it was meant for. */
const WORTH_SAYING_MS = 7 * DAY_MS;

/** Whoever was angry in their last words so recently does not want to be thanked for shopping. */
const BAD_WORD_MS = 14 * DAY_MS;

/** Whoever wrote so recently is in the middle of something else. */
const TALKING_MS = 30 * MINUTE_MS;

/** Everything that a message of ours is weighed against. */
type Occasion = {
  moment: Moment;
  order: Order;
  conversation: Conversation;
  now: number;
  shop: Shop;
  /** They asked for silence. */
  optedOut: boolean;
  /** Whether they agree to messages that nobody needs to have. */
  agrees: boolean;
};

/** `desk`: somebody of ours is with them and is told instead. */
export type Verdict =
  | { kind: "go" }
  | { kind: "never"; why: string }
  | { kind: "later"; why: string; until: number }
  | { kind: "desk"; why: string };

/** Whether this may be said now, later, or never, and why. Pure; quiet hours, consent and cap come from here alone. */
export function weigh(occasion: Occasion): Verdict {
  const { moment, order, optedOut, now, conversation } = occasion;
  if (optedOut) return never("they opted out");
  const over = isNeeded(moment) ? whyNoNews(occasion) : whyNoThanks(occasion);
  if (over) return never(over);
  const { holder } = conversation;
  if (holder.kind === "waiting" || holder.kind === "agent") {
    return isNeeded(moment)
      ? { kind: "desk", why: "somebody of ours is with them" }
      : later("something is still open with them", now + LOOK_AGAIN_MS);
  }
  const busyUntil = isNeeded(moment) ? undefined : untilFree(occasion);
  if (busyUntil) return busyUntil;
  const decentAt = decentMoment(now, order, occasion.shop);
  return decentAt > now ? later("it is late where they live", decentAt) : { kind: "go" };
}

/** News of an order that its buyer waits for, as against what is only kind. */
export function isNeeded({ kind }: Moment): boolean {
  return kind !== "thank_you" && kind !== "survey";
}

/** Why shop.yaml does not want it said at all; `undefined` if it does. */
export function whyOff({ kind }: Moment, { file }: Shop): string | undefined {
  const { outreach, thank_you: thanks } = file;
  const isOn =
    kind === "thank_you"
      ? thanks.after !== "never"
      : kind === "survey"
        ? outreach.survey !== undefined
        : outreach.tell.includes(kind);
  return isOn ? undefined : "switched off in shop.yaml";
}

/** When a moment should be said, if nothing comes in between: not before its delay is over, nor in the recipient's quiet hours. */
export function wishedMoment(
  moment: Moment,
  happenedAt: number,
  { order, shop, now }: Pick<Occasion, "order" | "shop" | "now">,
): number {
  return decentMoment(Math.max(happenedAt + delayOf(moment, shop), now), order, shop);
}

/** Where the recipient of an order may be. */
export function zonesOf(order: Order, shop: Shop): readonly string[] {
  return recipientZone({
    ...(order.shippingAddress ? { postalAddress: order.shippingAddress } : {}),
    ...(order.phone ? { phone: order.phone } : {}),
    shopZone: shop.file.timezone,
  });
}

function decentMoment(instant: number, order: Order, shop: Shop): number {
  return nextDecentMoment(instant, shop.file.thank_you.quiet, zonesOf(order, shop));
}

function delayOf({ kind }: Moment, { file }: Shop): number {
  if (kind === "thank_you") return file.thank_you.delay_hours * HOUR_MS;
  if (kind === "survey") return (file.outreach.survey?.after_days ?? 0) * DAY_MS;
  return 0;
}

function whyNoThanks({ moment, order, agrees, now, shop, conversation }: Occasion) {
  if (!agrees) return "no consent to it";
  if (order.status === "cancelled") return "the order was cancelled";
  if (order.returns.some(({ status }) => status !== "cancelled"))
    return "something is on its way back";
  if (now - deliveredAt(order) - delayOf(moment, shop) > WORTH_SAYING_MS)
    return "it arrived too long ago";
  const lastWord = conversation.lines.findLast(({ who }) => who === "customer");
  if (lastWord && now - lastWord.at < BAD_WORD_MS && moodOf(lastWord.text) === "angry")
    return "their last word was an angry one";
  if (conversation.survey?.rating !== undefined && moment.kind === "survey") {
    const { rating, askedAt } = conversation.survey;
    if (rating <= BAD_RATING && now - askedAt < SURVEY_REST_MS) return "they answered one badly";
  }
  return undefined;
}

/** The highest answer, of 5, that a person should look at. */
export const BAD_RATING = 3;

/** Whoever answered badly is not asked again so soon. */
const SURVEY_REST_MS = 90 * DAY_MS;

function whyNoNews({ moment, order, now, conversation }: Occasion): string | undefined {
  const { kind, detail } = moment;
  if (order.status === "cancelled" && kind !== "refunded") return "the order was cancelled";
  switch (kind) {
    case "ready_for_pickup": {
      const parcel = order.fulfillments.find(({ id }) => id === detail);
      return parcel?.trackingStatus === "available_for_pickup"
        ? undefined
        : "it does not wait there any more";
    }
    case "delayed":
      return whyNoDelay(moment, order, conversation);
    case "refunded": {
      const refund = order.refunds.find(({ id }) => id === detail);
      if (refund?.status !== "settled") return "there is no such refund any more";
      return now - refund.createdAt > WORTH_SAYING_MS ? "it is too long ago" : undefined;
    }
    case "return_received":
      return order.returns.some(({ id, status }) => id === detail && status === "received")
        ? undefined
        : "it is settled by now";
    case "thank_you":
    case "survey":
      return undefined;
    default:
      return kind satisfies never;
  }
}

function whyNoDelay(
  { kind, detail = "", orderId }: Moment,
  order: Order,
  { outreachDone }: Conversation,
): string | undefined {
  if (newDayOf(order) !== detail) return "it arrived, or the date has changed again";
  const prefix = momentName({ kind, orderId, detail: "" });
  const toldDays = outreachDone
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  return toldDays.some((day) => day > detail) ? "they know of a later date" : undefined;
}

function untilFree({ conversation, now, shop }: Occasion): Verdict | undefined {
  const { flow, changesAsked, lines, lastOutreachAt } = conversation;
  const isChanging = flow !== undefined && now - flow.touchedAt < DAY_MS;
  if (isChanging || changesAsked.length > 0)
    return later("they want something changed", now + LOOK_AGAIN_MS);
  const wroteAt = lines.findLast(({ who }) => who === "customer")?.at ?? Number.NEGATIVE_INFINITY;
  if (wroteAt + TALKING_MS > now) return later("they are talking with us", wroteAt + TALKING_MS);
  const capEndsAt =
    (lastOutreachAt ?? Number.NEGATIVE_INFINITY) + shop.file.thank_you.cap_days * DAY_MS;
  return capEndsAt > now ? later("they heard from us a few days ago", capEndsAt) : undefined;
}

function deliveredAt({ fulfillments }: Order): number {
  return Math.max(0, ...fulfillments.map((parcel) => parcel.deliveredAt ?? 0));
}

function never(why: string): Verdict {
  return { kind: "never", why };
}

function later(why: string, until: number): Verdict {
  return { kind: "later", why, until };
}
