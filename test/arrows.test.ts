import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

/** A small house in which every arrow that is forbidden is drawn once: file → what it imports. */
const PLANTED = {
  "core/message.ts": "../handoff/machine.ts",
  "core/clock.ts": "express",
  "handoff/machine.ts": "../bots/turn/turn.ts",
  "customers/identity.ts": "../integrations/store/sqlite/store.ts",
  "intents/model.ts": "openai",
  "intents/answers.ts": "../outreach/thank-you.ts",
  "bots/slack/channel.ts": "../twilio/parse.ts",
  "bots/turn/turn.ts": "../../integrations/store/sqlite/store.ts",
  "bots/twilio/parse.ts": "express",
  "bots/webchat/parse.ts": "@slack/bolt",
  "console/pages.ts": "../integrations/shop/shop-files.ts",
  "integrations/shop/shop-files.ts": "../../customers/proof.ts",
  "integrations/commerce/file/orders.ts": "../../store/sqlite/store.ts",
  "integrations/commerce/shopify/orders.ts": "node:sqlite",
  "integrations/store/sqlite/store.ts": "../../../config.ts",
  "outreach/thank-you.ts": "./quiet-hours.ts",
  "outreach/quiet-hours.ts": "./thank-you.ts",
  "outreach/survey.ts": "../test/fakes/carrier.ts",
  "config.ts": "./customers/proof.ts",
  "server.ts": "./integrations/llm/helper.ts",
  "integrations/llm/helper.ts": "openai",
  "customers/proof.ts": "twilio",
  "test/fakes/carrier.ts": "../../bots/twilio/parse.ts",
} as const;

describe("the house's arrows", () => {
  let house: string;
  let found: ReadonlySet<string>;

  beforeAll(async () => {
    house = await mkdtemp(join(tmpdir(), "nightdesk-arrows-"));
    await build(house, PLANTED);
    found = await brokenRules(house);
  });
  afterAll(() => rm(house, { recursive: true }));

  it.each([
    ["core knows a folder", "core-imports-nobody core/message.ts"],
    ["core knows a package", "core-imports-nobody core/clock.ts"],
    ["a rule knows a channel", "handoff-imports-only-what-it-may handoff/machine.ts"],
    ["a rule knows a store", "customers-imports-only-what-it-may customers/identity.ts"],
    ["a rule knows another that it may not", "intents-imports-only-what-it-may intents/answers.ts"],
    ["the turn knows a store", "bots-imports-only-what-it-may bots/turn/turn.ts"],
    ["a page knows an integration", "console-imports-only-what-it-may console/pages.ts"],
    [
      "an integration knows customers",
      "integrations-imports-only-what-it-may integrations/shop/shop-files.ts",
    ],
    [
      "an integration knows another",
      "integrations-do-not-know-each-other integrations/commerce/file/orders.ts",
    ],
    ["a channel knows another", "channels-do-not-know-each-other bots/slack/channel.ts"],
    [
      "a part reads the environment's Config",
      "only-entries-know-everything integrations/store/sqlite/store.ts",
    ],
    ["config knows customers", "config-stands-alone config.ts"],
    ["what ships knows a fake", "nothing-ships-with-tests outreach/survey.ts"],
    ["two files know each other", "no-circles outreach/quiet-hours.ts"],
    ["Twilio's SDK leaves its folder", "home-of-twilio customers/proof.ts"],
    ["Slack's SDK leaves its folder", "home-of-slack bots/webchat/parse.ts"],
    ["Express comes into a parser", "home-of-express bots/twilio/parse.ts"],
    ["a model's SDK leaves its folder", "home-of-openai-langchain-langchain intents/model.ts"],
    ["a model's SDK is loaded without need", "a-model-comes-when-asked-for server.ts"],
    [
      "SQLite is used outside the store",
      "home-of-node-sqlite integrations/commerce/shopify/orders.ts",
    ],
  ])("are checked: %s", (_what, broken) => {
    expect(found).toContain(broken);
  });

  it("let tests import anything", () => {
    const byTests = [...found].filter((broken) => broken.endsWith(" test/fakes/carrier.ts"));
    expect(byTests).toEqual([]);
  });
});

async function build(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, imported] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `import "${imported}";\n`);
  }
  await writeFile(join(root, "tsconfig.json"), "{}");
  await writeFile(join(root, "package.json"), '{ "type": "module" }');
}

/** Each as `rule file`. */
async function brokenRules(root: string): Promise<ReadonlySet<string>> {
  const depcruise = resolve("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const config = resolve(".dependency-cruiser.mjs");
  const args = [depcruise, "--config", config, "--output-type", "json", "."];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  return new Set(summary.violations.map(({ from, rule }) => `${rule.name} ${from}`));
}
