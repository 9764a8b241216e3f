import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  closedDoor,
  type SlackWorkspace,
  startSlackWorkspace,
} from "../../test/fakes/slack-workspace.ts";
import { slackDesk } from "./channel.ts";
import { checkDesk, type DeskSetup, SCOPES, SCOPES_TO_CHECK } from "./check.ts";

let slack: SlackWorkspace;
beforeAll(async () => {
  slack = await startSlackWorkspace();
});
afterAll(() => slack.close());

type Wrong = {
  botToken?: string;
  apiUrl?: string;
  signingSecret?: string;
  appToken?: string;
  channel?: string | undefined;
};
const mistakes = ({ channel, ...wrong }: Wrong) =>
  slackDesk({
    botToken: slack.botToken,
    signingSecret: "shh",
    apiUrl: slack.apiUrl,
    teams: () => ["care"],
    channelOf: () => channel,
    mayServe: () => true,
    ...wrong,
  }).check();

describe("whoever sets the desk up", () => {
  it("hears nothing when all is well", async () => {
    expect(await mistakes({ channel: slack.channel })).toEqual([]);
  });

  it("hears which token, which address, which channel is wrong, and what to do", async () => {
    expect(await mistakes({ botToken: "xoxb-old" })).toEqual([
      expect.stringContaining("Slack does not accept SLACK_BOT_TOKEN (invalid_auth)"),
    ]);
    expect(await mistakes({ apiUrl: await closedDoor() })).toEqual([
      expect.stringContaining(
        "(no answer from Slack (ECONNREFUSED)): check the network and SLACK_API_URL.",
      ),
    ]);
    expect(await mistakes({ channel: undefined })).toEqual([
      'Team "care" has no desk channel: set slack_channel in shop.yaml, or SLACK_DESK_CHANNEL.',
    ]);
    expect(await mistakes({ channel: "C0NOSUCH" })).toEqual([
      expect.stringContaining(
        'Slack shows us no channel C0NOSUCH (team "care"; channel_not_found)',
      ),
    ]);
  });

  it("hears which permissions the app lacks, all of them at once", async () => {
    const scopes = [...SCOPES, ...SCOPES_TO_CHECK].filter(
      (scope) => scope !== "files:read" && scope !== "reactions:write",
    );
    const setup = (granted: readonly string[]) => ({
      // of Slack's client only the two methods that are asked
      client: {
        auth: { test: async () => ({ response_metadata: { scopes: granted } }) },
        conversations: { info: async () => ({ channel: { is_member: true } }) },
      } as unknown as DeskSetup["client"],
      socketClient: undefined,
      apiUrl: slack.apiUrl,
      channels: [{ team: "care", channel: slack.channel }],
    });
    expect(await checkDesk(setup(scopes))).toEqual([
      expect.stringMatching(/lacks permissions \(reactions:write, files:read\): add them/),
    ]);
    expect(await checkDesk(setup([...SCOPES, ...SCOPES_TO_CHECK]))).toEqual([]);
  });

  it("hears that Socket Mode has the wrong token, or that there is no way in at all", async () => {
    slack.fail("apps.connections.open", { kind: "refused", error: "not_allowed_token_type" });
    expect(await mistakes({ channel: slack.channel, appToken: "xapp-test" })).toEqual([
      expect.stringContaining(
        "Socket Mode cannot start with SLACK_APP_TOKEN (not_allowed_token_type)",
      ),
    ]);
    const { botToken, apiUrl, channel } = slack;
    const deaf = slackDesk({ botToken, apiUrl, channelOf: () => channel, mayServe: () => true });
    expect(await deaf.check()).toEqual([expect.stringContaining("Set SLACK_SIGNING_SECRET")]);
  });

  it("hears that a team's user group does not exist, or that nobody is in it", async () => {
    const groups = () =>
      slackDesk({
        botToken: slack.botToken,
        signingSecret: "shh",
        apiUrl: slack.apiUrl,
        teams: () => ["care"],
        channelOf: () => slack.channel,
        groupOf: () => "S0AGENTS",
        mayServe: () => true,
      }).check();
    slack.answer("usergroups.users.list", () => ({ ok: false, error: "no_such_subteam" }));
    expect(await groups()).toEqual([
      expect.stringMatching(/no user group S0AGENTS .*team "care".*no_such_subteam/),
    ]);
    slack.answer("usergroups.users.list", () => ({ ok: true, users: [] }));
    expect(await groups()).toEqual([expect.stringMatching(/Nobody is in the user group S0AGENTS/)]);
    slack.answer("usergroups.users.list", () => ({ ok: true, users: ["U1"] }));
    expect(await groups()).toEqual([]);
  });

  it("hears that Nightdesk was not invited, or that another company reads along", async () => {
    slack.answer("conversations.info", () => ({
      ok: true,
      channel: { id: slack.channel, name: "care-desk", is_member: false, is_ext_shared: true },
    }));
    expect(await mistakes({ channel: slack.channel })).toEqual([
      'Nightdesk is not in #care-desk (team "care"): type "/invite" and its name there.',
      expect.stringContaining("is shared with another company"),
    ]);
  });
});
