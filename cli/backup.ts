import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { ConfigurationError } from "../core/errors.ts";
import { writeBackup } from "../integrations/store/sqlite/backup.ts";
import { borrowStore } from "../open-ports.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

/**
 * `nightdesk backup FILE [--json]`: all customers, conversations and web chats in one new file, beside a running server
 * or without one. With Redis it says how Redis is backed up.
 */
export async function backup(args: readonly string[], terminal: Terminal): Promise<number> {
  const { file, json } = readFileArgument("backup", args);
  const config = readConfig(terminal.env);
  refuseRedis(config);
  if (!existsSync(join(config.dataDir, "nightdesk.db"))) {
    throw new ConfigurationError([
      `DATA_DIR: there is nothing to back up in ${config.dataDir} yet`,
    ]);
  }
  await using borrowed = await borrowStore(config);
  const { store } = borrowed;
  const { bytes, customers, messages, turns } = await writeBackup({
    dataDir: config.dataDir,
    file,
    copyStore: async (to) => store.backup?.(to),
  });
  const kept = { file, bytes, customers, messages, turns };
  terminal.print(
    json
      ? JSON.stringify(kept)
      : `${file}: ${customers} customers, ${messages} messages, ${turns} turns, ${bytes} bytes, looked over and whole`,
  );
  return FINE;
}

/** Reads the one FILE that backup and restore take. @throws UsageError */
export function readFileArgument(
  command: "backup" | "restore",
  args: readonly string[],
): { file: string; json: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError(`${command} takes one file; got ${positionals.length}`);
  }
  return { file: resolve(file), json: values.json };
}

/** Redis has copies of its own, which every process shares. @throws ConfigurationError */
export function refuseRedis({ redisUrl }: Config): void {
  if (redisUrl === undefined) return;
  throw new ConfigurationError([
    "REDIS_URL is set, so the data lies in Redis: back it up and restore it there (its append-only file, or BGSAVE and dump.rdb)",
  ]);
}
