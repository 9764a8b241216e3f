import { z } from "zod";

const url = (example: string, ...protocols: string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `expected an address such as ${example}`,
    })
    .transform((text) => text.replace(/\/+$/, ""));
/** One address, or several with commas: Sentinels, or nodes of a Cluster. */
const redisUrls = z
  .string()
  .refine(
    (text) =>
      text
        .split(",")
        .every((each) => /^rediss?:\/\//.test(each.trim()) && URL.canParse(each.trim())),
    { error: "expected an address such as redis://127.0.0.1:6379, or several with commas" },
  );
const webUrl = (example: string) => url(example, "http:", "https:").exactOptional();
const text = z.string().exactOptional();
const startsWith = (prefix: string, where: string) =>
  z
    .string()
    .startsWith(prefix, `expected something that starts with "${prefix}" (${where})`)
    .exactOptional();
const phone = z
  .string()
  .transform((number) => number.replace(/^whatsapp:/, ""))
  .pipe(
    z
      .string()
      .regex(
        /^\+?\d{3,15}$/,
        'expected a number with country code such as "+4520304050", or a short code',
      ),
  )
  .exactOptional();

/** Every variable Nightdesk knows. `.env.example` says one line on each. */
export const variablesSchema = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: z
    .string()
    .refine((digits) => /^\d{1,5}$/.test(digits) && Number(digits) <= 65_535, {
      error: "expected a whole number from 0 to 65535",
    })
    .transform(Number)
    .default(3000),
  PUBLIC_URL: webUrl("https://bot.example.com"),
  DATA_DIR: z.string().default("./data"),
  SHOP_DIR: z.string().default("./shop"),
  UNDERSTANDING: z.enum(["light", "encoder"]).default("light"),
  REDIS_URL: redisUrls.exactOptional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  MAX_BACKLOG: z
    .string()
    .refine((digits) => /^[1-9]\d{0,8}$/.test(digits), {
      error: "expected a number of messages such as 20000",
    })
    .transform(Number)
    .default(20_000),
  CONSOLE_TOKEN: text,
  COMMERCE: z.enum(["demo", "file", "medusa", "vendure", "shopify", "woocommerce"]).exactOptional(),
  COMMERCE_FILE: text,
  MEDUSA_URL: webUrl("https://medusa.example.com"),
  MEDUSA_API_KEY: text,
  MEDUSA_WEBHOOK_SECRET: text,
  VENDURE_URL: webUrl("https://vendure.example.com"),
  VENDURE_API_KEY: text,
  VENDURE_WEBHOOK_SECRET: text,
  SHOPIFY_SHOP: z
    .string()
    .regex(
      /^[\w-]+(\.[\w-]+)+$/,
      'expected the shop\'s own domain such as "harbour-pine.myshopify.com"',
    )
    .exactOptional(),
  SHOPIFY_ACCESS_TOKEN: text,
  SHOPIFY_WEBHOOK_SECRET: text,
  SHOPIFY_API_VERSION: z
    .string()
    .regex(/^(\d{4}-\d{2}|unstable)$/, 'expected a version such as "2026-10"')
    .exactOptional(),
  SHOPIFY_API_URL: webUrl("http://127.0.0.1:4000"),
  WOOCOMMERCE_URL: webUrl("https://shop.example.com"),
  WOOCOMMERCE_KEY: text,
  WOOCOMMERCE_SECRET: text,
  WOOCOMMERCE_WEBHOOK_SECRET: text,
  TWILIO_ACCOUNT_SID: startsWith("AC", "Twilio's console, Account Info"),
  TWILIO_AUTH_TOKEN: text,
  TWILIO_SMS_FROM: phone,
  TWILIO_WHATSAPP_FROM: phone,
  TWILIO_MESSAGING_SERVICE_SID: startsWith("MG", "Twilio's console, Messaging Services"),
  TWILIO_SMS_PER_SECOND: z
    .string()
    .refine((text) => /^\d{1,4}(\.\d+)?$/.test(text) && Number(text) > 0, {
      error: "expected segments per second such as 1",
    })
    .transform(Number)
    .exactOptional(),
  TWILIO_API_URL: webUrl("http://127.0.0.1:4000"),
  SLACK_BOT_TOKEN: text,
  SLACK_SIGNING_SECRET: text,
  SLACK_APP_TOKEN: startsWith("xapp-", "Slack, Basic Information, App-Level Tokens"),
  SLACK_API_URL: webUrl("http://127.0.0.1:4000/api"),
  SLACK_DESK_CHANNEL: z
    .string()
    .regex(/^[CG][A-Z0-9]+$/, 'expected a channel id such as "C0123456789"')
    .exactOptional(),
  MICROSOFT_APP_ID: text,
  MICROSOFT_APP_PASSWORD: text,
  MICROSOFT_APP_TENANT_ID: text,
  MICROSOFT_APP_TYPE: z.enum(["MultiTenant", "SingleTenant", "UserAssignedMSI"]).exactOptional(),
  MICROSOFT_SERVICE_HOSTS: text,
  MICROSOFT_UNSIGNED: z.enum(["true", "false"]).exactOptional(),
  WEBCHAT_IDENTITY_SECRET: text,
  WEBCHAT_TOKEN_SECRET: text,
  SMTP_URL: url("smtps://user:password@mail.example.com", "smtp:", "smtps:").exactOptional(),
  MAIL_FROM: z
    .string()
    .includes("@", { error: 'expected a sender such as "Harbour & Pine <hello@example.com>"' })
    .exactOptional(),
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: webUrl("https://api.openai.com/v1"),
  OPENAI_MODEL: text,
});

/** The variables as read: absent ones are not there at all. */
export type Variables = z.output<typeof variablesSchema>;

export type Name = keyof Variables;

export const NAMES: readonly Name[] = variablesSchema.keyof().options;

/** Variables that only make sense together. Of each line of `needs`, one must be given as soon as any is. */
export type Group = { name: string; needs: readonly (readonly Name[])[]; may: readonly Name[] };

/** The groups that are on or off; the others are shop systems, of which COMMERCE chooses one. */
export const CHANNELS = ["twilio", "slack", "microsoft", "mail"] as const;

export const GROUPS = {
  twilio: {
    name: "Twilio (SMS and WhatsApp)",
    needs: [
      ["TWILIO_ACCOUNT_SID"],
      ["TWILIO_AUTH_TOKEN"],
      ["TWILIO_SMS_FROM", "TWILIO_WHATSAPP_FROM", "TWILIO_MESSAGING_SERVICE_SID"],
    ],
    may: ["TWILIO_SMS_PER_SECOND", "TWILIO_API_URL"],
  },
  slack: {
    name: "Slack (the agents' desk, and customers)",
    needs: [["SLACK_BOT_TOKEN"], ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"]],
    may: ["SLACK_API_URL", "SLACK_DESK_CHANNEL"],
  },
  microsoft: {
    name: "Microsoft Teams (Bot Framework)",
    needs: [["MICROSOFT_APP_ID"], ["MICROSOFT_APP_PASSWORD"]],
    may: ["MICROSOFT_APP_TENANT_ID", "MICROSOFT_APP_TYPE", "MICROSOFT_SERVICE_HOSTS"],
  },
  mail: { name: "E-mail (one-time codes)", needs: [["SMTP_URL"], ["MAIL_FROM"]], may: [] },
  openai: {
    name: "Language model (OpenAI)",
    needs: [["OPENAI_API_KEY", "OPENAI_BASE_URL"]],
    may: ["OPENAI_MODEL"],
  },
  file: { name: "COMMERCE=file", needs: [["COMMERCE_FILE"]], may: [] },
  medusa: {
    name: "Medusa",
    needs: [["MEDUSA_URL"], ["MEDUSA_API_KEY"]],
    may: ["MEDUSA_WEBHOOK_SECRET"],
  },
  vendure: {
    name: "Vendure",
    needs: [["VENDURE_URL"], ["VENDURE_API_KEY"]],
    may: ["VENDURE_WEBHOOK_SECRET"],
  },
  shopify: {
    name: "Shopify",
    needs: [["SHOPIFY_SHOP"], ["SHOPIFY_ACCESS_TOKEN"]],
    may: ["SHOPIFY_WEBHOOK_SECRET", "SHOPIFY_API_VERSION", "SHOPIFY_API_URL"],
  },
  woocommerce: {
    name: "WooCommerce",
    needs: [["WOOCOMMERCE_URL"], ["WOOCOMMERCE_KEY"], ["WOOCOMMERCE_SECRET"]],
    may: ["WOOCOMMERCE_WEBHOOK_SECRET"],
  },
} satisfies Record<string, Group>;
