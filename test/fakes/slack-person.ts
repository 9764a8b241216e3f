import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { slackSignature } from "../../bots/slack/verify.ts";

type Json = Record<string, unknown>;

/** One thing Slack wants to tell us: what it is called on a socket, how it travels over HTTP, and the body. */
export type SlackEnvelope = {
  type: "events_api" | "interactive" | "slash_commands";
  encoding: "json" | "form";
  body: Json;
};

type Where = { team: string; channel: string };
type Doing = { user: string; threadTs: string };

/**
 * The bodies that Slack makes of what people do at the desk of one workspace. Each call is a new happening; delivering
 * one envelope twice is Slack retrying it.
 */
export function slackPerson({ team, channel }: Where) {
  let count = 0;
  const nextTs = () => {
    count += 1;
    return `1795942800.${String(count).padStart(6, "0")}`;
  };
  const event = (more: Json, envelope: Json = {}): SlackEnvelope => ({
    type: "events_api",
    encoding: "json",
    body: {
      type: "event_callback",
      team_id: team,
      api_app_id: "A0NIGHTDESK",
      event_id: `Ev${randomUUID().replaceAll("-", "").slice(0, 10).toUpperCase()}`,
      event_time: 1795942800,
      authorizations: [{ team_id: team, user_id: "U0BOT", is_bot: true }],
      ...envelope,
      event: {
        type: "message",
        channel,
        channel_type: "channel",
        team,
        event_ts: nextTs(),
        ...more,
      },
    },
  });
  return {
    /** Presses a button of a card; `value` is what the button carries. */
    clicks(
      action: string,
      {
        user,
        threadTs,
        value,
        label = action,
        userTeam = team,
      }: Doing & { value?: string; label?: string; userTeam?: string },
    ): SlackEnvelope {
      return {
        type: "interactive",
        encoding: "form",
        body: {
          type: "block_actions",
          user: { id: user, username: "somebody", name: "somebody", team_id: userTeam },
          api_app_id: "A0NIGHTDESK",
          team: { id: team, domain: "harbour-pine" },
          channel: { id: channel, name: "care-desk" },
          container: {
            type: "message",
            message_ts: threadTs,
            channel_id: channel,
            is_ephemeral: false,
          },
          message: { type: "message", ts: threadTs, bot_id: "B0NIGHTDESK" },
          trigger_id: "1.2.3",
          response_url: "https://hooks.slack.example/actions/1",
          actions: [
            {
              type: "button",
              action_id: action,
              block_id: "b1",
              action_ts: nextTs(),
              text: { type: "plain_text", text: label },
              ...(value !== undefined && { value }),
            },
          ],
        },
      };
    },

    /** Chooses a form in a card's menu; `value` is what the menu's entry carries. */
    chooses(value: string, { user, threadTs }: Doing, from = "more"): SlackEnvelope {
      const chosen = { text: { type: "plain_text", text: value }, value };
      const body = {
        type: "block_actions",
        user: { id: user, team_id: team },
        team: { id: team },
        channel: { id: channel },
        container: { type: "message", message_ts: threadTs, channel_id: channel },
        trigger_id: `trigger.${user}`,
        actions: [
          { type: "overflow", action_id: from, action_ts: nextTs(), selected_option: chosen },
        ],
      };
      return { type: "interactive", encoding: "form", body };
    },

    /** Sends a form that was opened: `view` as it was opened, `fields` by block. */
    sends(view: Json, user: string, fields: Record<string, Json>): SlackEnvelope {
      const values = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, { field: value }]),
      );
      const sent = { ...view, id: `V${nextTs().replace(".", "")}`, state: { values } };
      const body = {
        type: "view_submission",
        user: { id: user, team_id: team },
        team: { id: team },
        view: sent,
      };
      return { type: "interactive", encoding: "form", body };
    },

    /** Uses a shortcut from the menu of a message: `said`, or a post of ours in that thread. */
    uses(
      shortcut: string,
      { user, threadTs, userTeam = team }: Doing & { userTeam?: string },
      said?: SlackEnvelope,
    ): SlackEnvelope {
      const ts = nextTs();
      const post = { type: "message", ts, thread_ts: threadTs, bot_id: "B0NIGHTDESK", text: "💬" };
      const message = (said?.body.event as Json | undefined) ?? post; // made by `writes`
      const body = {
        type: "message_action",
        callback_id: shortcut,
        trigger_id: `trigger.${user}`,
        action_ts: ts,
        user: { id: user, team_id: userTeam },
        team: { id: team },
        channel: { id: channel },
        message_ts: message.ts,
        message,
      };
      return { type: "interactive", encoding: "form", body };
    },

    /** Writes in a thread. `more` overrides anything of the event: files, another company's team, a subtype. */
    writes(text: string, { user, threadTs }: Doing, more: Json = {}): SlackEnvelope {
      return event({
        user,
        text,
        ts: nextTs(),
        thread_ts: threadTs,
        client_msg_id: randomUUID(),
        ...more,
      });
    },

    edits(said: SlackEnvelope, text: string): SlackEnvelope {
      const before = said.body.event as Json; // made by `writes`
      const edited = { user: before.user, ts: nextTs() };
      return event({
        subtype: "message_changed",
        hidden: true,
        ts: edited.ts,
        message: { ...before, text, edited },
        previous_message: before,
      });
    },

    /** What Slack sends when it adds a preview to a link in somebody's message. */
    isUnfurled(said: SlackEnvelope): SlackEnvelope {
      const before = said.body.event as Json; // made by `writes`
      return event({
        subtype: "message_changed",
        hidden: true,
        ts: nextTs(),
        message: { ...before, attachments: [{ title: "A page" }] },
        previous_message: before,
      });
    },

    deletes(said: SlackEnvelope): SlackEnvelope {
      const before = said.body.event as Json; // made by `writes`
      return event({
        subtype: "message_deleted",
        hidden: true,
        ts: nextTs(),
        deleted_ts: before.ts,
        previous_message: before,
      });
    },

    /** The same happening, told under another event id: another subscription, another delivery path. */
    toldAgain(said: SlackEnvelope): SlackEnvelope {
      return { ...said, body: { ...said.body, event_id: "EvANOTHERPATH" } };
    },

    happens(more: Json): SlackEnvelope {
      return event({ ts: nextTs(), ...more });
    },

    commands(text: string, user = "U0METTE"): SlackEnvelope {
      const body = {
        command: "/nightdesk",
        text,
        team_id: team,
        channel_id: channel,
        user_id: user,
        trigger_id: `trigger.${nextTs()}`,
      };
      return { type: "slash_commands", encoding: "form", body };
    },
  };
}

export type PostOptions = {
  /** POST /slack/events of the server under test. */
  url: string;
  signingSecret: string;
  /** What the request's timestamp says, epoch milliseconds. */
  at: number;
  /** As Slack's n-th repetition. */
  retry?: number;
};

/** Slack's HTTP: signed bytes, a form or JSON, with the headers of a retry if it is one. */
export function postToDesk(envelope: SlackEnvelope, options: PostOptions): Promise<Response> {
  const { encoding, type, body } = envelope;
  if (encoding === "json") return postSigned(JSON.stringify(body), "application/json", options);
  const form =
    type === "interactive"
      ? new URLSearchParams({ payload: JSON.stringify(body) })
      : new URLSearchParams(body as Record<string, string>); // a command's fields are texts
  return postSigned(form.toString(), "application/x-www-form-urlencoded", options);
}

/** Any bytes, signed as Slack signs. */
export function postSigned(
  rawBody: string,
  contentType: string,
  { url, signingSecret, at, retry }: PostOptions,
): Promise<Response> {
  const timestamp = String(Math.floor(at / 1000));
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": contentType,
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": slackSignature(signingSecret, timestamp, rawBody),
      ...(retry !== undefined && {
        "x-slack-retry-num": String(retry),
        "x-slack-retry-reason": "http_timeout",
      }),
    },
    body: rawBody,
  });
}

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
