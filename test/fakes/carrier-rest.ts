import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Clock } from "../../core/ports.ts";
import { type Accepted, type CarrierMessage, type Refusal, refuse } from "./carrier-rules.ts";

/**
 * Something that goes wrong with one request. `accepted`: whether Twilio acts on it before the answer gets lost.
 * `answer`: an HTTP status, a connection that breaks, or silence until the client gives up.
 */
export type Fault =
  | {
      accepted: boolean;
      answer: number | "reset" | "silence";
      retryAfterSeconds?: number;
      html?: boolean;
    }
  | { refuse: Refusal }
  | { slowMs: number };

/** What the REST half needs of the carrier. */
export type RestPorts = {
  accountSid: string;
  authTokens: readonly string[];
  clock: Clock;
  messages(): readonly CarrierMessage[];
  judge(form: URLSearchParams): Refusal | Accepted;
  /** Keeps it; the returned function is called once the answer is out. */
  accept(accepted: Accepted): {
    message: CarrierMessage;
    answered: () => void;
    /** Receipts that come before the answer. */
    early: Promise<unknown> | undefined;
  };
  /** 429 once more were asked in this second than are allowed. */
  throttle(): Refusal | undefined;
  nextFault(method: "POST" | "GET"): Fault | undefined;
  /** Whoever asked to send cannot know what came of it. */
  unclear(): void;
};

const VERSION = "2010-04-01";

/** Twilio's REST API as far as messages go, on node:http. */
export function restHandler(ports: RestPorts): RequestListener {
  return (request, response) => {
    answer(request, response, ports).catch((cause: unknown) => {
      // a mistake in the fake must fail the test that meets it, not hang it
      json(response, 599, { message: `the fake carrier failed: ${String(cause)}` });
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  ports: RestPorts,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://carrier");
  const form = await formOf(request);
  response.setHeader("date", new Date(ports.clock.now()).toUTCString());
  if (!isAuthentic(request, ports)) return error(response, refuse(20003, "Authenticate", 401));
  const messages = `/${VERSION}/Accounts/${ports.accountSid}/Messages`;
  const asked = `${request.method} ${url.pathname}`;
  if (asked === `POST ${messages}.json`) return create(form, response, ports);
  if (asked === `GET ${messages}.json`) return list(url, response, ports);
  const one = ports.messages().find(({ sid }) => asked === `GET ${messages}/${sid}.json`);
  if (one) return json(response, 200, resource(one, ports.accountSid));
  error(response, refuse(20404, `The requested resource ${url.pathname} was not found`, 404));
}

async function create(
  form: URLSearchParams,
  response: ServerResponse,
  ports: RestPorts,
): Promise<void> {
  response.once("close", () => {
    if (response.statusCode >= 500 || !response.writableFinished) ports.unclear();
  });
  const throttled = ports.throttle();
  if (throttled) return error(response, throttled);
  const fault = ports.nextFault("POST");
  if (fault && "refuse" in fault) return error(response, fault.refuse);
  if (fault && "answer" in fault && !fault.accepted) return spoil(response, fault);
  const verdict = ports.judge(form);
  if ("code" in verdict) return error(response, verdict);
  const { message, answered, early } = ports.accept(verdict);
  response.once("close", answered);
  await early;
  if (fault && "answer" in fault) return spoil(response, fault);
  if (fault) await ports.clock.sleep(fault.slowMs);
  json(response, 201, resource(message, ports.accountSid));
}

function list(url: URL, response: ServerResponse, ports: RestPorts): void {
  const fault = ports.nextFault("GET");
  if (fault && "refuse" in fault) return error(response, fault.refuse);
  if (fault && "answer" in fault) return spoil(response, fault);
  const query = url.searchParams;
  const size = Math.min(Number(query.get("PageSize") ?? 50), 1000);
  const page = Number(query.get("Page") ?? 0);
  const found = ports
    .messages()
    .filter((message) => isAskedFor(message, query))
    .toReversed();
  const shown = found.slice(page * size, (page + 1) * size);
  const at = (number: number) => {
    const moved = new URLSearchParams(query);
    moved.set("Page", String(number));
    moved.set("PageSize", String(size));
    return `${url.pathname}?${moved}`;
  };
  json(response, 200, {
    end: page * size + shown.length - 1,
    first_page_uri: at(0),
    messages: shown.map((message) => resource(message, ports.accountSid)),
    next_page_uri: found.length > (page + 1) * size ? at(page + 1) : null,
    page,
    page_size: size,
    previous_page_uri: page > 0 ? at(page - 1) : null,
    start: page * size,
    uri: url.pathname + url.search,
  });
}

/** As at Twilio, a message that was not sent yet has no DateSent and stands in no answer that asks for one. */
function isAskedFor(message: CarrierMessage, query: URLSearchParams): boolean {
  const same = (name: string, value: string) => (query.get(name) ?? value) === value;
  if (!same("To", message.to) || !same("From", message.from)) return false;
  for (const [name, fits] of [
    ["DateSent", (sent: number, day: number) => sent >= day && sent < day + 24 * 60 * 60_000],
    ["DateSent>", (sent: number, from: number) => sent >= from],
    ["DateSent<", (sent: number, until: number) => sent <= until],
  ] as const) {
    const asked = query.get(name);
    if (asked === null) continue;
    if (message.sentAt === undefined || !fits(message.sentAt, Date.parse(asked))) return false;
  }
  return true;
}

function spoil(response: ServerResponse, fault: Extract<Fault, { accepted: boolean }>): void {
  if (fault.answer === "silence") return;
  if (fault.answer === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault.retryAfterSeconds !== undefined) {
    response.setHeader("retry-after", String(fault.retryAfterSeconds));
  }
  if (fault.html) {
    response.writeHead(fault.answer, { "content-type": "text/html" });
    response.end("<html><body>Bad Gateway</body></html>");
    return;
  }
  const code = fault.answer === 429 ? 20429 : 20500;
  error(
    response,
    refuse(
      code,
      fault.answer === 429 ? "Too Many Requests" : "Internal Server Error",
      fault.answer,
    ),
  );
}

/** A message as the API shows it; date_sent stays null until it has left. */
function resource(message: CarrierMessage, accountSid: string): object {
  const uri = `/${VERSION}/Accounts/${accountSid}/Messages/${message.sid}`;
  const date = (at: number | undefined) =>
    at === undefined ? null : new Date(at).toUTCString().replace("GMT", "+0000");
  return {
    account_sid: accountSid,
    api_version: VERSION,
    body: message.body,
    date_created: date(message.createdAt),
    date_sent: date(message.sentAt),
    date_updated: date(message.sentAt ?? message.createdAt),
    direction: message.direction,
    error_code: message.errorCode === undefined ? null : Number(message.errorCode),
    error_message: null,
    from: message.from,
    messaging_service_sid: message.serviceSid ?? null,
    num_media: String(message.media.length),
    num_segments: String(message.segments),
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { feedback: `${uri}/Feedback.json`, media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

function isAuthentic(request: IncomingMessage, ports: RestPorts): boolean {
  const given = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const credentials = Buffer.from(given, "base64").toString("utf8");
  return ports.authTokens.some((token) => credentials === `${ports.accountSid}:${token}`);
}

function error(response: ServerResponse, { status, code, message }: Refusal): void {
  json(response, status, {
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json;charset=utf-8" });
  response.end(JSON.stringify(body));
}

/** A body of any other type holds no parameters for Twilio. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const type = request.headers["content-type"] ?? "";
  const isForm = type.startsWith("application/x-www-form-urlencoded");
  return new URLSearchParams(isForm ? Buffer.concat(chunks).toString("utf8") : "");
}
