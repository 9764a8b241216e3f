import type { Conversation } from "../core/conversation.ts";
import { addressKind } from "../core/message.ts";

/** WhatsApp carries free text until 24 hours after the customer's last message. Source: Twilio error 63016. */
const WINDOW_MS = 24 * 60 * 60_000;

/** Until when this customer can be written to freely on WhatsApp; `undefined` for one who never wrote there. */
export function windowEnd({
  whatsappSeenAt,
}: Pick<Conversation, "whatsappSeenAt">): number | undefined {
  return whatsappSeenAt === undefined ? undefined : whatsappSeenAt + WINDOW_MS;
}

/** Whether what is written to this customer now goes to WhatsApp, which would not carry it. */
export function isWindowShut(
  { reach, whatsappSeenAt }: Pick<Conversation, "reach" | "whatsappSeenAt">,
  now: number,
): boolean {
  if (!reach || addressKind(reach.to) !== "whatsapp") return false;
  return now >= (windowEnd({ whatsappSeenAt }) ?? 0);
}

/** How long before its end a card says that a window is closing. */
export const CLOSING_MS = 2 * 60 * 60_000;

/** People look at their phones: three hours before the end leave time for it, and most of the window is used. */
const ASKED_BEFORE_MS = 3 * 60 * 60_000;
const STEP_MS = 15 * 60_000;

/** How an answer that is promised by some hour can still reach a customer on WhatsApp. */
export type WindowPlan =
  /** The window is open until then. */
  | { kind: "fits" }
  /** It is not; the approved template asks for a word once the answer is there. */
  | { kind: "template" }
  /** It is not; at this moment they are asked for a word, which opens it for another 24 hours. */
  | { kind: "tap"; at: number }
  /** It is not, and no decent moment to ask is left. */
  | { kind: "shuts" };

/** Plans how the answer gets through. `isQuiet`: whether nobody should be texted at that instant. Pure. */
export function planWindow(situation: {
  now: number;
  endsAt: number;
  answerBy: number;
  hasTemplate: boolean;
  isQuiet(instant: number): boolean;
}): WindowPlan {
  const { now, endsAt, answerBy, hasTemplate, isQuiet } = situation;
  if (endsAt >= answerBy) return { kind: "fits" };
  if (hasTemplate) return { kind: "template" };
  for (let at = endsAt - ASKED_BEFORE_MS; at > now; at -= STEP_MS) {
    if (!isQuiet(at)) return { kind: "tap", at };
  }
  for (let at = Math.max(now, endsAt - ASKED_BEFORE_MS); at < endsAt; at += STEP_MS) {
    if (!isQuiet(at)) return { kind: "tap", at };
  }
  return { kind: "shuts" };
}
