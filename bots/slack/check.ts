import type { webApi } from "@slack/bolt";
import { type Fault, faultOf } from "./faults.ts";

/** What the desk needs to be allowed. Source: docs.slack.dev, scopes of chat.postMessage, message.channels, users.info, reactions.add. */
export const SCOPES = [
  "chat:write",
  "channels:history",
  "groups:history",
  "im:history",
  "users:read",
  "reactions:write",
  "commands",
  "files:read",
];
/** For asking about a channel at all. */
export const SCOPES_TO_CHECK = ["channels:read", "groups:read"];

const MEND_SCOPES =
  "add them at api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes, then reinstall the app";

/** What is asked about: the desk's client, Socket Mode's if it is used, and every team's channel. */
export type DeskSetup = {
  client: webApi.WebClient;
  socketClient: webApi.WebClient | undefined;
  apiUrl: string;
  channels: readonly { team: string; channel: string | undefined }[];
  /** The user groups whose members may serve a team. */
  groups?: readonly { team: string; group: string }[];
};

/** What is wrong with the desk's set-up, in words that say how to mend it; empty if nothing is. Never rejects. */
export async function checkDesk(setup: DeskSetup): Promise<string[]> {
  const token = await checkToken(setup);
  if (token.length > 0) return token;
  const socket = await checkSocket(setup);
  const channels = await Promise.all(setup.channels.map((each) => checkChannel(setup, each)));
  const groups = await Promise.all((setup.groups ?? []).map((each) => checkGroup(setup, each)));
  return [...socket, ...channels.flat(), ...groups.flat()];
}

async function checkToken({ client, apiUrl }: DeskSetup): Promise<string[]> {
  try {
    const { response_metadata } = await client.auth.test();
    const scopes = response_metadata?.scopes ?? [];
    const missing = [...SCOPES, ...SCOPES_TO_CHECK].filter((scope) => !scopes.includes(scope));
    // Only Slack itself lists them.
    if (scopes.length === 0 || missing.length === 0) return [];
    return [`The Slack app lacks permissions (${missing.join(", ")}): ${MEND_SCOPES}.`];
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === "refused") {
      return [
        `Slack does not accept SLACK_BOT_TOKEN (${fault.code}): copy the Bot User OAuth Token (xoxb-…) again from api.slack.com/apps, your app, OAuth & Permissions.`,
      ];
    }
    return [
      `Slack does not answer at ${apiUrl} (${said(fault)}): check the network and SLACK_API_URL.`,
    ];
  }
}

async function checkSocket({ socketClient }: DeskSetup): Promise<string[]> {
  if (socketClient === undefined) return [];
  try {
    await socketClient.apps.connections.open();
    return [];
  } catch (error) {
    return [
      `Socket Mode cannot start with SLACK_APP_TOKEN (${said(faultOf(error))}): make an app-level token (xapp-…) with connections:write at api.slack.com/apps, your app, Basic Information, and switch Socket Mode on.`,
    ];
  }
}

async function checkChannel(
  { client }: DeskSetup,
  { team, channel }: DeskSetup["channels"][number],
): Promise<string[]> {
  if (channel === undefined) {
    return [
      `Team "${team}" has no desk channel: set slack_channel in shop.yaml, or SLACK_DESK_CHANNEL.`,
    ];
  }
  try {
    const { channel: found } = await client.conversations.info({ channel });
    const name = `#${found?.name ?? channel} (team "${team}")`;
    if (found?.is_archived)
      return [`${name} is archived: unarchive it, or give the team another channel.`];
    return [
      ...(found?.is_member
        ? []
        : [`Nightdesk is not in ${name}: type "/invite" and its name there.`]),
      ...(found?.is_ext_shared
        ? [
            `${name} is shared with another company, which would read your customers' words: use a channel of your own.`,
          ]
        : []),
    ];
  } catch (error) {
    return [troubleWith(faultOf(error), channel, team)];
  }
}

async function checkGroup(
  { client }: DeskSetup,
  { team, group }: { team: string; group: string },
): Promise<string[]> {
  const name = `the user group ${group} (agents_group of team "${team}")`;
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup: group });
    return users.length > 0 ? [] : [`Nobody is in ${name}: nobody may claim by it.`];
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind !== "refused") return [`Slack did not say who is in ${name} (${said(fault)}).`];
    if (fault.code === "missing_scope")
      return [`Slack does not tell who is in ${name} (usergroups:read missing): ${MEND_SCOPES}.`];
    return [
      `There is no ${name.slice("the ".length)} (${fault.code}): copy its id from the group's page in Slack.`,
    ];
  }
}

function troubleWith(fault: Fault, channel: string, team: string): string {
  if (fault.kind === "refused" && fault.code === "missing_scope") {
    return `Slack does not let us look at channel ${channel} (team "${team}"; ${SCOPES_TO_CHECK.join(", ")} missing): ${MEND_SCOPES}.`;
  }
  if (fault.kind === "refused") {
    return `Slack shows us no channel ${channel} (team "${team}"; ${fault.code}): check the id (channel details, at the bottom), and if the channel is private, invite Nightdesk to it.`;
  }
  return `Slack did not say whether channel ${channel} (team "${team}") is fine (${said(fault)}).`;
}

function said(fault: Fault): string {
  switch (fault.kind) {
    case "refused":
      return fault.code;
    case "rate_limited":
      return "too many requests";
    case "unreached":
    case "unclear":
      return fault.message;
    default:
      return fault satisfies never;
  }
}
