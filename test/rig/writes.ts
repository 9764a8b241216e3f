import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openMachine } from "../journeys/server-process.ts";
import type { Acknowledged } from "./crowd.ts";
import { type Evidence, gather } from "./evidence.ts";
import { sqliteRows } from "./sqlite-rows.ts";

/** What a server on SQLite does to its file: it writes, and has what it wrote flushed. */
export const WRITE_CALLS = ["pwrite64", "fsync"] as const;
export type WriteCall = (typeof WRITE_CALLS)[number];

const PHONES = ["+46701740642", "+447700900143", "+46701740638", "+46701740636"];

/** A life whose n-th write never comes ends by itself after so many texts. */
const TEXTS_PER_LIFE = 8;
const AGAIN_AFTER_MS = 25;

/**
 * Customers text a server that is killed at its `first` write to its file, then one that is killed at the next, and so on:
 * in opening, in migrating, in accepting, in committing, in marking a send. In the end one lives, and comes to rest. Needs
 * `strace`. @throws when it cannot be started.
 */
export async function playWrites(
  call: WriteCall,
  { first, kills }: { first: number; kills: number },
): Promise<Evidence> {
  const machine = await openMachine();
  const { carrier } = machine;
  const acknowledged: Acknowledged[] = [];
  carrier.receipts({ when: "none" });
  let texts = 0;

  /** Lets customers write until the life is over, or has had its share; what was not acknowledged is brought again. */
  async function writeInto(life: ChildProcess): Promise<void> {
    for (let n = 0; n < TEXTS_PER_LIFE && isAlive(life); ) {
      const text = {
        phone: PHONES[texts % PHONES.length] ?? "",
        sid: `SM${String(texts).padStart(32, "0")}`,
      };
      const { answers } = await carrier
        .phone(text.phone)
        .texts("when are you open", { again: text.sid });
      if (answers.some(({ status }) => status === 200)) {
        acknowledged.push(text);
        texts += 1;
        n += 1;
      } else await sleep(AGAIN_AFTER_MS);
    }
  }

  try {
    for (let n = first; n < first + kills; n += 1) {
      const life = startKilledAt(call, n, machine.env);
      await writeInto(life);
      await end(life);
    }
    const last = machine.start();
    await last.started;
    await machine.hasSettled();
    await last.stop();
    return gather(
      sqliteRows(join(machine.env.DATA_DIR ?? "", "nightdesk.db")),
      acknowledged,
      carrier,
    );
  } finally {
    await machine.clear();
  }
}

function startKilledAt(call: WriteCall, n: number, env: Record<string, string>): ChildProcess {
  const told = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`];
  const inject = ["-e", `inject=${call}:signal=SIGKILL:when=${n}`];
  const server = [realpathSync(process.execPath), resolve("server.ts")];
  // A group of its own: a killed strace lets go of what it traces, which must end with it.
  return spawn("strace", [...told, ...inject, ...server], {
    detached: true,
    cwd: resolve(env.DATA_DIR ?? ".", ".."),
    env,
    stdio: "ignore",
  });
}

async function end(life: ChildProcess): Promise<void> {
  if (!isAlive(life) || life.pid === undefined) return;
  const ended = once(life, "exit");
  process.kill(-life.pid, "SIGKILL");
  await ended;
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
