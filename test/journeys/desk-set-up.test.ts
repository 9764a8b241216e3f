import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "@jest/globals";
import { readConfig } from "../../config.ts";
import { openChannels } from "../../open-ports.ts";
import { smallShop } from "../fixtures/small-shop.ts";
import { type HouseWithDesk, openHouseWithDesk } from "./desk.ts";

const thursdayAfternoon = Date.parse("2026-11-19T15:00:00+01:00");
const page = readFileSync(new URL("../../docs/channels/slack.md", import.meta.url), "utf8");

let day: HouseWithDesk;
afterEach(() => day.close());

/** What `nightdesk doctor` finds wrong with Slack where these settings are made. */
async function wrongWith(...names: readonly string[]): Promise<readonly string[]> {
  const { env } = day.house;
  const given = Object.fromEntries(["SLACK_API_URL", ...names].map((name) => [name, env[name]]));
  const channels = openChannels(readConfig(given), () => smallShop());
  return (await channels.find(({ name }) => name === "slack")?.check()) ?? ["Slack is off"];
}

describe("somebody who follows docs/channels/slack.md from nothing", () => {
  it("is told at each step what is missing, and ends with a claim and an answer that arrives", async () => {
    day = await openHouseWithDesk({ at: thursdayAfternoon });
    const steps = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_DESK_CHANNEL"] as const;
    for (const name of steps) expect(page).toContain(`\`${name}\``);
    const [token, secret, channel] = steps;
    expect(await wrongWith()).toEqual(["Slack is off"]);
    await expect(wrongWith(token)).rejects.toThrow(
      /one of SLACK_SIGNING_SECRET, SLACK_APP_TOKEN is missing/,
    );
    expect(await wrongWith(token, secret)).toEqual([
      expect.stringMatching(/no desk channel: .*SLACK_DESK_CHANNEL/),
    ]);
    expect(await wrongWith(token, secret, channel)).toEqual([]);

    const said = /text it "([^"]+)"/.exec(page)?.[1] ?? "";
    const phone = day.house.carrier.phone("+4520300099");
    await phone.texts(said);
    await day.house.rests();
    const card = await day.cardOf("…0099");
    await day.presses("mette", "claim", card);
    await day.writes("mette", "Hello, Mette here.", card);
    expect(day.house.texts("+4520300099").at(-1)).toBe("Hello, Mette here.");
  });
});
