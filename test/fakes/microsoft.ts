import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";

/** Azure Bot Service on this machine: it signs tokens, publishes its keys, and takes what the bot posts. */
export type Microsoft = {
  readonly url: string;
  readonly appId: string;
  readonly openIdMetadataUrl: string;
  /** The region's connector; part of every activity. */
  readonly serviceUrl: string;
  /** What the bot has posted, every attempt of it. */
  posts(): readonly { path: string; bearer: string; body: Record<string, unknown> }[];
  /** How the next posts are answered, in turn; then all of them are taken. */
  answers(...next: Answer[]): void;
  /** As a channel would sign it, with anything replaced. */
  token(claims?: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** Well made, by a key that Microsoft never published, under the id of one that it did. */
  rogueToken(): Promise<string>;
  /** A message as Teams posts it. */
  message(fields?: Record<string, unknown>): Record<string, unknown>;
  close(): Promise<void>;
};

export type Answer =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** Reads the post, then hangs up. */
  | "reset"
  /** Reads the post and says nothing. */
  | "silence";

/** Keys are made once per fake; ports are the system's choice. */
export async function startMicrosoft(): Promise<Microsoft> {
  const appId = "11111111-2222-3333-4444-555555555555";
  const [own, elsewhere, rogue] = await Promise.all(
    Array.from({ length: 3 }, () => generateKeyPair("RS256")),
  );
  if (!own || !elsewhere || !rogue) throw new Error("three keys were asked for");
  const jwk = async (pair: typeof own, kid: string, endorsements: string[]) => ({
    ...(await exportJWK(pair.publicKey)),
    kid,
    use: "sig",
    endorsements,
  });
  const keys = [
    await jwk(own, "teams-key", ["msteams", "webchat"]),
    await jwk(elsewhere, "kik-key", ["kik"]),
  ];
  const posts: { path: string; bearer: string; body: Record<string, unknown> }[] = [];
  let planned: Answer[] = [];
  let sent = 0;

  const server = createServer((request, response) => {
    route(request, response).catch(() => response.destroy());
  });
  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    if (path === "/openid") return json(response, 200, { issuer: ISSUER, jwks_uri: `${url}/keys` });
    if (path === "/keys") return json(response, 200, { keys });
    if (!path.startsWith("/teams/v3/conversations/")) return json(response, 404, {});
    const body = JSON.parse(await bodyOf(request)) as Record<string, unknown>; // the SDK posts objects
    posts.push({ path, bearer: request.headers.authorization ?? "", body });
    answerPost(request, response, planned.shift());
  };
  const answerPost = (
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer | undefined,
  ) => {
    if (answer === "silence") return;
    if (answer === "reset") return void request.socket.destroy();
    if (answer) return json(response, answer.status, answer.body ?? {}, answer.headers);
    sent += 1;
    json(response, 201, { id: `sent-${sent}` });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address
  const serviceUrl = `${url}/teams/`;

  const sign = (key: typeof own, claims: JWTPayload, header: Partial<JWTHeaderParameters>) => {
    const now = Math.floor(Date.now() / 1000); // the SDK reads this machine's clock
    return new SignJWT({
      iss: ISSUER,
      aud: appId,
      nbf: now,
      exp: now + 600,
      serviceurl: serviceUrl,
      ...claims,
    })
      .setProtectedHeader({ alg: "RS256", kid: "teams-key", typ: "JWT", ...header })
      .sign(key.privateKey);
  };
  let written = 0;
  return {
    url,
    appId,
    openIdMetadataUrl: `${url}/openid`,
    serviceUrl,
    posts: () => posts,
    answers: (...next) => {
      planned = next;
    },
    token: (claims = {}, header = {}) =>
      sign(header.kid === "kik-key" ? elsewhere : own, claims, header),
    rogueToken: () => sign(rogue, {}, {}),
    message: (fields = {}) => ({
      type: "message",
      id: `activity-${++written}`,
      timestamp: "2026-11-20T21:41:00.000Z",
      channelId: "msteams",
      serviceUrl,
      from: { id: "29:ida", name: "Ida Holm", aadObjectId: "aaaaaaaa-0000-0000-0000-000000000001" },
      recipient: { id: `28:${appId}`, name: "Harbour & Pine" },
      conversation: { conversationType: "personal", tenantId: "tenant-1", id: "a:chat-1" },
      text: "where is my order",
      textFormat: "plain",
      locale: "en-GB",
      channelData: { tenant: { id: "tenant-1" } },
      ...fields,
    }),
    close: () => closeAll(server),
  };
}

export const ISSUER = "https://api.botframework.com";

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function closeAll(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
