import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { describeChannels, readConfig, readEnvironment } from "./config.ts";
import { ConfigurationError } from "./core/errors.ts";
import { NAMES } from "./environment.ts";

const twilio = {
  TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
  TWILIO_AUTH_TOKEN: "a-token-nobody-may-see",
  TWILIO_SMS_FROM: "+4520304050",
};

describe("a newcomer who configures nothing", () => {
  it("gets the sample shop on this machine, with every channel off and told what it needs", () => {
    const config = readConfig({ PATH: "/usr/bin", HOME: "/home/mette" });
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      publicUrl: "http://127.0.0.1:3000",
      isPublicUrlGuessed: true,
      dataDir: "./data",
      shopDir: "./shop",
      commerce: { kind: "demo" },
    });
    expect(config.twilio).toBeUndefined();
    expect(describeChannels(config)).toContainEqual({
      name: "Twilio (SMS and WhatsApp)",
      on: false,
      needs:
        "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, " +
        "one of TWILIO_SMS_FROM, TWILIO_WHATSAPP_FROM, TWILIO_MESSAGING_SERVICE_SID",
    });
  });

  it("may copy .env.example as it is: it names every variable and sets none", () => {
    const example = parseEnv(readFileSync(".env.example", "utf8"));
    expect(Object.keys(example).sort()).toEqual([...NAMES].sort());
    expect(readConfig(example)).toEqual(readConfig({}));
  });
});

describe("a shop that connects Twilio and Slack", () => {
  it("has both on, with its addresses in one form", () => {
    const config = readConfig({
      ...twilio,
      TWILIO_WHATSAPP_FROM: "whatsapp:+14155238886",
      TWILIO_API_URL: "http://127.0.0.1:4000/",
      PUBLIC_URL: "https://bot.example.com/",
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
    });
    expect(config.twilio).toEqual({
      accountSid: twilio.TWILIO_ACCOUNT_SID,
      authToken: twilio.TWILIO_AUTH_TOKEN,
      smsFrom: "+4520304050",
      whatsappFrom: "+14155238886",
      apiUrl: "http://127.0.0.1:4000",
    });
    expect(config.slack).toEqual({ botToken: "xoxb-1", appToken: "xapp-1" });
    expect(config.publicUrl).toBe("https://bot.example.com");
    expect(
      describeChannels(config)
        .filter(({ on }) => on)
        .map(({ name }) => name),
    ).toEqual(["Twilio (SMS and WhatsApp)", "Slack (the agents' desk, and customers)", "Web chat"]);
  });

  it("is told what is missing when a channel is only half described", () => {
    const { TWILIO_ACCOUNT_SID } = twilio;
    const mistakes = mistakesIn({ TWILIO_ACCOUNT_SID, SLACK_DESK_CHANNEL: "C0123456789" });
    expect(mistakes).toHaveLength(4);
    expect(mistakes[0]).toContain("TWILIO_AUTH_TOKEN is missing: Twilio");
    expect(mistakes[1]).toContain("one of TWILIO_SMS_FROM, TWILIO_WHATSAPP_FROM");
    expect(mistakes[2]).toContain("SLACK_BOT_TOKEN is missing");
    expect(mistakes[3]).toContain("one of SLACK_SIGNING_SECRET, SLACK_APP_TOKEN is missing");
  });
});

describe("an owner with a shop system", () => {
  it("names the system and is asked for all that it needs", () => {
    expect(mistakesIn({ COMMERCE: "medusa", MEDUSA_URL: "https://medusa.example.com" })).toEqual([
      "MEDUSA_API_KEY is missing: Medusa needs MEDUSA_URL, MEDUSA_API_KEY",
    ]);
    expect(
      readConfig({
        COMMERCE: "woocommerce",
        WOOCOMMERCE_URL: "https://shop.example.com",
        WOOCOMMERCE_KEY: "ck",
        WOOCOMMERCE_SECRET: "cs",
      }).commerce,
    ).toEqual({
      kind: "woocommerce",
      url: "https://shop.example.com",
      key: "ck",
      secret: "cs",
    });
  });

  it("learns that describing a system does not choose it", () => {
    expect(mistakesIn({ SHOPIFY_SHOP: "harbour-pine.myshopify.com" })).toEqual([
      "COMMERCE is missing: Shopify is described, expected COMMERCE=shopify",
    ]);
  });

  it("needs only the file's name to read orders from a file", () => {
    expect(readConfig({ COMMERCE_FILE: "orders.json" }).commerce).toEqual({
      kind: "file",
      file: "orders.json",
    });
  });
});

describe("an owner who makes mistakes", () => {
  it("hears of all of them together, each with what was expected", () => {
    const mistakes = mistakesIn({
      PORT: "eighty",
      PUBLIC_URL: "bot.example.com",
      COMMERCE: "magento",
      LOG_LEVEL: "loud",
    });
    expect(mistakes).toEqual([
      'PORT is "eighty": expected a whole number from 0 to 65535',
      'PUBLIC_URL is "bot.example.com": expected an address such as https://bot.example.com',
      'LOG_LEVEL is "loud": expected trace, debug, info, warn, error, fatal, silent',
      'COMMERCE is "magento": expected demo, file, medusa, vendure, shopify, woocommerce',
    ]);
  });

  it("is told which variable a misspelt one was meant to be", () => {
    expect(mistakesIn({ ...twilio, TWILIO_AUTH_TOKEN: "", TWILO_AUTH_TOKEN: "t" })).toContain(
      "TWILO_AUTH_TOKEN is not a variable of Nightdesk: did you mean TWILIO_AUTH_TOKEN?",
    );
    expect(mistakesIn({ SLACK_TOKEN_FOR_BOT: "x" })).toEqual([
      "SLACK_TOKEN_FOR_BOT is not a variable of Nightdesk: see .env.example",
    ]);
    expect(mistakesIn({ DATADIR: "/data" })).toEqual([
      "DATADIR is not a variable of Nightdesk: did you mean DATA_DIR?",
    ]);
  });

  it("is not troubled about other programs' variables", () => {
    const others = { OPENAI_ORG_ID: "org", SLACK_WEBHOOK_URL: "https://x", MAIL: "/var/mail/me" };
    expect(readConfig({ ...others, SHELL: "/bin/sh", NODE_ENV: "production" })).toEqual(
      readConfig({}),
    );
  });

  it("never reads a secret in a message", () => {
    const secrets = {
      TWILIO_ACCOUNT_SID: "canary-sid",
      SLACK_APP_TOKEN: "canary-token",
      REDIS_URL: "http://canary-user:canary-password@redis",
      SMTP_URL: "canary-smtp",
      OPENAI_BASE_URL: "ftp://canary-user:pw@host",
    };
    const mistakes = mistakesIn(secrets);
    expect(mistakes.length).toBeGreaterThanOrEqual(Object.keys(secrets).length);
    expect(mistakes.join("\n")).not.toContain("canary");
  });
});

describe("a .env file", () => {
  it("adds to the environment and never overrides it", () => {
    const folder = mkdtempSync(join(tmpdir(), "nightdesk-env-"));
    const file = join(folder, ".env");
    writeFileSync(file, "PORT=4000 # at home\nLOG_LEVEL=debug\n");
    const config = readConfig(readEnvironment({ PORT: "5000" }, file));
    rmSync(folder, { recursive: true });
    expect(config).toMatchObject({ port: 5000, logLevel: "debug" });
    expect(readEnvironment({ PORT: "1" }, file)).toEqual({ PORT: "1" });
  });
});

function mistakesIn(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.mistakes;
    }
    throw error;
  }
  return [];
}
