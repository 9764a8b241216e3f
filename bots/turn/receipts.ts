import type { InboundOf } from "../../core/message.ts";
import { explainTwilioError } from "../twilio/errors.ts";

/** What a failed delivery means to an agent; `undefined` for news that needs no words. */
export function receiptWords(receipt: InboundOf<"receipt">): string | undefined {
  if (receipt.status !== "failed" && receipt.status !== "undelivered") return undefined;
  const { errorCode } = receipt;
  const why = (errorCode && explainTwilioError(errorCode)) ?? "the carrier gave no reason";
  return `A message did not reach the customer: ${why}${errorCode ? ` (${errorCode})` : ""}.`;
}
