import { existsSync, mkdirSync } from "node:fs";
import { type BuiltShop, buildShop, examineShop } from "../build-shop.ts";
import { type Config, readConfig } from "../config.ts";
import { type Events, eventsFor } from "../core/events.ts";
import { type Address, addressKind, addressValue } from "../core/message.ts";
import type { Clock } from "../core/ports.ts";
import { randomIds, systemClock } from "../integrations/clock.ts";
import { sentenceEncoder } from "../integrations/encoder/encoder.ts";
import { readShopFiles, type ShopFiles } from "../integrations/shop/shop-files.ts";
import { sqliteStore } from "../integrations/store/sqlite/store.ts";
import { backgroundRecogniser } from "../intents/engine/background-recogniser.ts";
import { loadCommerce } from "../open-ports.ts";
import { type Delivered, type Rehearsal, rehearse } from "./rehearsal.ts";
import type { Terminal } from "./terminal.ts";

/** The shop's own number in rehearsals. */
const OWN_NUMBER: Address = "sms:+4570000000";

/**
 * The retailer's files and shop system, ready to be rehearsed any number of times, each on a clock of its own, and in
 * other locales than shop.yaml has where that is wanted.
 */
export type Stage = {
  files: ShopFiles;
  shop: BuiltShop;
  start(at: number, locales?: readonly string[]): Rehearsal;
};

/** How a command gets its stage; one that is open already saves learning the catalogue again. */
export type OpenStage = (terminal: Pick<Terminal, "env">) => Promise<Stage>;

/**
 * Reads SHOP_DIR and the commerce settings. `build` makes what a DATA_DIR does not keep: what it has learnt may be kept
 * elsewhere.
 * @throws ConfigurationError when one of them is wrong.
 */
export async function openRehearsal(
  terminal: Pick<Terminal, "env">,
  build: (files: ShopFiles) => BuiltShop = buildShop,
): Promise<Stage> {
  const config = readConfig(terminal.env);
  const files = await readShopFiles(config.shopDir, examineShop);
  const shop = await learntShop(files, config, build);
  const openCommerce = await loadCommerce(config);
  const shops = new Map([[files.shop.locales.join(), shop]]);
  const shopIn = (locales: readonly string[]) => {
    const asked = { ...files, shop: { ...files.shop, locales: [...locales] } };
    const known = shops.get(locales.join()) ?? build(asked);
    shops.set(locales.join(), known);
    return known;
  };
  return {
    files,
    shop,
    start(at, locales = files.shop.locales) {
      const clock = heldClock(at);
      return rehearse({
        store: sqliteStore({ file: ":memory:" }),
        shop: shopIn(locales),
        commerce: openCommerce({
          clock,
          timezone: shop.file.timezone,
        }),
        clock,
        ids: randomIds(),
        events: silentEvents(),
        own: OWN_NUMBER,
      });
    },
  };
}

/**
 * With what the server has learned beside it, where there is a DATA_DIR; what is learned here is kept for the server. An
 * encoder takes minutes to read the phrases: where one is asked for, DATA_DIR is made to keep what it read.
 */
async function learntShop(
  files: ShopFiles,
  config: Config,
  build: (files: ShopFiles) => BuiltShop,
): Promise<BuiltShop> {
  const encoder = config.understanding === "encoder" ? sentenceEncoder() : undefined;
  if (encoder) mkdirSync(config.dataDir, { recursive: true });
  if (!existsSync(config.dataDir)) return build(files);
  const events = silentEvents();
  const ports = { folder: config.dataDir, events, encoder, clock: systemClock(), isAwaited: true };
  const learning: Promise<void>[] = [];
  const shop = buildShop(files, (options) => {
    const recogniser = backgroundRecogniser(options, ports);
    learning.push(recogniser.encoded);
    return recogniser;
  });
  await shop.recogniser.ready;
  await Promise.all(learning);
  return shop;
}

/** The texts among what left the house that reached this phone. */
export function textsTo(address: Address, delivered: readonly Delivered[]): readonly string[] {
  return delivered.flatMap(({ outgoing: { send } }) =>
    send.body.kind === "text" &&
    addressValue(send.to) === addressValue(address) &&
    addressKind(send.to) !== "desk"
      ? [send.body.text]
      : [],
  );
}

/** A clock that stands still until it is set; who sleeps on it wakes only when told to stop. */
export function heldClock(at: number): Clock & { set(instant: number): void } {
  let now = at;
  return {
    now: () => now,
    set: (instant) => {
      now = instant;
    },
    sleep: (_ms, signal) =>
      new Promise((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true })),
  };
}

/** Rehearsals say what happened themselves; only a failure of ours must not pass unseen: it is thrown. */
export function silentEvents(): Events {
  const thrown = ({ error }: { error: unknown }) => {
    throw error;
  };
  return eventsFor({ turnFailed: thrown, failed: thrown });
}
