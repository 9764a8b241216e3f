import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import type { AddressKind } from "../core/message.ts";
import type { Dossier } from "../core/ports.ts";
import type { Shop } from "../core/shop.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { borrowStore, loadCommerce } from "../open-ports.ts";
import { clockWords, parseMoment } from "./moment.ts";
import { personNamed } from "./person.ts";
import { differs, type ReplayedTurn, replayTurns } from "./replay-turns.ts";
import { heldClock, type OpenStage, openRehearsal } from "./stage.ts";
import { FINE, FOUND_WRONG, type Terminal, UsageError } from "./terminal.ts";

/** Turns looked through at most for who wrote since a moment. */
const MOST_TURNS = 10_000;

/**
 * `nightdesk replay ADDRESS|ID | --since DATE [--with DIR] [--json]`: decides what was decided anew, with the shop's files of
 * today or those in DIR, and tells which turns would go another way. Nothing is written or sent. Exit code 1: some would.
 */
export async function replay(
  args: readonly string[],
  terminal: Terminal,
  open: OpenStage = openRehearsal,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      since: { type: "string" },
      with: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [who] = positionals;
  if ((who === undefined) === (values.since === undefined))
    throw new UsageError("say whose conversation, or --since when");
  const config = readConfig(terminal.env);
  const files = values.with === undefined ? {} : { SHOP_DIR: values.with };
  const { shop } = await open({ env: { ...terminal.env, ...files } });
  const { timezone } = shop.file;
  const since =
    values.since === undefined ? 0 : parseMoment(values.since, timezone, terminal.now());
  await using borrowed = await borrowStore(config);
  const { store } = borrowed;
  const ports = { ...(await worldOf(config, shop, terminal.now())), store, shop };
  const dossiers =
    who === undefined
      ? await dossiersSince(since, store)
      : ((await personNamed(who, store))?.dossiers ?? []);
  if (who !== undefined && dossiers.length === 0) {
    terminal.complain("nobody has this address or id");
    return FOUND_WRONG;
  }
  const turns: ReplayedTurn[] = [];
  for (const dossier of dossiers) turns.push(...(await replayTurns(dossier, ports)));
  const told = turns.filter(({ at }) => at >= since);
  if (values.json) terminal.print(JSON.stringify(summary(told)));
  else tell(told, timezone, terminal);
  return told.some(differs) ? FOUND_WRONG : FINE;
}

/** What a turn sees of the world: the shop's system, and by which roads a code could be sent. */
async function worldOf(config: Config, { file }: Shop, now: number) {
  const clock = heldClock(now);
  const open = await loadCommerce(config);
  const smsFrom = config.twilio?.smsFrom;
  const carries: AddressKind[] = [
    ...(smsFrom ? (["sms"] as const) : []),
    ...(config.mail ? (["email"] as const) : []),
  ];
  return {
    clock,
    commerce: open({ clock, timezone: file.timezone, keepIn: config.dataDir }),
    own: smsFrom === undefined ? {} : { sms: `sms:${smsFrom}` as const },
    channels: [{ carries }],
  };
}

async function dossiersSince(since: number, store: StoreDesk): Promise<readonly Dossier[]> {
  const turns = await store.journalSince(since, MOST_TURNS);
  const customers = new Set(turns.map(({ customer }) => customer));
  return Promise.all([...customers].map((customer) => store.dossier(customer)));
}

function summary(turns: readonly ReplayedTurn[]) {
  return {
    conversations: new Set(turns.map(({ customer }) => customer)).size,
    turns: turns.length,
    notKept: turns.filter(({ today }) => !today).length,
    differs: turns.filter(differs),
  };
}

function tell(turns: readonly ReplayedTurn[], timezone: string, { print, paint }: Terminal): void {
  const { conversations, notKept, differs: others } = summary(turns);
  for (const { customer, turn, at, said, then, today } of others) {
    print(`${customer}, turn ${turn}, ${clockWords(at, timezone)}${said && `: ${said}`}`);
    for (const [when, outcome] of [
      ["then ", then],
      ["today", today],
    ] as const) {
      if (!outcome) continue;
      const { decision, rule, holder } = outcome;
      print(
        `  ${when}  ${paint("bold", decision)}  ${rule}  ${paint("dim", `then held by: ${holder}`)}`,
      );
    }
  }
  const unknown = notKept === 0 ? "" : `; of ${notKept} what came in is not kept any more`;
  print(
    `${turns.length} turns of ${conversations} conversations: ${others.length} would go another way today${unknown}`,
  );
}
