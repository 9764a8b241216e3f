import type { IncomingHttpHeaders } from "node:http";
import type twilio from "twilio";
import type { Agent, Dispatcher } from "undici";
import { TwilioRefusalError } from "./errors.ts";

type RequestOptions = Parameters<twilio.RequestClient["request"]>[0];

/** What the Twilio SDK needs of an HTTP client. */
export type TwilioHttpClient = {
  request(options: RequestOptions): Promise<{ statusCode: number; body: string; headers: object }>;
};

/**
 * Carries the Twilio SDK's requests over one keep-alive pool, at a fraction of the SDK's own client's cost, one
 * attempt each. With `apiUrl` all of Twilio's hosts are found below it.
 *
 * @throws TwilioRefusalError for every answer that is not 2xx, with the Retry-After that the SDK would drop.
 */
export async function twilioHttpClient(options: {
  apiUrl: string | undefined;
  timeoutMs: number;
}): Promise<TwilioHttpClient> {
  const undici = await import("undici");
  const agent: Agent = new undici.Agent({
    connections: CONNECTIONS,
    connectTimeout: Math.min(CONNECT_TIMEOUT_MS, options.timeoutMs),
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
  });
  // Nearly every request goes where the last one went.
  let last = { uri: "", place: { origin: "", path: "" } };
  const placeOf = (uri: string) => {
    if (last.uri !== uri) last = { uri, place: twilioTarget(uri, options.apiUrl) };
    return last.place;
  };
  return {
    request: async (asked) => {
      const answer = await exchange(agent, targetOf(asked, placeOf(asked.uri)));
      if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
      throw refusalOf(answer);
    },
  };
}

type Answer = { statusCode: number; body: string; headers: IncomingHttpHeaders };

/** The whole answer as text; a stream for a body of one packet would cost more than all the rest. */
function exchange(
  agent: Agent,
  target: Dispatcher.RequestOptions & { origin: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const answer: Answer = { statusCode: 0, body: "", headers: {} };
    const chunks: Buffer[] = [];
    agent.dispatch(target, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode, headers) {
        answer.statusCode = statusCode;
        answer.headers = headers;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        answer.body = Buffer.concat(chunks).toString("utf8");
        resolve(answer);
      },
      onResponseError: (_controller, error) => reject(error),
    });
  });
}

/** More than a long code's texts per second ever need; Twilio limits concurrency per account. */
const CONNECTIONS = 16;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Where a request of the SDK goes: Twilio's own host, or below `apiUrl`, which stands for https://api.twilio.com;
 * other hosts become a first path segment (`content.twilio.com/v1/…` → `{apiUrl}/content/v1/…`).
 */
export function twilioTarget(
  uri: string,
  apiUrl: string | undefined,
): { origin: string; path: string } {
  const asked = new URL(uri);
  const path = asked.pathname + asked.search;
  if (apiUrl === undefined) return { origin: asked.origin, path };
  const base = new URL(apiUrl);
  const product = asked.hostname.split(".")[0] ?? "api";
  const prefix = base.pathname.replace(/\/$/, "") + (product === "api" ? "" : `/${product}`);
  return { origin: base.origin, path: prefix + path };
}

function targetOf(
  asked: RequestOptions,
  { origin, path }: { origin: string; path: string },
): Dispatcher.RequestOptions & { origin: string } {
  const query = formOf(asked.params);
  const credentials = Buffer.from(`${asked.username}:${asked.password}`).toString("base64");
  const method = asked.method.toUpperCase() as Dispatcher.HttpMethod; // the SDK's list of methods is a subset
  return {
    origin,
    path: query === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`,
    method,
    headers: { ...asked.headers, authorization: `Basic ${credentials}` },
    ...(method === "GET" ? {} : { body: formOf(asked.data) }),
  };
}

/** Repeated fields for lists, as the SDK's own client writes them. */
function formOf(fields: unknown): string {
  const pairs: string[] = [];
  if (typeof fields !== "object" || fields === null) return "";
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) pairs.push(`${encoded(name)}=${encoded(String(one))}`);
    }
  }
  return pairs.join("&");
}

/** Half an emoji becomes the mark for "unreadable", as in every other text that leaves. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function refusalOf({ statusCode, headers, body }: Answer): TwilioRefusalError {
  const told = errorBody(body);
  const retryAfter = Number(headers["retry-after"]);
  return new TwilioRefusalError({
    status: statusCode,
    code: told.code,
    message: told.message ?? `Twilio answered HTTP ${statusCode}`,
    retryAfterMs: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter * 1000 : undefined,
  });
}

/** Twilio's `{code, message, more_info, status}`; a proxy's HTML page tells neither. */
function errorBody(body: string): { code?: string; message?: string } {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told !== "object" || told === null) return {};
    return {
      ...("code" in told && told.code ? { code: String(told.code) } : {}),
      ...("message" in told && typeof told.message === "string" ? { message: told.message } : {}),
    };
  } catch {
    return {}; // not JSON: the HTTP status alone decides
  }
}
