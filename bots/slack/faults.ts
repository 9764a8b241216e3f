import { z } from "zod";
import type { SendOutcome } from "../channel.ts";

/** What happened to a call at Slack that did not go well. */
export type Fault =
  /** Slack understood and refused; nothing happened. */
  | { kind: "refused"; code: string }
  | { kind: "rate_limited"; retryAfterMs: number }
  /** Nobody was reached; nothing happened. */
  | { kind: "unreached"; message: string }
  /** It may have happened. */
  | { kind: "unclear"; message: string };

/** The whole channel is unusable until somebody mends the app or its channels. Source: docs.slack.dev, chat.postMessage errors. */
const BROKEN = new Set([
  ...[
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "org_login_required",
  ],
  ...[
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "access_denied",
    "ekm_access_denied",
  ],
  ...[
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "team_access_not_granted",
  ],
]);
/** Slack itself says that part of the call may have succeeded. */
const PERHAPS_DONE = new Set(["fatal_error", "internal_error"]);
const BUSY = new Set(["service_unavailable", "request_timeout", "team_added_to_org"]);

/** What the outbox should do about a fault. */
export function outcomeOf(fault: Fault): Exclude<SendOutcome, { kind: "accepted" }> {
  switch (fault.kind) {
    case "rate_limited":
      return {
        ...refusal("ratelimited", "Slack asks us to slow down", "retry_later"),
        retryAfterMs: fault.retryAfterMs,
      };
    case "unreached":
      return refusal("unreached", fault.message, "retry_later");
    case "unclear":
      return fault;
    case "refused":
      return refusal(fault.code, `Slack refused: ${fault.code}`, reactionTo(fault.code));
    default:
      return fault satisfies never;
  }
}

function reactionTo(code: string): "retry_later" | "give_up" | "channel_broken" {
  if (BROKEN.has(code)) return "channel_broken";
  return BUSY.has(code) ? "retry_later" : "give_up";
}

/** Definitely not sent, and what the outbox should do about it. */
export function refusal(
  code: string,
  message: string,
  reaction: "retry_later" | "give_up" | "channel_broken",
) {
  return { kind: "refused", code, message, reaction } as const;
}

/** The SDK's errors, by their published codes. */
const slackError = z.discriminatedUnion("code", [
  z.object({
    code: z.literal("slack_webapi_platform_error"),
    data: z.object({ error: z.string() }),
  }),
  z.object({ code: z.literal("slack_webapi_rate_limited_error"), retryAfter: z.number() }),
  z.object({ code: z.literal("slack_webapi_http_error"), statusCode: z.number() }),
  z.object({ code: z.literal("slack_webapi_request_error"), original: z.unknown() }),
]);

/** Under these the request never left. */
const NEVER_LEFT = new Set([
  ...[
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
  ],
]);

/** What an SDK's rejection means for what we asked. Anything that is not understood may have happened. */
export function faultOf(error: unknown): Fault {
  const known = slackError.safeParse(error);
  if (!known.success) return { kind: "unclear", message: String(error) };
  const { data } = known;
  switch (data.code) {
    case "slack_webapi_rate_limited_error":
      return { kind: "rate_limited", retryAfterMs: data.retryAfter * 1000 };
    case "slack_webapi_http_error":
      return httpFault(data.statusCode);
    case "slack_webapi_request_error": {
      const code = causeCode(data.original);
      const message = `no answer from Slack (${code ?? String(data.original)})`;
      return {
        kind: code !== undefined && NEVER_LEFT.has(code) ? "unreached" : "unclear",
        message,
      };
    }
    case "slack_webapi_platform_error":
      return PERHAPS_DONE.has(data.data.error)
        ? { kind: "unclear", message: `Slack failed half-way (${data.data.error})` }
        : { kind: "refused", code: data.data.error };
    default:
      return data satisfies never;
  }
}

/** Slack itself answers 200 even when it refuses; another 4xx means that something else sits at this address. */
function httpFault(status: number): Fault {
  const message = `Slack answered HTTP ${status}`;
  if (status >= 500 || status === 408) return { kind: "unclear", message };
  return { kind: "refused", code: status === 413 ? "msg_too_long" : "access_denied" };
}

/** The system's own code, wherever the SDK and fetch have wrapped it. */
function causeCode(error: unknown): string | undefined {
  let inner = error;
  for (let depth = 0; depth < 5 && typeof inner === "object" && inner !== null; depth += 1) {
    if ("code" in inner && typeof inner.code === "string") return inner.code;
    inner = "cause" in inner ? inner.cause : undefined;
  }
  return undefined;
}
