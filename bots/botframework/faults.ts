import type { SendOutcome } from "../channel.ts";

/**
 * Our own sign-in at Microsoft failed before anything was sent. `isRejected`: the app's id or secret is wrong, so
 * nothing will go out until somebody mends it.
 */
export class SignInError extends Error {
  override readonly name = "SignInError";
  readonly isRejected: boolean;
  constructor(cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(`no token from Microsoft: ${words.slice(0, LONGEST_WORDS)}`, { cause });
    this.isRejected = REJECTED.test(codeOf(cause) ?? "");
  }
}

const LONGEST_WORDS = 300;

/** OAuth's codes for a client that is not let in. Source: RFC 6749, 5.2. */
const REJECTED = /^(invalid_client|unauthorized_client|invalid_request|invalid_grant)$/;

/** Under these the request never left. */
const NEVER_LEFT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
]);

/**
 * What a failed post to a connector means. Anything that is not understood may have happened: Teams has no way to ask
 * whether a message arrived.
 * Source: learn.microsoft.com, "Status codes from bot conversational APIs".
 */
export function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof SignInError) {
    return refused("sign_in", error.message, error.isRejected ? "channel_broken" : "retry_later");
  }
  const status = field(error, "statusCode");
  const message = error instanceof Error ? error.message.slice(0, LONGEST_WORDS) : String(error);
  return typeof status === "number" ? answered(error, status, message) : lost(error, message);
}

function lost(error: unknown, message: string): SendOutcome {
  const code = codeOf(error);
  if (code !== undefined && NEVER_LEFT.has(code)) return refused(code, message, "retry_later");
  return { kind: "unclear", message: `no answer from the connector: ${message}` };
}

function answered(error: unknown, status: number, message: string): SendOutcome {
  if (status >= 500 || status === 408) {
    return { kind: "unclear", message: `the connector answered HTTP ${status}` };
  }
  const code = bodyCode(error) ?? String(status);
  if (status !== 429 && status !== 412) {
    return refused(code, message, status === 401 ? "channel_broken" : "give_up");
  }
  const retryAfterMs = retryAfterOf(error);
  const later = refused(code, message, "retry_later");
  return retryAfterMs === undefined ? later : { ...later, retryAfterMs };
}

/** A definite no. */
export function refused(
  code: string,
  message: string,
  reaction: "retry_later" | "give_up" | "channel_broken",
): Extract<SendOutcome, { kind: "refused" }> {
  return { kind: "refused", code, message, reaction };
}

/** What a code from the connector means, for a person at the desk. */
export function explainConnectorError(code: string): string | undefined {
  return EXPLAINED.get(code);
}

const EXPLAINED: ReadonlyMap<string, string> = new Map([
  ["BotNotInConversationRoster", "they have removed the bot from Teams"],
  ["ConversationBlockedByUser", "they have blocked the bot"],
  ["ForbiddenOperationException", "their organisation does not let the bot write"],
  ["BotDisabledByAdmin", "their organisation has switched the bot off"],
  ["ConversationNotFound", "the chat does not exist any more"],
  ["MessageSizeTooBig", "the message is too long for Teams"],
]);

function codeOf(error: unknown): string | undefined {
  for (const name of ["errorCode", "code"]) {
    const value = field(error, name);
    if (typeof value === "string") return value;
  }
  const cause = field(error, "cause");
  return cause === undefined ? undefined : codeOf(cause);
}

/** The connector's `{ error: { code } }`, which the SDK hangs on its error as it came. */
function bodyCode(error: unknown): string | undefined {
  const told = field(field(error, "details"), "error") ?? field(field(error, "body"), "error");
  const code = field(told, "code");
  return typeof code === "string" ? code : undefined;
}

function retryAfterOf(error: unknown): number | undefined {
  const headers = field(field(error, "response"), "headers");
  const get = field(headers, "get");
  const value = typeof get === "function" ? get.call(headers, "retry-after") : undefined;
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
