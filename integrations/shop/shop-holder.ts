import { ConfigurationError } from "../../core/errors.ts";
import type { Events } from "../../core/events.ts";
import type { Clock } from "../../core/ports.ts";
import { systemClock } from "../clock.ts";
import { type Examine, mistakesInTests, readShopFiles, type ShopFiles } from "./shop-files.ts";
import { watchShop } from "./watch-shop.ts";

/** The shop as its files say, kept up to date while they change. */
export type ShopHolder<Shop> = {
  /** The last version without a mistake. */
  current(): Shop;
  /** Reads the files again now. Safe to call at any time; calls are done one after the other. */
  reload(): Promise<Reload>;
  /** Stops watching; `current` stays as it is. */
  close(): void;
};

export type Reload =
  | { outcome: "loaded" | "unchanged" }
  | { outcome: "kept_last_good"; mistakes: readonly string[] };

/**
 * Reads the shop's files, builds the shop from them, and does so again whenever they change. A mistake is told to
 * `events.shopFiles` and the last good version stays. Conversation tests are looked at with a change only, once it is
 * served: no shop stays shut or waits over a test.
 * @throws ConfigurationError when the files are wrong at the start, when there is no last good version.
 */
export async function openShop<Shop>(options: {
  dir: string;
  build: (files: ShopFiles) => Shop;
  examine?: Examine;
  /** Told with a change of the files that is taken over all the same. */
  remark?: Examine;
  events: Pick<Events, "shopFiles" | "failed">;
  clock?: Clock;
}): Promise<ShopHolder<Shop>> {
  const { dir, build, examine, remark, events, clock = systemClock() } = options;
  const {
    remarks: _none,
    hints: _neither,
    ...firstFiles
  } = await readShopFiles(dir, examine, undefined, "unread");
  let shop = build(firstFiles);
  let seen = served(firstFiles);
  events.shopFiles({ outcome: "loaded", mistakes: [] });

  const load = async (): Promise<Reload> => {
    try {
      const { remarks, hints, ...files } = await readShopFiles(dir, examine, remark, "unread");
      const now = served(files);
      const isNew = now !== seen;
      if (isNew) {
        shop = build(files);
        seen = now;
      }
      const ofTests = await mistakesInTests(dir);
      if (isNew) {
        events.shopFiles({ outcome: "loaded", mistakes: [...remarks, ...hints, ...ofTests] });
        return { outcome: "loaded" };
      }
      if (ofTests.length > 0) throw new ConfigurationError(ofTests);
      return { outcome: "unchanged" };
    } catch (error) {
      return keepLastGood(error, events);
    }
  };
  let loading: Promise<unknown> = Promise.resolve();
  const reload = () => {
    const loaded = loading.then(load);
    loading = loaded;
    return loaded;
  };
  const watcher = watchShop(dir, () => void reload(), { clock });
  return { current: () => shop, reload, close: () => watcher.close() };
}

/** All that the shop is built from: its conversation tests change nothing that is said. */
function served(files: ShopFiles): string {
  return JSON.stringify({ ...files, tests: [] });
}

function keepLastGood(error: unknown, events: Pick<Events, "shopFiles" | "failed">): Reload {
  if (error instanceof ConfigurationError) {
    const { mistakes } = error;
    events.shopFiles({ outcome: "kept_last_good", mistakes });
    return { outcome: "kept_last_good", mistakes };
  }
  events.failed({ what: "reading the shop's files", error });
  const mistake = `the shop's files could not be read: ${error instanceof Error ? error.message : error}`;
  return { outcome: "kept_last_good", mistakes: [mistake] };
}
