import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator } from "emulate";

/** What the workspace does with the next call of a method instead of simply answering it. */
export type Fault =
  | { kind: "rate_limited"; seconds?: number }
  /** Does what was asked, then hangs up without an answer. */
  | { kind: "answer_lost" }
  /** Does what was asked, then answers with this HTTP status. */
  | { kind: "done_but_status"; status: number }
  /** Answers with this HTTP status and does nothing. */
  | { kind: "status"; status: number }
  /** Slack's own refusal, e.g. `not_in_channel`. */
  | { kind: "refused"; error: string };

type Json = Record<string, unknown>;
export type SlackPost = {
  ts: string;
  thread_ts?: string;
  text: string;
  blocks?: Json[];
  metadata?: { event_payload: { send: string } };
};

export type SlackCall = { method: string; body: Json };

export type SlackWorkspace = {
  /** For SLACK_API_URL. */
  apiUrl: string;
  botToken: string;
  team: string;
  /** The desk channel's id. */
  channel: string;
  /** Ids of the members, by the names they were given. */
  people: Record<string, string>;
  /** Every call so far, refused ones too, oldest first. */
  calls: SlackCall[];
  /** What stands in the desk channel or in one of its threads (or in another channel), oldest first. */
  posts(threadTs?: string, channel?: string): Promise<SlackPost[]>;
  /** The id of the channel in which this person and the app write to each other alone. */
  direct(person: string): Promise<string>;
  /** What one person was told for their eyes only. */
  whispers(person: string): string[];
  /** The next thing that one person is told for their eyes only. */
  whisper(person: string): Promise<string>;
  fail(method: string, ...faults: Fault[]): void;
  /** Makes a member a guest, a stranger or gone, as users.info tells it. */
  describe(person: string, traits: Json): void;
  /** Answers a method that the emulator does not have. */
  answer(method: string, reply: (body: Json) => Json): void;
  close(): Promise<void>;
};

const BOT_TOKEN = "xoxb-nightdesk-test";

/**
 * A Slack workspace on this machine: the `emulate` package's Slack behind a thin front of ours that adds what it lacks
 * (refusing unknown tokens and impossible blocks, `oldest`, guests) and the bad nights: 429, lost answers, 5xx.
 */
export async function startSlackWorkspace(
  members: readonly string[] = ["mette", "jonas"],
): Promise<SlackWorkspace> {
  const emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        team: { name: "Harbour & Pine", domain: "harbour-pine" },
        users: ["nightdesk", ...members].map((name) => ({ name, real_name: capital(name) })),
        channels: [{ name: "care-desk", topic: "Customers who wait" }],
        tokens: [{ token: BOT_TOKEN, user: "nightdesk" }],
      },
    },
  });
  const faults = new Map<string, Fault[]>();
  const answers = new Map<string, (body: Json) => Json>();
  const traits = new Map<string, Json>();
  const calls: SlackCall[] = [];
  const told: { user: string; text: string }[] = [];
  const ears = new Map<string, (text: string) => void>();
  const tell = (user: string, text: string) => {
    told.push({ user, text });
    ears.get(user)?.(text);
  };

  const ask = async (method: string, body: Json): Promise<Json> => {
    const reply = await fetch(`${emulator.url}/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${BOT_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await reply.json()) as Json; // the emulator answers every call with an object
  };

  const perform = async (method: string, body: Json): Promise<Json> => {
    const wrong = method.startsWith("chat.") ? impossible(body) : undefined;
    if (wrong) return { ok: false, error: wrong };
    const result = (await answers.get(method)?.(body)) ?? (await ask(method, body));
    return result.ok ? finish(method, body, result) : result;
  };
  const finish = (method: string, body: Json, result: Json): Json => {
    const user = String(body.user);
    if (method === "users.info") return describedAs(result, traits.get(user));
    if (method === "chat.postEphemeral") tell(user, String(body.text));
    return isHistory(method) ? asAsked(result, body) : result;
  };

  const server = createServer((request, response) => {
    serve(request, response, { faults, calls, perform }).catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo; // a TCP server has one

  const { members: users } = (await ask("users.list", {})) as {
    members: { id: string; name: string }[];
  };
  const { channels } = (await ask("conversations.list", {})) as {
    channels: { id: string; name: string }[];
  };
  const { team_id } = (await ask("auth.test", {})) as { team_id: string };
  const people = Object.fromEntries(users.map(({ id, name }) => [name, id]));
  const channel = channels.find(({ name }) => name === "care-desk")?.id ?? "";

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    botToken: BOT_TOKEN,
    team: team_id,
    channel,
    people,
    calls,
    async direct(person) {
      const opened = await ask("conversations.open", { users: people[person] ?? person });
      return (opened.channel as { id: string }).id; // as the emulator answers
    },
    async posts(threadTs, where = channel) {
      const result = threadTs
        ? await ask("conversations.replies", { channel: where, ts: threadTs })
        : await ask("conversations.history", { channel: where });
      const messages = result.messages as SlackPost[]; // as the emulator lists them
      return messages
        .filter(({ ts }) => ts !== threadTs)
        .toSorted((a, b) => Number(a.ts) - Number(b.ts));
    },
    whispers: (person) =>
      told.filter(({ user }) => user === people[person]).map(({ text }) => text),
    whisper: (person) => new Promise((heard) => void ears.set(people[person] ?? person, heard)),
    fail: (method, ...next) => void faults.set(method, [...(faults.get(method) ?? []), ...next]),
    describe: (person, more) => void traits.set(people[person] ?? person, more),
    answer: (method, reply) => void answers.set(method, reply),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await emulator.close();
    },
  };
}

type Front = {
  faults: Map<string, Fault[]>;
  calls: SlackCall[];
  perform(method: string, body: Json): Promise<Json>;
};

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { faults, calls, perform }: Front,
): Promise<void> {
  const method = (request.url ?? "").replace("/api/", "");
  const body = await bodyOf(request);
  calls.push({ method, body });
  const json = (status: number, reply: Json, headers: Record<string, string> = {}) =>
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(reply));
  if (!/^Bearer (xoxb-nightdesk-test|xapp-)/.test(request.headers.authorization ?? "")) {
    return void json(200, { ok: false, error: "invalid_auth" });
  }
  const fault = faults.get(method)?.shift();
  switch (fault?.kind) {
    case undefined:
      return void json(200, await perform(method, body));
    case "rate_limited":
      return void json(
        429,
        { ok: false, error: "ratelimited" },
        fault.seconds === undefined ? {} : { "retry-after": String(fault.seconds) },
      );
    case "status":
      return void json(fault.status, {});
    case "refused":
      return void json(200, { ok: false, error: fault.error });
    case "done_but_status":
      await perform(method, body);
      return void json(fault.status, {});
    case "answer_lost":
      await perform(method, body);
      return void response.destroy();
    default:
      fault satisfies never;
  }
}

/** The SDK sends forms in which objects are JSON. */
async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  const text = Buffer.concat(chunks).toString("utf8");
  if (request.headers["content-type"]?.includes("json")) return JSON.parse(text);
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([key, value]) => [
      key,
      /^[[{]/.test(value) && isRich(key) ? JSON.parse(value) : value,
    ]),
  );
}

function describedAs(result: Json, traits: Json | undefined): Json {
  return { ...result, user: { ...(result.user as Json), ...traits } };
}

function isRich(key: string): boolean {
  return key === "blocks" || key === "metadata" || key === "view";
}

function isHistory(method: string): boolean {
  return method === "conversations.history" || method === "conversations.replies";
}

/** As Slack does and the emulator does not: only from `oldest` to `latest`, and metadata only if asked for. */
function asAsked(result: Json, { oldest, latest, include_all_metadata }: Json): Json {
  const from = Number(oldest ?? 0);
  const to = Number(latest ?? Number.POSITIVE_INFINITY);
  const messages = (result.messages as SlackPost[]) // as the emulator lists them
    .filter(({ ts }) => Number(ts) >= from && Number(ts) <= to)
    .map(({ metadata, ...message }) =>
      include_all_metadata === "true" || include_all_metadata === true
        ? { ...message, metadata }
        : message,
    );
  return { ...result, messages };
}

/** Slack's own limits. Source: docs.slack.dev, Block Kit reference. */
function impossible({ blocks }: Json): string | undefined {
  if (blocks === undefined) return undefined;
  const all = blocks as { type: string; text?: { text: string } }[]; // the front has just parsed them
  if (all.length > 50 || JSON.stringify(all).length > 13_200) return "msg_blocks_too_long";
  const tooLong = all.some(
    ({ type, text }) => (text?.text.length ?? 1) > (type === "header" ? 150 : 3_000),
  );
  const empty = all.some(({ text }) => text?.text === "");
  return tooLong || empty ? "invalid_blocks" : undefined;
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** The address of a Slack where nobody listens any more. */
export async function closedDoor(): Promise<string> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}/api/`;
}
