import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeManyCustomers } from "../../bench/setting.ts";
import { openMachine } from "../journeys/server-process.ts";
import type { Acknowledged } from "./crowd.ts";
import { type Evidence, gather } from "./evidence.ts";
import { openHouse } from "./house.ts";
import { sqliteRows } from "./sqlite-rows.ts";

export type FullDisk = Evidence & { refused: number; otherAnswers: readonly number[] };

const DISK = "64m";
const TEXTS = 240;
const FULL_AFTER = 10;

/** The disk stays full until so many texts were refused. */
const REFUSALS = 60;

/**
 * The disk under the server's data fills up while customers write, and has room again: on a small file system of its
 * own, which only root may mount, on Linux.
 * @throws when it cannot be mounted.
 */
export async function playFullDisk(): Promise<FullDisk> {
  const machine = await openMachine();
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-rig-"));
  const disk = mkdtempSync(join(tmpdir(), "nightdesk-disk-"));
  run("mount", "-t", "tmpfs", "-o", `size=${DISK}`, "tmpfs", disk);
  const { file, phones } = writeManyCustomers(folder, 4);
  const env = {
    ...machine.env,
    PORT: "0",
    COMMERCE: "file",
    COMMERCE_FILE: file,
    DATA_DIR: disk,
  };
  const { carrier } = machine;
  carrier.receipts({ when: "none" });
  const house = await openHouse(env, { size: 1, cwd: folder });
  const acknowledged: Acknowledged[] = [];
  const otherAnswers: number[] = [];
  let refused = 0;

  async function isTaken({ phone, sid }: Acknowledged): Promise<boolean> {
    const { answers } = await carrier.phone(phone).texts("hi wheres my order", { again: sid });
    const status = answers[0]?.status ?? 0;
    if (status === 200) return true;
    if (status !== 503) otherAnswers.push(status);
    refused += 1;
    if (refused === REFUSALS) makeRoom(disk);
    return false;
  }

  try {
    carrier.connect(`${machine.env.PUBLIC_URL}/twilio/messages`, house.urls[0] ?? "");
    for (let n = 0; n < TEXTS; n += 1) {
      if (n === FULL_AFTER) fill(disk);
      const text = {
        phone: phones[n % phones.length] ?? "",
        sid: `SM${String(n).padStart(32, "0")}`,
      };
      while (!(await isTaken(text))) await sleep(25);
      acknowledged.push(text);
    }
    makeRoom(disk);
    const watch = await house.settle();
    await house.stop();
    const stored = sqliteRows(join(disk, "nightdesk.db"));
    return { ...gather(stored, acknowledged, carrier, watch), refused, otherAnswers };
  } finally {
    await house.clear();
    await machine.clear();
    run("umount", disk);
    rmSync(folder, { recursive: true, force: true });
    rmSync(disk, { recursive: true, force: true });
  }
}

/** Leaves no block free. */
function fill(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), Buffer.alloc(bavail * bsize));
}

function makeRoom(disk: string): void {
  rmSync(join(disk, "ballast"), { force: true });
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}
