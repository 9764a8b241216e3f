import { randomUUID } from "node:crypto";

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
