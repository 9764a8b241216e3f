import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a request's time may be from ours, in either direction. Source: Slack's replay rule, five minutes. */
const TOLERANCE_MS = 5 * 60_000;

/** What Slack's signature is made of. */
export type SignedRequest = {
  signingSecret: string;
  /** `X-Slack-Signature` and `X-Slack-Request-Timestamp` as they came, if they came. */
  signature: string | undefined;
  timestamp: string | undefined;
  rawBody: Buffer;
  now: number;
};

/**
 * Whether Slack itself sent this, just now. Stricter than the SDK, which takes timestamps from the future:
 * whoever got hold of one such request could play it back until that moment comes.
 * Source: docs.slack.dev, "Verifying requests from Slack" (v0: HMAC-SHA256 over `v0:<timestamp>:<raw body>`).
 */
export function checkSlackSignature(
  request: SignedRequest,
): { genuine: true } | { genuine: false; why: "missing" | "stale" | "future" | "forged" } {
  const { signature, timestamp } = request;
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return { genuine: false, why: "missing" };
  }
  const ageMs = request.now - Number(timestamp) * 1000;
  if (ageMs > TOLERANCE_MS) return { genuine: false, why: "stale" };
  if (ageMs < -TOLERANCE_MS) return { genuine: false, why: "future" };
  return sameText(signature, slackSignature(request.signingSecret, timestamp, request.rawBody))
    ? { genuine: true }
    : { genuine: false, why: "forged" };
}

/** The `X-Slack-Signature` that belongs to this body at this time (seconds, as text). */
export function slackSignature(
  signingSecret: string,
  timestamp: string,
  rawBody: Buffer | string,
): string {
  const hmac = createHmac("sha256", signingSecret);
  return `v0=${hmac.update(`v0:${timestamp}:`).update(rawBody).digest("hex")}`;
}

function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
