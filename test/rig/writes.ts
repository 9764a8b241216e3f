import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Machine, openMachine } from "../journeys/server-process.ts";
import type { Acknowledged } from "./crowd.ts";
import { type Evidence, gather } from "./evidence.ts";
import { sqliteRows } from "./sqlite-rows.ts";
import { watchUntilRest } from "./watch.ts";

/** What a server on SQLite does to its file: it writes, and has what it wrote flushed. */
export const WRITE_CALLS = ["pwrite64", "fsync"] as const;
export type WriteCall = (typeof WRITE_CALLS)[number];

const PHONES = ["+46701740642", "+447700900143", "+46701740638", "+46701740636"];

/**
 * What comes over a server at its n-th write: it is killed, or the disk fails that one and the nine after it, and is
 * whole again.
 */
export const WRITE_FAULTS = {
  killed: (n: number) => `signal=SIGKILL:when=${n}`,
  failing: (n: number) => `error=EIO:when=${n}..${n + 9}`,
} as const;
export type WriteFault = keyof typeof WRITE_FAULTS;

/** A life that its fault does not end ends by itself after so many texts. */
const TEXTS_PER_LIFE = 8;
const AGAIN_AFTER_MS = 25;
/** A disk that has long been whole again, under a server that still takes nothing. Ample for a start on a busy machine. */
const STUCK_AFTER_MS = 60_000;

/**
 * Customers text a server whose fault comes at its `first` write to its file, then one whose fault comes at the next, and
 * so on: in opening, in migrating, in accepting, in committing, in marking a send. In the end one lives, and comes to
 * rest. Needs `strace`. @throws when it cannot be started, and when a server stops to take texts for good.
 */
export async function playWrites(
  call: WriteCall,
  { fault, first, lives }: { fault: WriteFault; first: number; lives: number },
): Promise<Evidence> {
  const machine = await openMachine();
  const { carrier } = machine;
  const acknowledged: Acknowledged[] = [];
  carrier.receipts({ when: "none" });
  let texts = 0;

  /** Lets customers write until the life is over, or has had its share; what was not acknowledged is brought again. */
  async function writeInto(life: ChildProcess): Promise<void> {
    let lastTaken = performance.now();
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
        lastTaken = performance.now();
      } else if (performance.now() - lastTaken > STUCK_AFTER_MS) {
        throw new Error(`${STUCK_AFTER_MS} ms without one text taken: ${JSON.stringify(answers)}`);
      } else await sleep(AGAIN_AFTER_MS);
    }
  }

  try {
    for (let n = first; n < first + lives; n += 1) {
      const life = startFaulty(`inject=${call}:${WRITE_FAULTS[fault](n)}`, call, machine.env);
      await writeInto(life);
      await restsOrEnds(machine, life);
      await end(life);
    }
    const last = machine.start();
    await last.started;
    const watch = await watchUntilRest(machine.url);
    await carrier.idle();
    await last.stop();
    return gather(
      sqliteRows(join(machine.env.DATA_DIR ?? "", "nightdesk.db")),
      acknowledged,
      carrier,
      watch,
    );
  } finally {
    await machine.clear();
  }
}

function startFaulty(fault: string, call: WriteCall, env: Record<string, string>): ChildProcess {
  const told = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`];
  const inject = ["-e", fault];
  const server = [realpathSync(process.execPath), resolve("server.ts")];
  // A group of its own: a killed strace lets go of what it traces, which must end with it.
  return spawn("strace", [...told, ...inject, ...server], {
    detached: true,
    cwd: resolve(env.DATA_DIR ?? ".", ".."),
    env,
    stdio: "ignore",
  });
}

/** So that the fault may come in a turn, and in a send, as well as in accepting. */
async function restsOrEnds(machine: Machine, life: ChildProcess): Promise<void> {
  if (!isAlive(life)) return;
  await machine.hasSettled().catch((error: unknown) => {
    if (isAlive(life)) throw error;
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
