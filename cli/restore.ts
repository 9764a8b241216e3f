import { readConfig } from "../config.ts";
import { ConfigurationError } from "../core/errors.ts";
import { reachStoreDesk } from "../integrations/store/socket.ts";
import { restoreBackup } from "../integrations/store/sqlite/restore.ts";
import { readFileArgument, refuseRedis } from "./backup.ts";
import { FINE, type Terminal } from "./terminal.ts";

/**
 * `nightdesk restore FILE [--json]`: puts a backup into DATA_DIR; what was there stays beside it. Refuses while a server
 * runs on it.
 */
export async function restore(args: readonly string[], terminal: Terminal): Promise<number> {
  const { file, json } = readFileArgument("restore", args);
  const config = readConfig(terminal.env);
  refuseRedis(config);
  if (await reachStoreDesk(config.dataDir)) {
    throw new ConfigurationError([
      `a Nightdesk runs on ${config.dataDir}: stop it first, then restore`,
    ]);
  }
  const now = terminal.now();
  const { aside, ...contents } = await restoreBackup({ dataDir: config.dataDir, file, now });
  const { bytes, customers, messages, turns } = contents;
  const restored = { file, bytes, customers, messages, turns, ...(aside ? { aside } : {}) };
  if (json) terminal.print(JSON.stringify(restored));
  else {
    terminal.print(`${customers} customers, ${messages} messages, ${turns} turns from ${file}`);
    if (aside) terminal.print(`what was there before: ${aside}`);
  }
  return FINE;
}
