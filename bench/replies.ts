import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cardValue } from "../bots/slack/card-value.ts";
import { readConfig } from "../config.ts";
import { systemClock } from "../integrations/clock.ts";
import { startNightdesk } from "../server.ts";
import { startCarrier } from "../test/fakes/carrier.ts";
import { type SlackEnvelope, slackPerson } from "../test/fakes/slack-person.ts";
import { postToDesk } from "../test/fakes/slack-posts.ts";
import { startSlackWorkspace } from "../test/fakes/slack-workspace.ts";
import { environment, OWN_NUMBER, PUBLIC_URL } from "./setting.ts";
import { atQuantile } from "./statistics.ts";

/**
 * How long an agent's line takes from Slack's webhook to the carrier's door: real Bolt, real store, one line at a time. Its
 * goal is 300 ms at the median on a machine that does nothing else.
 *
 *     npm run bench:replies -- [--lines 100]
 */
const { values } = parseArgs({ options: { lines: { type: "string", default: "100" } } });
const LINES = Number(values.lines);
const WARM_UP = 10;
const SECRET = "bench-secret";
const CUSTOMER = "+4520304050";

const folder = mkdtempSync(join(tmpdir(), "nightdesk-replies-"));
const clock = systemClock();
const carrier = await startCarrier({ clock, numbers: [OWN_NUMBER] });
const slack = await startSlackWorkspace(["mette"]);
const env = {
  ...environment({ dataDir: join(folder, "data"), carrierUrl: carrier.url }),
  SHOP_DIR: alwaysOpen(),
  TWILIO_ACCOUNT_SID: carrier.accountSid,
  TWILIO_AUTH_TOKEN: carrier.authToken,
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.apiUrl,
  SLACK_DESK_CHANNEL: slack.channel,
};
const nightdesk = await startNightdesk(readConfig(env), { quiet: true });
carrier.connect(`${PUBLIC_URL}/twilio/messages`, nightdesk.url);
try {
  const { phone, sent } = carrier;
  await phone(CUSTOMER).texts("can i talk to a person please");
  await carrier.received(1);
  const threadTs = await cardPosted();
  const customer = (await nightdesk.store.customerOf(`sms:${CUSTOMER}`)) ?? "";
  const hand = slackPerson(slack);
  const mette = { user: slack.people.mette ?? "", threadTs };
  const value = cardValue({ customer, handoff: 1, team: "care" });
  await post(hand.clicks("claim", { ...mette, value }));
  const took: number[] = [];
  for (let n = 0; n < WARM_UP + LINES; n++) {
    const before = sent().length;
    const startedAt = performance.now();
    await post(hand.writes(`Line ${n} about your lamp`, mette));
    await carrier.received(before + 1);
    if (n >= WARM_UP) took.push(performance.now() - startedAt);
  }
  const [median, slow] = [0.5, 0.95].map((share) => atQuantile(took, share).toFixed(1));
  console.log(
    `An agent's reply reaches the carrier in ${median} ms (median), ${slow} ms (p95), ${LINES} lines.`,
  );
} finally {
  await nightdesk.stop("the end of the bench");
  await Promise.all([carrier.close(), slack.close()]);
  rmSync(folder, { recursive: true });
}

async function post(envelope: SlackEnvelope): Promise<void> {
  const url = `${nightdesk.url}/slack/events`;
  const answer = await postToDesk(envelope, { url, signingSecret: SECRET, at: clock.now() });
  if (!answer.ok) throw new Error(`Slack was answered ${answer.status}`);
}

async function cardPosted(): Promise<string> {
  for (;;) {
    const card = (await slack.posts()).find(({ text }) => !text.startsWith("☀️"));
    if (card) return card.ts;
    await clock.sleep(50);
  }
}

/** The sample shop, staffed at whatever hour this runs. */
function alwaysOpen(): string {
  const shopDir = join(folder, "shop");
  cpSync(environment({ dataDir: "", carrierUrl: "" }).SHOP_DIR ?? "shop", shopDir, {
    recursive: true,
  });
  const hours = `hours: { mon-sun: "00:00-24:00" }`;
  writeFileSync(join(shopDir, "shop.yaml"), `name: Bench\ntimezone: UTC\n${hours}\n`);
  return shopDir;
}
