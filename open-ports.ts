import { join } from "node:path";
import { botFrameworkChannel } from "./bots/botframework/channel.ts";
import type { Channel } from "./bots/channel.ts";
import { type FileLinks, fileLinks } from "./bots/file-links.ts";
import { mailChannel } from "./bots/mail/channel.ts";
import { slackDesk } from "./bots/slack/channel.ts";
import { twilioChannel } from "./bots/twilio/channel.ts";
import { webChat } from "./bots/webchat/channel.ts";
import type { Config } from "./config.ts";
import type { ChatLog } from "./core/chat-log.ts";
import type { CommerceProvider } from "./core/commerce.ts";
import type { Conversation } from "./core/conversation.ts";
import { ConfigurationError, StoreUnavailableError } from "./core/errors.ts";
import type { Helper } from "./core/helper.ts";
import type { Clock, Store } from "./core/ports.ts";
import type { Shop } from "./core/shop.ts";
import { cannedFacts } from "./handoff/canned-facts.ts";
import { randomIds, systemClock } from "./integrations/clock.ts";
import { smtpMailer } from "./integrations/mail/mailer.ts";
import { makeDataFolder } from "./integrations/store/data-folder.ts";
import { openedWhenNeeded } from "./integrations/store/opened-when-needed.ts";
import { type CanBackUp, reachStoreDesk, type StoreDesk } from "./integrations/store/socket.ts";
import { copyDatabase } from "./integrations/store/sqlite/backup.ts";
import { sqliteChatLog } from "./integrations/store/sqlite/chat-log.ts";
import { openDatabase } from "./integrations/store/sqlite/open.ts";
import { storeIn } from "./integrations/store/sqlite/store.ts";

/** The store that the settings ask for. */
export async function openStore(config: Config): Promise<Store & CanBackUp> {
  // With Redis too: what was learnt, and web chat's key, are kept there.
  await makeDataFolder(config.dataDir);
  if (config.redisUrl !== undefined) return openRedis(config.redisUrl);
  const file = join(config.dataDir, "nightdesk.db");
  const db = openDatabase(file);
  return { ...storeIn(db, file), backup: async (to) => copyDatabase(db, to) };
}

/** Loads the Redis client only here, where it is needed. */
async function openRedis(urls: string): Promise<Store> {
  const { redisStore } = await import("./integrations/store/redis/store.ts");
  try {
    return await redisStore({ urls, process: randomIds().next(), clock: systemClock() });
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new ConfigurationError([`REDIS_URL: ${error.message}`]);
  }
}

/** The store for one command, until its scope ends: through the server that runs on it, else opened for the command alone. */
export async function borrowStore(config: Config): Promise<AsyncDisposable & { store: StoreDesk }> {
  const running = config.redisUrl ? undefined : await reachStoreDesk(config.dataDir);
  if (running) return { store: running, async [Symbol.asyncDispose]() {} };
  const store = await openStore(config);
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

/** What a shop's system is opened with. What a file's orders are changed to is kept below `keepIn`, if anywhere. */
type CommerceOptions = { clock: Clock; timezone: string; keepIn?: string };

/** Loads the shop's system that the settings ask for, and none of the others; gives how to open it. */
export async function loadCommerce({
  commerce,
  shopDir,
}: Config): Promise<(options: CommerceOptions) => CommerceProvider> {
  switch (commerce.kind) {
    case "demo":
    case "file": {
      const { fileCommerce } = await import("./integrations/commerce/file/commerce.ts");
      const file = commerce.kind === "file" ? commerce.file : join(shopDir, "commerce.json");
      return ({ keepIn, ...options }) => {
        const changes = keepIn && join(keepIn, `${commerce.kind}-changes.jsonl`);
        return fileCommerce({ file, name: commerce.kind, changes, ...options });
      };
    }
    case "medusa": {
      const { medusaCommerce } = await import("./integrations/commerce/medusa/commerce.ts");
      return (options) => medusaCommerce({ ...commerce, ...options });
    }
    case "shopify": {
      const { shopifyCommerce } = await import("./integrations/commerce/shopify/commerce.ts");
      return (options) => shopifyCommerce({ ...commerce, ...options });
    }
    case "woocommerce": {
      const { wooCommerce } = await import("./integrations/commerce/woocommerce/commerce.ts");
      return (options) => wooCommerce({ ...commerce, ...options });
    }
    case "vendure": {
      const { vendureCommerce } = await import("./integrations/commerce/vendure/commerce.ts");
      return (options) => vendureCommerce({ ...commerce, ...options });
    }
    default:
      return commerce satisfies never;
  }
}

/** Links to files, sealed with the tokens that all servers of a shop share. */
export function openFileLinks({ publicUrl, twilio, slack }: Config): FileLinks {
  return fileLinks({ publicUrl, secret: `${twilio?.authToken ?? ""} ${slack?.botToken ?? ""}` });
}

/** The language model that the settings name, if any. Its packages are loaded only here, where it is needed. */
export async function openHelper(
  { openai }: Config,
  around: (opened: Helper) => Helper = (opened) => opened,
): Promise<Helper | undefined> {
  if (openai === undefined) return undefined;
  const { openAiHelper } = await import("./integrations/llm/helper.ts");
  return around(openAiHelper(openai));
}

/** In the language that the customer reads, where the shop has it in that. */
function cannedWords(name: string, about: Conversation | undefined, shop: Shop) {
  const replies = [about?.locale, undefined].flatMap((locale) => shop.canned?.(locale) ?? []);
  return replies.find((reply) => reply.name === name)?.text(about ? cannedFacts(about) : {});
}

/** The channels that the settings configure. */
export function openChannels(
  config: Config,
  shop: () => Shop,
  chatLog: ChatLog = openChatLog(config, 0),
  store?: Pick<Store, "keepOnce">,
): readonly Channel[] {
  const channels: Channel[] = [];
  if (config.twilio)
    channels.push(twilioChannel({ ...config.twilio, publicUrl: config.publicUrl }));
  const links = openFileLinks(config);
  if (config.slack) {
    const { deskChannel, ...slack } = config.slack;
    channels.push(
      slackDesk({
        ...slack,
        apiUrl: slack.apiUrl ?? "https://slack.com/api/",
        teams: () => Object.keys(shop().file.teams),
        channelOf: (team) => shop().file.teams[team]?.slack_channel ?? deskChannel,
        hoursOf: (team) => shop().hoursOf(team),
        linkTo: links.linkTo,
        canned: (name, about) => cannedWords(name, about, shop()),
        mayServe: (agentId, team) => {
          const { agents = [], agents_group: group } = shop().file.teams[team] ?? {};
          return agents.includes(agentId) || (agents.length === 0 && group === undefined);
        },
        groupOf: (team) => shop().file.teams[team]?.agents_group,
      }),
    );
  }
  if (config.mail) {
    const mailer = smtpMailer(config.mail);
    channels.push(
      mailChannel(mailer, () =>
        shop().phrases(undefined)("mail.subject", { shop: shop().file.name }),
      ),
    );
  }
  const { host, publicUrl, webchat } = config;
  if (config.microsoft) {
    channels.push(botFrameworkChannel({ ...config.microsoft, host, publicUrl }));
  }
  channels.push(
    webChat({
      ...webchat,
      publicUrl,
      log: chatLog,
      keyFile: join(config.dataDir, "webchat.key"),
      ...(config.redisUrl === undefined || !store
        ? {}
        : { shareKey: (own: string) => store.keepOnce("web chat key", own) }),
      settings: () => shop().file.web_chat,
      shopName: () => shop().file.name,
      firstWords: () => ({
        lang: shop().file.locales[0] ?? "en",
        greeting: shop().phrases(undefined)("talk.greeting", { shop: shop().file.name }),
      }),
    }),
  );
  return channels;
}

/** Web chats, beside the store, opened at the first line; lines from longer ago than a token lives on are let go. */
export function openChatLog({ dataDir, redisUrl }: Config, now: number): ChatLog {
  if (redisUrl !== undefined) return openedWhenNeeded((told) => openRedisChatLog(redisUrl, told));
  return sqliteChatLog({ file: join(dataDir, "webchat.db"), keptMs: CHAT_KEPT_MS, now });
}

async function openRedisChatLog(urls: string, told: (chat?: string) => void): Promise<ChatLog> {
  const { redisChatLog } = await import("./integrations/store/redis/chat-log.ts");
  return redisChatLog({ urls, clock: systemClock(), keptMs: CHAT_KEPT_MS, told });
}

const CHAT_KEPT_MS = 30 * 24 * 60 * 60_000;
