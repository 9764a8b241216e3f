import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { webApi } from "@slack/bolt";
import type { LineFate } from "../../core/decision.ts";
import { type SlackWorkspace, startSlackWorkspace } from "../../test/fakes/slack-workspace.ts";
import { showMark } from "./marks.ts";

let slack: SlackWorkspace;
let client: webApi.WebClient;
let mark: string;

beforeAll(async () => {
  slack = await startSlackWorkspace();
  client = new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const { ts } = await client.chat.postMessage({ channel: slack.channel, text: "hello" });
  mark = `${slack.channel}/${ts}`;
});
afterAll(() => slack.close());

const show = (now: LineFate, waited = false) => showMark(client, mark, { now, waited });

async function reactions(): Promise<string[]> {
  const [channel = "", timestamp = ""] = mark.split("/");
  const { message } = await client.reactions.get({ channel, timestamp, full: true });
  return (message?.reactions ?? []).map(({ name }) => name ?? "");
}

describe("the marks at an agent's message", () => {
  it("add up as the message travels, and do no harm when they are set twice", async () => {
    for (const fate of ["sent", "sent", "delivered", "read"] as const) {
      expect(await show(fate)).toMatchObject({ kind: "accepted" });
    }
    expect(await reactions()).toEqual(["outbox_tray", "white_check_mark", "eyes"]);
  });

  it("lose the hourglass as soon as a message that had to wait has left", async () => {
    await show("queued");
    expect(await reactions()).toContain("hourglass_flowing_sand");
    expect(await show("sent", true)).toMatchObject({ kind: "accepted" });
    expect(await reactions()).not.toContain("hourglass_flowing_sand");
  });

  it("are given up without a fuss where Slack will not have them, and tried again when it is busy", async () => {
    slack.fail("reactions.add", { kind: "refused", error: "missing_scope" });
    expect(await show("failed")).toMatchObject({ kind: "refused", reaction: "give_up" });
    slack.fail("reactions.add", { kind: "rate_limited", seconds: 3 });
    expect(await show("failed")).toMatchObject({ reaction: "retry_later", retryAfterMs: 3_000 });
  });
});
