import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Express } from "express";
import { botFrameworkChannel } from "./bots/botframework/channel.ts";
import type { Channel, Edge } from "./bots/channel.ts";
import { mountCommerceWebhook } from "./bots/commerce/webhook.ts";
import { slackDesk } from "./bots/slack/channel.ts";
import { acceptInto } from "./bots/turn/accept.ts";
import { followShifts } from "./bots/turn/follow-shifts.ts";
import { runRounds } from "./bots/turn/turn.ts";
import { twilioChannel } from "./bots/twilio/channel.ts";
import { webChat } from "./bots/webchat/channel.ts";
import { type Config, describeChannels, readConfig, readEnvironment } from "./config.ts";
import type { ChatLog } from "./core/chat-log.ts";
import { ConfigurationError, StoreUnavailableError } from "./core/errors.ts";
import type { Address } from "./core/message.ts";
import type { Clock, CommerceProvider, Ids, Store } from "./core/ports.ts";
import type { Shop } from "./core/shop.ts";
import { hoursFrom, hoursMistakes } from "./handoff/hours.ts";
import { randomIds, systemClock } from "./integrations/clock.ts";
import { fileCommerce } from "./integrations/commerce/file/commerce.ts";
import { medusaCommerce } from "./integrations/commerce/medusa/commerce.ts";
import { shopifyCommerce } from "./integrations/commerce/shopify/commerce.ts";
import { vendureCommerce } from "./integrations/commerce/vendure/commerce.ts";
import { wooCommerce } from "./integrations/commerce/woocommerce/commerce.ts";
import type { Finding, ShopFiles } from "./integrations/shop/shop-files.ts";
import { openShop } from "./integrations/shop/shop-holder.ts";
import { reachStoreDesk, type StoreDesk, serveStoreDesk } from "./integrations/store/socket.ts";
import { sqliteChatLog } from "./integrations/store/sqlite/chat-log.ts";
import { sqliteStore } from "./integrations/store/sqlite/store.ts";
import { type Telemetry, telemetry } from "./integrations/telemetry/telemetry.ts";
import { backgroundRecogniser } from "./intents/background-recogniser.ts";
import { type Catalogue, loadCatalogue, mergeCatalogue } from "./intents/catalogue.ts";
import { phraseBook, phraseMistakes, shippedPhrases } from "./intents/phrases.ts";
import {
  type ExplainingRecogniser,
  type RecogniserOptions,
  trainRecogniser,
} from "./intents/recognise.ts";
import { followShop } from "./outreach/shop-events.ts";

/** How long turns and sends under way may take once we were told to stop; what is left is kept and goes on at the next start. */
const DRAIN_MS = 10_000;

/** A running Nightdesk. */
export type Nightdesk = {
  url: string;
  store: Store;
  /** Stops taking messages in, finishes what is under way, and closes the store. Safe to call twice. */
  stop(why: string): Promise<void>;
};

/** What a test or a bench may put in place of the real world, or around it. */
export type Overrides = {
  clock?: Clock;
  ids?: Ids;
  random?: () => number;
  quiet?: boolean;
  /** Takes the log's lines instead of standard output. */
  log?: (line: string) => void;
  store?: (opened: Store) => Store;
  commerce?: (opened: CommerceProvider) => CommerceProvider;
  build?: typeof buildShop;
};

/**
 * Builds every port, mounts every channel that is configured, and starts the rounds.
 * @throws ConfigurationError when the settings or the shop's files are wrong; nothing is left running then.
 */
export async function startNightdesk(
  config: Config,
  overrides: Overrides = {},
): Promise<Nightdesk> {
  const startedAt = performance.now();
  const clock = overrides.clock ?? systemClock();
  const ids = overrides.ids ?? randomIds();
  const { events, metrics } = telemetry({
    level: overrides.quiet ? "silent" : config.logLevel,
    ...(overrides.log ? { write: overrides.log } : {}),
  });
  await using undo = new AsyncDisposableStack();
  const opened = await openStore(config);
  undo.defer(() => opened.close());
  const store = overrides.store?.(opened) ?? opened;
  // Commands open a Redis themselves; a file has one owner, who lets them in.
  const closeDesk = config.redisUrl ? async () => {} : await serveStoreDesk(store, config.dataDir);
  undo.defer(closeDesk);
  const shop = await openShop({
    dir: config.shopDir,
    build:
      overrides.build ??
      ((files) =>
        buildShop(files, (options) =>
          backgroundRecogniser(options, { folder: config.dataDir, events }),
        )),
    examine: examineShop,
    events,
  });
  undo.defer(() => shop.close());
  const shopSystem = openCommerce(config, { clock, timezone: shop.current().file.timezone });
  const commerce = overrides.commerce?.(shopSystem) ?? shopSystem;
  const chatLog = openChatLog(config, clock.now());
  undo.defer(() => chatLog.close());
  const channels = openChannels(config, () => shop.current(), chatLog);
  const accept = acceptInto(store, events);
  const edge: Edge = { accept, waiting: () => store.waiting(), clock, ids, events };

  const app = express();
  app.disable("x-powered-by");
  for (const channel of channels) channel.mount(app, edge);
  mountCommerceWebhook(app, edge, commerce);
  mountProbes(app, { store, metrics, config, channels, shop: () => shop.current() });
  const server = await listen(app, config);
  server.on("upgrade", (request, socket, head) => {
    const isTaken = channels.some((channel) => channel.upgrade?.(request, socket, head));
    if (!isTaken) socket.destroy();
  });
  undo.move(); // nothing can fail any more: from here on `stop` closes it all

  const stopping = new AbortController();
  const { signal } = stopping;
  const ports = {
    store,
    commerce,
    channels,
    clock,
    ids,
    events,
    signal,
    accept: edge.accept,
    random: overrides.random ?? Math.random,
    shop: () => shop.current(),
    own: ownAddresses(config),
  };
  const running = Promise.all([
    runRounds(ports, signal),
    followShop(ports, signal),
    config.slack ? followShifts(ports, signal) : undefined,
    ...channels.map((channel) => channel.run?.(edge, signal)),
  ]);
  running.catch((error: unknown) => events.failed({ what: "the rounds", error }));

  events.started({
    ms: Math.round(performance.now() - startedAt),
    store: store.guarantee(),
    channels: channels.map(({ name }) => name),
    off: describeChannels(config, shop.current().file)
      .filter(({ on }) => !on)
      .map(({ name }) => name),
  });
  let stopped: Promise<void> | undefined;
  const stop = async (why: string) => {
    stopping.abort();
    await closeServer(server);
    const drained = new AbortController();
    await Promise.race([running.catch(() => {}), systemClock().sleep(DRAIN_MS, drained.signal)]);
    drained.abort(); // a process with nothing left to do ends at once
    shop.close();
    await closeDesk();
    await chatLog.close();
    await store.close();
    events.stopped({ why });
  };
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://${config.host}:${port}`,
    store,
    stop: (why) => {
      stopped ??= stop(why);
      return stopped;
    },
  };
}

/** The store that the settings ask for. */
export async function openStore(config: Config): Promise<Store> {
  if (config.redisUrl !== undefined) return openRedis(config.redisUrl);
  await mkdir(config.dataDir, { recursive: true });
  return sqliteStore({ file: join(config.dataDir, "nightdesk.db") });
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

/** The store for one command: through the server that runs on it, else opened for the command alone. */
export async function borrowStore(
  config: Config,
): Promise<{ store: StoreDesk; close: () => Promise<void> }> {
  const running = config.redisUrl ? undefined : await reachStoreDesk(config.dataDir);
  if (running) return { store: running, close: async () => {} };
  const store = await openStore(config);
  return { store, close: () => store.close() };
}

/** The shop's system that the settings ask for. */
export function openCommerce(
  config: Config,
  options: { clock: Clock; timezone: string },
): CommerceProvider {
  const { commerce } = config;
  switch (commerce.kind) {
    case "demo":
      return fileCommerce({
        file: join(config.shopDir, "commerce.json"),
        name: "demo",
        ...options,
      });
    case "file":
      return fileCommerce({ file: commerce.file, name: "file", ...options });
    case "medusa":
      return medusaCommerce({ ...commerce, ...options });
    case "shopify":
      return shopifyCommerce({ ...commerce, ...options });
    case "woocommerce":
      return wooCommerce({ ...commerce, ...options });
    case "vendure":
      return vendureCommerce({ ...commerce, ...options });
    default:
      return commerce satisfies never;
  }
}

/** A shop, and what `try` and `check` look into. */
export type BuiltShop = Shop & { recogniser: ExplainingRecogniser; catalogue: Catalogue };

/** What is wrong with files that have the right shape: hours that cannot be, texts that cannot be filled in. */
export function examineShop({ shop, phrases, icalText }: ShopFiles): readonly Finding[] {
  const ofShop = hoursMistakes({ ...shop, icalText });
  const ofTeams = Object.entries(shop.teams).flatMap(([name, team]) =>
    (team.hours ? hoursMistakes({ ...shop, hours: team.hours, icalText }) : [])
      .filter(({ path }) => path[0] === "hours")
      .map(({ path, message }) => ({ path: ["teams", name, ...path], message })),
  );
  const ofTexts = Object.entries(phrases).flatMap(([locale, own]) =>
    phraseMistakes({ locale, timezone: shop.timezone, shipped: shippedPhrases(locale), own }).map(
      ({ key, problem }) => ({ file: `phrases/${locale}.yaml`, path: [key], message: problem }),
    ),
  );
  return [
    ...[...ofShop, ...ofTeams].map((mistake) => ({ file: "shop.yaml", ...mistake })),
    ...ofTexts,
  ];
}

/** The retailer's files made ready to be asked: hours computed, intents learnt, texts parsed. */
export function buildShop(
  files: ShopFiles,
  learn: (options: RecogniserOptions) => ExplainingRecogniser = trainRecogniser,
): BuiltShop {
  const { shop: file } = files;
  const { icalText } = files;
  const hours = hoursFrom({ ...file, icalText });
  const teams = new Map(
    Object.entries(file.teams).map(([name, team]) => [
      name,
      team.hours ? hoursFrom({ ...file, hours: team.hours, icalText }) : hours,
    ]),
  );
  const [locale = "en"] = file.locales;
  const catalogue = mergeCatalogue(loadCatalogue("en"), files.intents);
  const phrases = phraseBook({
    locale,
    timezone: file.timezone,
    shipped: shippedPhrases(locale),
    own: files.phrases[locale] ?? {},
  });
  return {
    file,
    handoff: files.handoff,
    intents: files.intents,
    hours,
    hoursOf: (team) => teams.get(team) ?? hours,
    recogniser: learn({ catalogue, orderNumber: file.order_number }),
    intent: (name) => catalogue.intents.get(name),
    phrases: () => phrases,
    catalogue,
  };
}

/** The channels that the settings configure. */
export function openChannels(
  config: Config,
  shop: () => Shop,
  chatLog: ChatLog = openChatLog(config, 0),
): readonly Channel[] {
  const channels: Channel[] = [];
  if (config.twilio)
    channels.push(twilioChannel({ ...config.twilio, publicUrl: config.publicUrl }));
  if (config.slack) {
    const { deskChannel, ...slack } = config.slack;
    channels.push(
      slackDesk({
        ...slack,
        apiUrl: slack.apiUrl ?? "https://slack.com/api/",
        teams: () => Object.keys(shop().file.teams),
        channelOf: (team) => shop().file.teams[team]?.slack_channel ?? deskChannel,
        hoursOf: (team) => shop().hoursOf(team),
        mayServe: (agentId, team) => {
          const { agents = [], agents_group: group } = shop().file.teams[team] ?? {};
          return agents.includes(agentId) || (agents.length === 0 && group === undefined);
        },
        groupOf: (team) => shop().file.teams[team]?.agents_group,
      }),
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
      settings: () => shop().file.web_chat,
      shopName: () => shop().file.name,
    }),
  );
  return channels;
}

/** Web chats, in a file that is opened at the first line; lines from longer ago than a token lives on are let go. */
function openChatLog({ dataDir }: Config, now: number): ChatLog {
  return sqliteChatLog({ file: join(dataDir, "webchat.db"), keptMs: CHAT_KEPT_MS, now });
}

const CHAT_KEPT_MS = 30 * 24 * 60 * 60_000;

function ownAddresses(config: Config): { sms?: Address } {
  const from = config.twilio?.smsFrom;
  return from === undefined ? {} : { sms: `sms:${from}` };
}

function mountProbes(
  app: Express,
  options: {
    store: Store;
    metrics: Telemetry["metrics"];
    config: Config;
    channels: readonly Channel[];
    shop: () => Shop;
  },
): void {
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", async (_request, response) => {
    const channels = describeChannels(options.config, options.shop().file);
    try {
      const counts = await options.store.counts();
      response.json({ ready: true, store: { ok: true, ...counts }, channels });
    } catch {
      response.status(503).json({ ready: false, store: { ok: false }, channels }); // the store has said why in the log
    }
  });
  app.get("/metrics", async (_request, response) => {
    const queues = await options.store.counts().catch(() => undefined); // /readyz tells that the store is away
    response.type("text/plain; version=0.0.4").send(await options.metrics(queues));
  });
}

function listen(app: Express, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(config.port, config.host, (error?: Error) => {
      if (error)
        reject(
          new ConfigurationError([
            `HOST and PORT: ${config.host}:${config.port} cannot be used: ${error.message}`,
          ]),
        );
      else resolve(server);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

async function run(): Promise<void> {
  const config = readConfig(readEnvironment(process.env));
  const nightdesk = await startNightdesk(config);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      nightdesk.stop(signal).catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
      });
    });
  }
  greet(nightdesk, config);
}

/** What somebody at a terminal needs to go on; a log collector gets JSON only. */
function greet(nightdesk: Nightdesk, config: Config): void {
  if (!process.stdout.isTTY) return;
  console.log(`\nNightdesk serves on ${nightdesk.url}. ${nightdesk.store.guarantee()}.`);
  for (const { name, on, needs } of describeChannels(config)) {
    console.log(on ? `  ${name}: on` : `  ${name}: off, needs ${needs}`);
  }
  console.log(
    "Chat with the sample shop: npx nightdesk chat    Watch a night: npx nightdesk demo\n",
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  run().catch((error: unknown) => {
    if (error instanceof ConfigurationError)
      for (const mistake of error.mistakes) console.error(mistake);
    else console.error(error);
    process.exitCode = error instanceof ConfigurationError ? 2 : 1;
  });
}
