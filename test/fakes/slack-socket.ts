import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { SlackEnvelope } from "./slack-person.ts";

type Json = Record<string, unknown>;

export type SocketModeServer = {
  /** What `apps.connections.open` answers with. */
  url: string;
  /** Resolves when the next client has connected (or the present one, if there is one). */
  connected(): Promise<void>;
  /** Sends an envelope; resolves with the acknowledgement's payload. Without one it stays open. */
  deliver(envelope: SlackEnvelope, retry?: number): Promise<Json>;
  /** Ends the connection, as Slack does every few hours; resolves when it has ended. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
};

/** Slack's side of Socket Mode. */
export async function startSocketMode(): Promise<SocketModeServer> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  let socket: WebSocket | undefined;
  let arrivals: (() => void)[] = [];
  const acknowledgements = new Map<string, (payload: Json) => void>();
  sockets.on("connection", (client) => {
    client.on("message", (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as {
        envelope_id: string;
        payload: Json;
      };
      acknowledgements.get(envelope_id)?.(payload);
    });
    client.on("close", () => {
      if (socket === client) socket = undefined;
    });
    client.send(JSON.stringify({ type: "hello", num_connections: 1 }));
    socket = client;
    for (const arrived of arrivals) arrived();
    arrivals = [];
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return {
    url: `ws://127.0.0.1:${port}/link`,
    connected: () =>
      socket ? Promise.resolve() : new Promise((resolve) => void arrivals.push(resolve)),
    deliver: ({ type, body }, retry) =>
      new Promise((resolve, reject) => {
        if (!socket) return reject(new Error("nobody is connected"));
        const envelope_id = randomUUID();
        acknowledgements.set(envelope_id, resolve);
        const attempt =
          retry === undefined ? {} : { retry_attempt: retry, retry_reason: "timeout" };
        socket.send(
          JSON.stringify({
            envelope_id,
            type,
            payload: body,
            accepts_response_payload: type !== "events_api",
            ...attempt,
          }),
        );
      }),
    async hangUp() {
      const leaving = socket;
      if (!leaving) return;
      const ended = new Promise((resolve) => leaving.once("close", resolve));
      leaving.close(1000);
      await ended;
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
