import type { InboundOf } from "../../core/message.ts";

/**
 * What a failed delivery means to an agent, and what to do about it; `undefined` for news that needs no words.
 * Source: Twilio's error dictionary, https://www.twilio.com/docs/api/errors.
 */
export function receiptWords(receipt: InboundOf<"receipt">): string | undefined {
  if (receipt.status !== "failed" && receipt.status !== "undelivered") return undefined;
  const why = MEANINGS[receipt.errorCode ?? ""] ?? "the carrier gave no reason";
  const code = receipt.errorCode ? ` (${receipt.errorCode})` : "";
  return `A message did not reach the customer${code}: ${why}.`;
}

const MEANINGS: Readonly<Record<string, string>> = {
  "21211": "this is not a phone number; ask for another way to reach them",
  "21610": "they have opted out of messages on this number (STOP)",
  "21614": "this number cannot receive texts; ask for another way to reach them",
  "30003": "the phone is switched off or out of reach; try once more later",
  "30004": "the carrier blocks messages to this number",
  "30005": "this number does not exist any more",
  "30006": "this is a landline, which cannot receive texts",
  "30007": "the carrier filtered it as unwanted; do not send the same words again",
  "30008": "the carrier could not say why; try once more later",
  "63003": "this number is not on WhatsApp",
  "63016": "the WhatsApp window of 24 hours has closed; they must write first",
};
