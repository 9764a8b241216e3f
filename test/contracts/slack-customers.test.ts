import { slackDesk } from "../../bots/slack/channel.ts";
import { channelEdge, serveChannel } from "../fakes/channel-edge.ts";
import { type SlackEnvelope, slackPerson } from "../fakes/slack-person.ts";
import { postToDesk } from "../fakes/slack-posts.ts";
import { type SlackPost, startSlackWorkspace } from "../fakes/slack-workspace.ts";
import { type ChannelStage, channelContract } from "./channel.ts";

channelContract("Slack", slackStage, { limit: 4_000 });

async function slackStage(): Promise<ChannelStage> {
  const slack = await startSlackWorkspace(["ida"]);
  slack.describe("ida", { is_restricted: true }); // a guest: not one of the shop's own people
  const edge = channelEdge();
  const signingSecret = "Slack's and ours";
  const channel = slackDesk({
    ...{ botToken: slack.botToken, apiUrl: slack.apiUrl, signingSecret },
    teams: () => ["care"],
    channelOf: () => slack.channel,
    mayServe: () => true,
  });
  const served = await serveChannel(channel, edge);
  const direct = await slack.direct("ida");
  const ida = slackPerson({ team: slack.team, channel: direct });
  const written = new Map<string, SlackEnvelope>();
  let shown: SlackPost | undefined;
  const post = async (envelope: SlackEnvelope, secret = signingSecret) => {
    const response = await postToDesk(envelope, {
      url: `${served.url}/slack/events`,
      signingSecret: secret,
      at: edge.clock.now(),
    });
    await response.arrayBuffer();
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  };
  return {
    channel,
    edge,
    async writes(text, { id = "", forged = false, extra = {} } = {}) {
      const words = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      const doing = { user: slack.people.ida ?? "", threadTs: "" };
      const envelope =
        written.get(id) ?? ida.writes(words, doing, { thread_ts: undefined, ...extra });
      if (id !== "") written.set(id, envelope);
      return post(envelope, forged ? "another's" : signingSecret);
    },
    sendsPicture: () => {
      const picture = {
        mimetype: "image/png",
        url_private: "https://files.slack.com/files-pri/F1",
      };
      const doing = { user: slack.people.ida ?? "", threadTs: "" };
      const more = { subtype: "file_share", thread_ts: undefined, files: [picture] };
      return post(ida.writes("", doing, more));
    },
    async buttons() {
      shown = (await slack.posts(undefined, direct)).at(-1);
      return drawn(shown).map(({ text }) => unescaped(text.text));
    },
    taps: (n) => {
      const { action_id = "", value = "", text } = drawn(shown)[n] ?? {};
      const pressed = { user: slack.people.ida ?? "", threadTs: shown?.ts ?? "", value };
      // Slack shows the words on a button, and tells them, as people read them
      return post(ida.clicks(action_id, { ...pressed, label: unescaped(text?.text ?? "") }));
    },
    provider: (next) =>
      slack.fail(
        "chat.postMessage",
        next === "refuses" ? { kind: "refused", error: "no_text" } : { kind: "answer_lost" },
      ),
    read: async () => (await slack.posts(undefined, direct)).map(({ text }) => unescaped(text)),
    async close() {
      await served.close();
      await slack.close();
    },
  };
}

/** The buttons of a post, as we drew them. */
function drawn(post: SlackPost | undefined) {
  const [, actions] = post?.blocks ?? [];
  type Button = { action_id: string; value: string; text: { text: string } };
  return (actions?.elements ?? []) as Button[];
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
