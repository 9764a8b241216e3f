import { type FSWatcher, statSync, watch } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../core/ports.ts";

/** Editors write a file in several steps; what changes within this time is one change. */
const QUIET_MS = 150;

/** How soon a folder that was not there, or was replaced as a whole, is found. */
const LOOK_AGAIN_MS = 2_000;

/** Where a shop's files lie, below SHOP_DIR. */
const FOLDERS = ["", "phrases", "tests", "knowledge"];

/** What may be a link to a file elsewhere, of whose edits its folder hears nothing. */
const FILES = ["shop.yaml", "handoff.yaml", "intents.yaml"];

/**
 * Calls `onChange` soon after anything in the shop's folders changed: once per burst, also for files that an editor
 * replaces, for folders that come, go or are swapped, and for a file behind a link. `onChange` must not throw. Never fails itself: a folder
 * that cannot be watched is looked for again.
 */
export function watchShop(
  dir: string,
  onChange: () => void,
  { clock }: { clock: Clock },
): { close(): void } {
  const watched: Watched = new Map();
  const stop = new AbortController();
  let isExpected = false;
  let seen = stampOf(dir);

  const changed = () => {
    if (stop.signal.aborted) {
      return;
    }
    lookAround();
    if (!isExpected) {
      isExpected = true;
      void clock.sleep(QUIET_MS, stop.signal).then(() => {
        isExpected = false;
        if (!stop.signal.aborted) {
          onChange();
        }
      });
    }
  };
  /** Watches the folders as they are now; whether that is different from before. */
  const lookAround = (): boolean => {
    const moved = FOLDERS.filter((name) => follow(watched, join(dir, name), changed));
    const before = seen;
    seen = stampOf(dir);
    return moved.length > 0 || seen !== before;
  };

  lookAround();
  void (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(LOOK_AGAIN_MS, stop.signal);
      if (!stop.signal.aborted && lookAround()) {
        changed();
      }
    }
  })();
  return {
    close() {
      stop.abort();
      for (const { watcher } of watched.values()) {
        watcher.close();
      }
      watched.clear();
    },
  };
}

type Watched = Map<string, { watcher: FSWatcher; identity: string }>;

/** Whether the folder came, went or was swapped; from then on the one that is there now is watched. */
function follow(watched: Watched, folder: string, changed: () => void): boolean {
  const identity = identityOf(folder);
  const known = watched.get(folder);
  if (known?.identity === identity) {
    return false;
  }
  known?.watcher.close();
  watched.delete(folder);
  const watcher = identity === undefined ? undefined : tryToWatch(folder, changed);
  if (watcher && identity !== undefined) {
    watched.set(folder, { watcher, identity });
  }
  return true;
}

/** Which files stand there, and as of when. */
function stampOf(dir: string): string {
  return FILES.map((name) => {
    const { ino, mtimeMs, size } = statSync(join(dir, name), { throwIfNoEntry: false }) ?? {};
    return [ino, mtimeMs, size].join();
  }).join(" ");
}

/** A swapped folder has the old name, and may even get the old inode. */
function identityOf(folder: string): string | undefined {
  try {
    const { ino, birthtimeMs } = statSync(folder);
    return `${ino} ${birthtimeMs}`;
  } catch {
    return undefined; // not there, or not ours to see: both mean that there is nothing to watch for now
  }
}

function tryToWatch(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, changed);
    watcher.on("error", changed); // a lost folder is a change; the next look finds what is there
    return watcher;
  } catch {
    return undefined; // gone since we looked, or out of watchers: the next look tries again
  }
}
