import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";
import type { Edge } from "./bots/channel.ts";
import { shopChannel } from "./bots/commerce/channel.ts";
import { mountCommerceWebhook } from "./bots/commerce/webhook.ts";
import { mountFiles } from "./bots/file-webhook.ts";
import { acceptInto } from "./bots/turn/accept.ts";
import { backlogGuard } from "./bots/turn/backlog.ts";
import { followShifts } from "./bots/turn/follow-shifts.ts";
import { heldBy } from "./bots/turn/held-by.ts";
import { breakers } from "./bots/turn/outbox/breaker.ts";
import { pacer } from "./bots/turn/outbox/pacer.ts";
import { talkInThread } from "./bots/turn/talk-in-thread.ts";
import { runRounds } from "./bots/turn/turn.ts";
import { buildShop, examineShop, remarkOnShop } from "./build-shop.ts";
import { type Config, describeChannels, readConfig, readEnvironment } from "./config.ts";
import { mountConsents } from "./console/consents.ts";
import { mountCustomers } from "./console/customers.ts";
import { keepConsolePrivate } from "./console/private-pages.ts";
import { mountProbes } from "./console/probes.ts";
import { mountScorecard } from "./console/scorecard-route.ts";
import { answerTheRest } from "./console/the-rest.ts";
import type { CommerceProvider } from "./core/commerce.ts";
import { ConfigurationError } from "./core/errors.ts";
import type { Helper } from "./core/helper.ts";
import type { Address } from "./core/message.ts";
import type { Clock, Ids, Store } from "./core/ports.ts";
import { clearOutNightly } from "./customers/clear-out.ts";
import { randomIds, systemClock } from "./integrations/clock.ts";
import { sentenceEncoder } from "./integrations/encoder/encoder.ts";
import { openShop } from "./integrations/shop/shop-holder.ts";
import { serveStoreDesk } from "./integrations/store/socket.ts";
import { telemetry } from "./integrations/telemetry/telemetry.ts";
import { backgroundRecogniser } from "./intents/engine/background-recogniser.ts";
import { withoutPause } from "./intents/meanwhile.ts";
import {
  loadCommerce,
  openChannels,
  openChatLog,
  openFileLinks,
  openHelper,
  openStore,
} from "./open-ports.ts";
import { followShop } from "./outreach/shop-events.ts";

/** `import` would load all of Node's own fetch with it: forty milliseconds of a start. */
const { createServer } = process.getBuiltinModule("node:http");

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
  helper?: (opened: Helper) => Helper;
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
  const closeDesk = config.redisUrl
    ? async () => {}
    : await serveStoreDesk({ ...store, backup: opened.backup }, config.dataDir);
  undo.defer(closeDesk);
  const encoder = config.understanding === "encoder" ? sentenceEncoder() : undefined;
  undo.defer(() => encoder?.close());
  const learn = withoutPause((options) =>
    backgroundRecogniser(options, { folder: config.dataDir, events, encoder, clock }),
  );
  const shop = await openShop({
    dir: config.shopDir,
    build: overrides.build ?? ((files) => buildShop(files, learn)),
    examine: examineShop,
    remark: remarkOnShop,
    events,
  });
  undo.defer(() => shop.close());
  const openShopSystem = await loadCommerce(config);
  const shopSystem = openShopSystem({
    clock,
    timezone: shop.current().file.timezone,
    keepIn: config.dataDir,
  });
  const commerce = overrides.commerce?.(shopSystem) ?? shopSystem;
  const helper = await openHelper(config, overrides.helper);
  const chatLog = openChatLog(config, clock.now());
  undo.defer(() => chatLog.close());
  const channels = openChannels(config, () => shop.current(), chatLog, store);
  const guard = backlogGuard(config.mostWaiting, { store, clock, events });
  const accept = acceptInto(store, events, guard);
  const broken = breakers((fact) => events.breaker(fact));
  const edge: Edge = {
    accept,
    waiting: () => store.waiting(),
    heldBy: (agentId) => heldBy(agentId, store, clock.now()),
    threadOf: (customer, handoff) => store.threadOf(customer, handoff),
    talkIn: (thread) => talkInThread(thread, store),
    clock,
    ids,
    events,
  };

  const app = express();
  app.disable("x-powered-by");
  for (const channel of channels) channel.mount(app, edge);
  mountCommerceWebhook(app, edge, commerce);
  keepConsolePrivate(app);
  mountScorecard(app, { store, clock, token: config.consoleToken, shop: () => shop.current() });
  mountFiles(app, openFileLinks(config), channels, edge);
  mountConsents(app, { store, clock, ids, token: config.consoleToken });
  mountCustomers(app, { store, commerce, clock, token: config.consoleToken });
  mountProbes(app, {
    store,
    metrics,
    channels: () => describeChannels(config, shop.current().file),
    leftAlone: () => broken.standing(clock.now()),
  });
  answerTheRest(app, { hasChat: () => config.webchat.isLocal, events });
  const server = createServer((request, response) => {
    if (!channels.some((channel) => channel.take?.(request, response, edge)))
      app(request, response);
  });
  await listen(server, config);
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
    channels: [...channels, shopChannel(commerce, { ...edge, shop: () => shop.current() })],
    clock,
    ids,
    events,
    signal,
    breakers: broken,
    helper,
    pacer: pacer(),
    accept: edge.accept,
    random: overrides.random ?? Math.random,
    shop: () => shop.current(),
    own: ownAddresses(config),
  };
  const running = Promise.all([
    runRounds(ports, signal),
    followShop(ports, signal),
    clearOutNightly(ports, signal),
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
    await encoder?.close();
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

function ownAddresses(config: Config): { sms?: Address } {
  const from = config.twilio?.smsFrom;
  return from === undefined ? {} : { sms: `sms:${from}` };
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", ({ message }) =>
      reject(new ConfigurationError([`HOST and PORT: ${host}:${port} cannot be used: ${message}`])),
    );
    server.listen(port, host, resolve);
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

/** What somebody who starts it needs to go on. On standard error: standard output is the log's, JSON only. */
function greet(nightdesk: Nightdesk, config: Config): void {
  console.error(`\nNightdesk serves on ${nightdesk.url}. ${nightdesk.store.guarantee()}.`);
  for (const { name, on, needs } of describeChannels(config)) {
    const where = name === "Web chat" ? `, try it on ${nightdesk.url}/webchat` : "";
    console.error(on ? `  ${name}: on${where}` : `  ${name}: off, needs ${needs}`);
  }
  console.error(
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
