import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const NIGHTDESK = fileURLToPath(new URL("../nightdesk.mjs", import.meta.url));
const POLL_MS = 5;
const GIVE_UP_AFTER_MS = 60_000;
/** What is still being loaded when it answers is loaded by then. */
const IDLE_AFTER_MS = 2_000;

/** How long one start took until `/readyz` answered, and what the idle process holds then; memory only where /proc tells. */
export async function measureStart(
  env: Readonly<Record<string, string>>,
  port: number,
): Promise<{ readyMs: number; idleRssBytes: number | undefined }> {
  const startedAt = performance.now();
  const server = spawn(process.execPath, [NIGHTDESK, "start"], {
    env: { PATH: process.env.PATH, ...env, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exited = new Promise((resolve) => server.once("exit", resolve));
  try {
    while (!(await isReady(port))) {
      if (server.exitCode !== null) throw new Error(`it ended with code ${server.exitCode}`);
      if (performance.now() - startedAt > GIVE_UP_AFTER_MS) throw new Error("it never got ready");
      await wait(POLL_MS);
    }
    const readyMs = performance.now() - startedAt;
    await wait(IDLE_AFTER_MS);
    return { readyMs, idleRssBytes: rssOf(server.pid ?? 0) };
  } finally {
    server.kill("SIGTERM"); // a server that ends well leaves its caches for the next start
    await exited;
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false; // nobody listens yet
  }
}

function rssOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined; // not Linux
  }
}
