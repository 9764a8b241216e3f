import { Agent, request } from "undici";
import { type ZodType, z } from "zod";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../core/errors.ts";

/** A customer waits for this answer; whoever takes longer counts as silent. */
const TIMEOUT_MS = 5_000;

/** Nobody waits for a change, and shop systems talk to payment providers in between. */
const CHANGE_TIMEOUT_MS = 20_000;

/** Far above a page of orders with everything in it. */
const MOST_BYTES = 4 * 1024 * 1024;

/** One slow shop system must not take all of the server's sockets. */
const MOST_AT_ONCE = 10;

export type Question = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** It asks for a change: a lost answer leaves unknown what became of it. */
  changes?: boolean;
  /** Below the system's address, with its leading slash. */
  path: string;
  /** A list gives the name once per value. */
  query?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON. */
  body?: unknown;
};

export type Answer = {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
};

/** Asks one shop system over HTTP. */
export type Ask = (question: Question) => Promise<Answer>;

/**
 * How to ask the shop system at `url`: at most 10 questions at once, each answered in full within 5 s (a change: 20 s)
 * and 4 MB. Any status is an answer to a question that only reads; who asks decides what it means.
 * @throws ProviderUnavailableError when there is no such answer and nothing was changed; a repeat is safe.
 * @throws OutcomeUnknownError when a change may have reached the system: its answer is lost, or is a 5xx.
 */
export function askAt(options: {
  system: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  timeoutMs?: number;
}): Ask {
  const { system, url } = options;
  const dispatcher = new Agent({ connections: MOST_AT_ONCE, maxResponseSize: MOST_BYTES });
  return async (question) => {
    const { method = "GET", body, changes = false } = question;
    const timeoutMs = options.timeoutMs ?? (changes ? CHANGE_TIMEOUT_MS : TIMEOUT_MS);
    const answered = async (): Promise<Answer> => {
      const answer = await request(targetOf(url, question), {
        method,
        dispatcher,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: "application/json",
          "user-agent": "nightdesk",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...options.headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    };
    const answer = await answered().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw changes && !neverConnected(error)
        ? new OutcomeUnknownError(`${system}'s answer to a change is lost: ${why}`, {
            cause: error,
          })
        : new ProviderUnavailableError(`${system} does not answer: ${why}`, { cause: error });
    });
    if (changes && answer.status >= 500) {
      throw new OutcomeUnknownError(`${system} answers a change with HTTP ${answer.status}`);
    }
    return answer;
  };
}

/** Failures before there was a connection, so that nothing can have been read. */
const NEVER_CONNECTED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];

function neverConnected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(neverConnected);
  return error instanceof Error && "code" in error && NEVER_CONNECTED.includes(String(error.code));
}

function targetOf(url: string, { path, query = {} }: Question): URL {
  const target = new URL(`${url}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) target.searchParams.append(name, one);
  }
  return target;
}

/**
 * The answer's JSON in the shape that the system promises.
 * @throws ProviderUnavailableError for another status than 2xx, for text that is no JSON, and for another shape.
 */
export function readAnswer<T>(system: string, answer: Answer, schema: ZodType<T>): T {
  if (answer.status === 401 || answer.status === 403) {
    throw new ProviderUnavailableError(
      `${system} refuses our key (HTTP ${answer.status}): check it, and what it may read`,
    );
  }
  if (answer.status < 200 || answer.status > 299) {
    throw new ProviderUnavailableError(`${system} answers HTTP ${answer.status}`);
  }
  return inShape(system, parseJson(system, answer.text), schema);
}

/**
 * The answer to a change, in the shape that the system promises.
 * @throws ProviderUnavailableError for a status other than 2xx: nothing was changed.
 * @throws OutcomeUnknownError for a 2xx that cannot be read: something may have been.
 */
export function readChange<T>(system: string, answer: Answer, schema: ZodType<T>): T {
  try {
    return readAnswer(system, answer, schema);
  } catch (error) {
    if (answer.status < 200 || answer.status > 299) throw error;
    throw new OutcomeUnknownError(`${system}'s answer to a change cannot be read`, {
      cause: error,
    });
  }
}

/** @throws ProviderUnavailableError naming each field that has another shape than the system promises. */
export function inShape<T>(system: string, value: unknown, schema: ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProviderUnavailableError(
    `${system} answers in a shape that we do not know: ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}

function parseJson(system: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProviderUnavailableError(`${system} answers something that is no JSON`, {
      cause: error,
    });
  }
}
