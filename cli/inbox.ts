import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { borrowStore } from "../open-ports.ts";
import { FINE, FOUND_WRONG, type Terminal, takeAtMost, UsageError } from "./terminal.ts";

/** `nightdesk inbox [retry KEY | discard KEY] [--json]`: what waits, what failed, what was given up; no texts, no numbers. */
export async function inbox(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  takeAtMost(2, positionals);
  const [action, key] = positionals;
  await using borrowed = await borrowStore(readConfig(terminal.env));
  const { store } = borrowed;
  if (action === undefined) return await list(store, values.json, terminal);
  if ((action !== "retry" && action !== "discard") || key === undefined) {
    throw new UsageError(
      `inbox ${action} is not known; expected: inbox, inbox retry KEY, inbox discard KEY`,
    );
  }
  const done =
    action === "retry" ? await store.retry(key, terminal.now()) : await store.discard(key);
  terminal.print(
    done
      ? `${key}: ${action === "retry" ? "will be tried again" : "let go"}`
      : `${key}: no dead message or send has this key`,
  );
  return done ? FINE : FOUND_WRONG;
}

async function list(store: StoreDesk, json: boolean, terminal: Terminal): Promise<number> {
  const [{ items, sends }, waiting] = await Promise.all([store.inbox(), store.waiting()]);
  const people = waiting.map(({ conversation: _kept, ...person }) => person);
  const unsent = sends.map(({ id, status, tries, purpose, error }) => ({
    id,
    status,
    tries,
    purpose,
    error,
  }));
  const dead = [...items, ...unsent].some(({ status }) => status === "dead");
  if (json) {
    terminal.print(JSON.stringify({ waiting: people, inbound: items, sends: unsent }));
    return dead ? FOUND_WRONG : FINE;
  }
  const { print } = terminal;
  print(`${people.length} waiting for a person`);
  for (const { customer, team, promiseDueAt } of people) {
    const by =
      promiseDueAt === undefined
        ? "no promise"
        : `promised by ${new Date(promiseDueAt).toISOString()}`;
    print(`  ${customer}  ${team}  ${by}`);
  }
  print(`${items.length} messages not settled`);
  for (const { key, kind, status, tries, error } of items) {
    print(`  ${status}  ${key}  ${kind}  tries ${tries}  ${error ?? ""}`);
  }
  print(`${unsent.length} sends not settled`);
  for (const { id, status, tries, purpose, error } of unsent) {
    print(`  ${status}  ${id}  ${purpose}  tries ${tries}  ${error ?? ""}`);
  }
  return dead ? FOUND_WRONG : FINE;
}
