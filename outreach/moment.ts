import type { InboundOf, TimerKind } from "../core/message.ts";
import type { OutreachKind } from "../core/shop-file.ts";

/** An occasion to write to somebody who did not ask: once for each, ever. */
export type Moment = {
  kind: OutreachKind;
  orderId: string;
  /** Which parcel, refund, return or new date, where an order can have several. */
  detail?: string | undefined;
};

/** What a shop event is an occasion for. */
export function momentsOf({
  event,
  orderId,
  detail,
}: Pick<InboundOf<"shop_event">, "event" | "orderId" | "detail">): readonly Moment[] {
  if (event !== "delivered" && event !== "picked_up") return [{ kind: event, orderId, detail }];
  return [
    { kind: "thank_you", orderId },
    { kind: "survey", orderId },
  ];
}

/** How a conversation remembers that it is said or settled. */
export function momentName({ kind, orderId, detail }: Moment): string {
  if (kind === "thank_you") return `${orderId}:delivered`;
  return [orderId, kind, ...(detail === undefined ? [] : [detail])].join(":");
}

/** The wake-up that a moment is said at. */
export function timerOf({ kind, orderId, detail }: Moment): { timer: TimerKind; subject: string } {
  if (kind === "thank_you") return { timer: "thank_you", subject: orderId };
  const parts = [kind, orderId, ...(detail === undefined ? [] : [detail])];
  return { timer: "outreach", subject: parts.join(" ") };
}

/** The other way round; `undefined` for a wake-up that is about something else. */
export function momentIn({
  timer,
  subject,
}: Pick<InboundOf<"timer">, "timer" | "subject">): Moment | undefined {
  if (timer === "thank_you") return { kind: "thank_you", orderId: subject };
  if (timer !== "outreach") return undefined;
  const [kind, orderId = "", ...rest] = subject.split(" ");
  return {
    kind: kind as OutreachKind, // only `timerOf` writes these
    orderId,
    ...(rest.length > 0 ? { detail: rest.join(" ") } : {}),
  };
}
