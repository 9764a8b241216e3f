import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request asked for: its task, what it was to work on, and everything that was sent, as it was. */
export type ModelCall = {
  task: string;
  material: Record<string, unknown>;
  body: string;
  headers: IncomingMessage["headers"];
};

/** What the model answers to a call; a string is sent as the message's content as it is. */
export type ModelAnswer =
  | { content: string; tokens?: number }
  | { toolCalls: readonly { name: string; arguments: unknown }[]; content?: string }
  | { status: number; headers?: Record<string, string> }
  | { raw: string; type?: string }
  /** Anything in the message beside its content. */
  | { content: string; beside: Record<string, unknown> }
  | "silence"
  /** The beginning of an answer that never ends. */
  | "drips"
  | "hangs up";

/** A server that speaks as much of OpenAI's API as we use, and is as wrong as a test wants it. */
export type FakeModel = {
  /** As OPENAI_BASE_URL takes it. */
  url: string;
  readonly calls: readonly ModelCall[];
  /** Everything that was asked of it, "POST /v1/chat/completions". */
  readonly requests: readonly string[];
  /** From now on every call is answered so. */
  answers(how: (call: ModelCall) => ModelAnswer): void;
  close(): Promise<void>;
};

/** Starts the model on this machine; until told otherwise it understands nothing and answers nothing. */
export async function startModel(): Promise<FakeModel> {
  const calls: ModelCall[] = [];
  const requests: string[] = [];
  let answer: (call: ModelCall) => ModelAnswer = (call) => ({
    content: NOTHING[call.task] ?? "{}",
  });
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    void bodyOf(request).then((body) => {
      if (request.url?.endsWith("/models")) return json(response, { object: "list", data: MODELS });
      if (!request.url?.endsWith("/chat/completions")) return json(response, {}, 404);
      const call = { ...callIn(body), headers: request.headers };
      calls.push(call);
      give(response, answer(call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}/v1`,
    calls,
    requests,
    answers: (how) => {
      answer = how;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const MODELS = [{ id: "night-owl", object: "model", created: 0, owned_by: "nobody" }];

const NOTHING: Record<string, string> = {
  understand: '{"intents":[]}',
  answer: '{"answer":""}',
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // a request's stream gives buffers
  return Buffer.concat(parts).toString();
}

function callIn(body: string): Omit<ModelCall, "headers"> {
  const asked = JSON.parse(body) as {
    messages: { role: string; content: string }[];
    response_format: { json_schema: { name: string } };
  };
  return {
    task: asked.response_format.json_schema.name,
    material: JSON.parse(asked.messages.at(-1)?.content ?? "{}") as Record<string, unknown>,
    body,
  };
}

function give(response: ServerResponse, answer: ModelAnswer): void {
  if (answer === "silence") return;
  if (answer === "drips") {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(" ");
    return;
  }
  if (answer === "hangs up") {
    response.socket?.destroy();
    return;
  }
  if ("status" in answer) {
    json(response, { error: { message: "no", type: "error" } }, answer.status, answer.headers);
    return;
  }
  if ("raw" in answer) {
    response.writeHead(200, { "content-type": answer.type ?? "application/json" });
    response.end(answer.raw);
    return;
  }
  json(response, completionOf(answer));
}

/** A whole answer, as OpenAI's chat completions give it. */
function completionOf(answer: Extract<ModelAnswer, { content?: string }>): unknown {
  const tokens = "tokens" in answer ? answer.tokens : undefined;
  const calls = "toolCalls" in answer ? answer.toolCalls : [];
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 0,
    model: "night-owl",
    choices: [
      {
        index: 0,
        finish_reason: calls.length > 0 ? "tool_calls" : "stop",
        message: {
          role: "assistant",
          content: answer.content ?? null,
          ...("beside" in answer ? answer.beside : {}),
          ...(calls.length > 0
            ? {
                tool_calls: calls.map((call, at) => ({
                  id: `call_${at}`,
                  type: "function",
                  function: { name: call.name, arguments: JSON.stringify(call.arguments) },
                })),
              }
            : {}),
        },
      },
    ],
    ...(tokens === undefined
      ? {}
      : { usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens } }),
  };
}

function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
