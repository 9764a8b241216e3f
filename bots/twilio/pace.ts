import { addressKind, addressValue } from "../../core/message.ts";
import type { Send } from "../../core/ports.ts";
import type { Pace } from "../channel.ts";
import { plainForSms, smsSegments } from "./segments.ts";
import type { TwilioOptions } from "./send.ts";

/** What a sender may be ahead of its pace by: Twilio queues far more, and nobody waits for the first few. */
const BURST_SECONDS = 3;

/**
 * How fast a text may leave where a pace is set: by segments, for each number of ours. Without one Twilio queues up to
 * four hours' worth for each number, first come first served. WhatsApp carries 80 messages a second, more than we send.
 * Source: https://www.twilio.com/docs/messaging/guides/scaling-queueing-latency
 */
export function smsPace(
  { to, from, body }: Send,
  { smsPerSecond, messagingServiceSid, smsFrom }: TwilioOptions,
): Pace | undefined {
  if (smsPerSecond === undefined || addressKind(to) !== "sms" || body.kind !== "text") {
    return undefined;
  }
  const sender = messagingServiceSid ?? (from ? addressValue(from) : smsFrom);
  return {
    bucket: `twilio:${sender}`,
    perSecond: smsPerSecond,
    burst: Math.max(1, smsPerSecond * BURST_SECONDS),
    weight: smsSegments(plainForSms(body.text)).segments,
  };
}
