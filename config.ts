import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { ConfigurationError } from "./core/errors.ts";
import { CHANNELS, GROUPS, type Variables, variablesSchema } from "./environment.ts";
import { environmentMistakes, oneOf } from "./environment-mistakes.ts";

/**
 * Turns the environment into what server.ts builds from. An empty value counts as absent.
 * @throws ConfigurationError with every mistake at once; secrets are named in it, never shown.
 */
export function readConfig(env: Environment): Config {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.trim() !== "") {
      given[name] = value.trim();
    }
  }
  const mistakes = environmentMistakes(given);
  if (mistakes.length > 0) {
    throw new ConfigurationError(mistakes);
  }
  return grouped(variablesSchema.parse(given));
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What is on and what is off, and what each one needs. For the start's log, /readyz and `doctor`. Web chat is for the
 * shop's files to switch on; where nothing listens but this machine it is on without them, to be tried.
 */
export function describeChannels(
  config: Config,
  shop?: { readonly web_chat?: unknown },
): readonly { name: string; on: boolean; needs: string }[] {
  const configured = CHANNELS.map((key) => ({
    name: GROUPS[key].name,
    on: config[key] !== undefined,
    needs: GROUPS[key].needs.map((names) => oneOf(names)).join(", "),
  }));
  const on = config.webchat.isLocal || shop?.web_chat !== undefined;
  return [...configured, { name: "Web chat", on, needs: "web_chat in shop.yaml" }];
}

/** Grouped by what it switches on; a channel that is not configured is `undefined`. */
export type Config = ReturnType<typeof grouped>;

/** The environment with what the file `.env` adds to it; what the process was given wins. No file is fine. */
export function readEnvironment(env: Environment, path = ".env"): Environment {
  return existsSync(path) ? { ...parseEnv(readFileSync(path, "utf8")), ...env } : env;
}

function grouped(values: Variables) {
  return {
    host: values.HOST,
    port: values.PORT,
    /** Where the world reaches us, without a final slash; webhooks are verified against it. */
    publicUrl: values.PUBLIC_URL ?? localUrl(values),
    /** Nobody outside reaches a guessed one. */
    isPublicUrlGuessed: values.PUBLIC_URL === undefined,
    dataDir: values.DATA_DIR,
    shopDir: values.SHOP_DIR,
    understanding: values.UNDERSTANDING,
    redisUrl: values.REDIS_URL,
    logLevel: values.LOG_LEVEL,
    mostWaiting: values.MAX_BACKLOG,
    consoleToken: values.CONSOLE_TOKEN,
    commerce: commerce(values),
    twilio: twilio(values),
    slack: slack(values),
    microsoft: microsoft(values),
    webchat: webchat(values),
    mail: mail(values),
    openai: openai(values),
  };
}

function localUrl({ HOST, PORT }: Variables): string {
  const isEverywhere = HOST === "0.0.0.0" || HOST === "::";
  return `http://${isEverywhere ? "127.0.0.1" : HOST}:${PORT}`;
}

function twilio(values: Variables) {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = values;
  if (accountSid === undefined || authToken === undefined) {
    return undefined;
  }
  return present({
    accountSid,
    authToken,
    smsFrom: values.TWILIO_SMS_FROM,
    whatsappFrom: values.TWILIO_WHATSAPP_FROM,
    messagingServiceSid: values.TWILIO_MESSAGING_SERVICE_SID,
    /** Segments; absent: as fast as Twilio takes them, which queues up to four hours' worth by itself. */
    smsPerSecond: values.TWILIO_SMS_PER_SECOND,
    apiUrl: values.TWILIO_API_URL,
  });
}

function slack(values: Variables) {
  const { SLACK_BOT_TOKEN: botToken } = values;
  return botToken === undefined
    ? undefined
    : present({
        botToken,
        signingSecret: values.SLACK_SIGNING_SECRET,
        /** Given: events come over Socket Mode instead of HTTP. */
        appToken: values.SLACK_APP_TOKEN,
        apiUrl: values.SLACK_API_URL,
        deskChannel: values.SLACK_DESK_CHANNEL,
      });
}

function microsoft(values: Variables) {
  const isOpenForDevelopment = values.MICROSOFT_UNSIGNED === "true";
  const { MICROSOFT_APP_ID: appId = "", MICROSOFT_APP_PASSWORD: appPassword = "" } = values;
  if ((appId === "" || appPassword === "") && !isOpenForDevelopment) {
    return undefined;
  }
  const tenantId = values.MICROSOFT_APP_TENANT_ID;
  const guessedType = tenantId === undefined ? "MultiTenant" : "SingleTenant";
  return present({
    appId,
    appPassword,
    tenantId,
    appType: values.MICROSOFT_APP_TYPE ?? guessedType,
    serviceHosts: values.MICROSOFT_SERVICE_HOSTS?.split(/[\s,]+/).filter(Boolean),
    isOpenForDevelopment,
  });
}

/** Needs no account; whether it is on, shop.yaml says. */
function webchat(values: Variables) {
  return present({
    identitySecret: values.WEBCHAT_IDENTITY_SECRET,
    tokenSecret: values.WEBCHAT_TOKEN_SECRET,
    /** Bound to this machine alone. */
    isLocal: /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(values.HOST),
  });
}

function mail({ SMTP_URL: smtpUrl, MAIL_FROM: from }: Variables) {
  return smtpUrl === undefined || from === undefined ? undefined : { smtpUrl, from };
}

/** A server of one's own may ask for no key. */
function openai(values: Variables) {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = values;
  return apiKey === undefined && baseUrl === undefined
    ? undefined
    : present({ apiKey, baseUrl, model: values.OPENAI_MODEL });
}

/** Which system the orders live in. What it needs has been checked, so that each value is there. */
function commerce(values: Variables) {
  const kind = commerceKind(values);
  switch (kind) {
    case "demo":
      return { kind };
    case "file":
      return { kind, file: values.COMMERCE_FILE ?? "" };
    case "medusa":
      return present({
        kind,
        url: values.MEDUSA_URL ?? "",
        apiKey: values.MEDUSA_API_KEY ?? "",
        webhookSecret: values.MEDUSA_WEBHOOK_SECRET,
      });
    case "vendure":
      return present({
        kind,
        url: values.VENDURE_URL ?? "",
        apiKey: values.VENDURE_API_KEY ?? "",
        webhookSecret: values.VENDURE_WEBHOOK_SECRET,
      });
    case "shopify":
      return present({
        kind,
        shop: values.SHOPIFY_SHOP ?? "",
        accessToken: values.SHOPIFY_ACCESS_TOKEN ?? "",
        webhookSecret: values.SHOPIFY_WEBHOOK_SECRET,
        apiVersion: values.SHOPIFY_API_VERSION,
        apiUrl: values.SHOPIFY_API_URL,
      });
    case "woocommerce":
      return present({
        kind,
        url: values.WOOCOMMERCE_URL ?? "",
        key: values.WOOCOMMERCE_KEY ?? "",
        secret: values.WOOCOMMERCE_SECRET ?? "",
        webhookSecret: values.WOOCOMMERCE_WEBHOOK_SECRET,
      });
    default:
      return kind satisfies never;
  }
}

function commerceKind(given: { COMMERCE?: Variables["COMMERCE"]; COMMERCE_FILE?: string }) {
  return given.COMMERCE ?? (given.COMMERCE_FILE === undefined ? "demo" : "file");
}

/** The same object without what is absent, so that it fits `key?: string`. */
function present<T extends object>(values: T): Present<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>; // exactly T without its undefined values
}

type Present<T> = {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};
