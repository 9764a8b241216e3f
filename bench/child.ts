import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of its own that answers questions; `url` where it serves something. */
export type Child = {
  readonly pid: number;
  readonly url: string;
  /** Asks by the name under which the child answers. @throws Error when the child has ended. */
  ask<Answer>(name: string, argument?: unknown): Promise<Answer>;
  /** Ends it, at once. */
  stop(): Promise<void>;
};

/** Processor time and memory of a child so far. */
export type Usage = { cpuMs: number; rssBytes: number; peakRssBytes: number };

const NIGHTDESK = fileURLToPath(new URL("../nightdesk.mjs", import.meta.url));

/**
 * Starts a file of this folder and resolves once it says where it serves. Its log is thrown away, its errors are shown.
 * `asServed`: with what Nightdesk sets for Node itself, as its own start does.
 */
export async function startChild(
  file: string,
  options: { args?: readonly string[]; env?: NodeJS.ProcessEnv; asServed?: boolean } = {},
): Promise<Child> {
  const { args = [], asServed = false } = options;
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(asServed ? NIGHTDESK : path, asServed ? ["serve", path, ...args] : args, {
    // What a start gives itself by beginning again, which it cannot do while it talks to us.
    env: { ...process.env, ...options.env, ...(asServed ? { MALLOC_ARENA_MAX: "1" } : {}) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const pending = new Map<number, { answer(value: unknown): void; fail(error: Error): void }>();
  const gone = new Error(`${file} has ended`);
  let asked = 0;
  const url = new Promise<string>((resolve, reject) => {
    child.on("message", (message: FromChild) => {
      if ("url" in message) resolve(message.url);
      else if ("error" in message) pending.get(message.id)?.fail(new Error(message.error));
      else pending.get(message.id)?.answer(message.value);
    });
    child.once("exit", () => {
      reject(gone);
      for (const { fail } of pending.values()) fail(gone);
    });
  });
  return {
    url: await url,
    pid: child.pid ?? 0,
    ask: <Answer>(name: string, argument?: unknown) =>
      new Promise<Answer>((resolve, reject) => {
        if (!child.connected) return reject(gone);
        const id = asked++;
        // whoever asks knows what this child answers
        pending.set(id, { answer: resolve as (value: unknown) => void, fail: reject });
        child.send({ id, name, argument });
      }),
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

type FromChild = { url: string } | { id: number; value: unknown } | { id: number; error: string };

/** The child's half: says that it serves, and answers what it is asked. Every child can tell its `usage`. */
export function answerParent(
  url: string,
  answers: Readonly<Record<string, (argument: never) => unknown>> = {},
): void {
  const all: typeof answers = { usage, ...answers };
  process.on("message", async ({ id, name, argument }: Question) => {
    try {
      process.send?.({ id, value: await all[name]?.(argument as never) }); // the parent sends what this name takes
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ url });
}

type Question = { id: number; name: string; argument: unknown };

function usage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    rssBytes: process.memoryUsage.rss(),
    peakRssBytes: maxRSS * 1024,
  };
}
