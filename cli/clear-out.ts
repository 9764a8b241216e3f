import { parseArgs } from "node:util";
import { examineShop } from "../build-shop.ts";
import { readConfig } from "../config.ts";
import type { ClearedOut } from "../core/ports.ts";
import { clearings, clearOut, keptSince } from "../customers/clear-out.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { borrowStore } from "../open-ports.ts";
import { FINE, FOUND_WRONG, type Terminal, takeAtMost } from "./terminal.ts";

/**
 * `nightdesk clear-out [--yes] [--json]`: what was kept for longer than `keep` of shop.yaml says, and what was let go
 * lately. The server lets it go each night by itself; --yes does it now, beside a running server or without one.
 */
export async function clearOutNow(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      yes: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  takeAtMost(0, positionals);
  const config = readConfig(terminal.env);
  const { shop } = await readShopFiles(config.shopDir, examineShop);
  await using borrowed = await borrowStore(config);
  const { store } = borrowed;
  const now = terminal.now();
  const found = values.yes
    ? await clearOut(shop.keep, { store, now })
    : await store.clearOut?.(keptSince(shop.keep, now), { trial: true });
  if (!found) {
    terminal.complain("this store keeps everything");
    return FOUND_WRONG;
  }
  const lately = await clearings(store);
  if (values.json) terminal.print(JSON.stringify({ ...found, done: values.yes, lately }));
  else tell(found, values.yes, lately, terminal);
  return FINE;
}

function tell(
  found: ClearedOut,
  isDone: boolean,
  lately: Awaited<ReturnType<typeof clearings>>,
  { print }: Terminal,
): void {
  print(
    isDone
      ? `Let go: ${words(found)}.`
      : `Would let go: ${words(found)}. The server does so at night; --yes does it now.`,
  );
  for (const clearing of lately.slice(-SHOWN)) {
    print(`  ${new Date(clearing.at).toISOString()}  ${words(clearing)}`);
  }
}

const SHOWN = 7;

function words({ messages, turns, people }: ClearedOut): string {
  return `the words of ${messages} messages, ${turns} turns, ${people} people`;
}
