import { type ChildProcess, fork } from "node:child_process";
import { resolve as at } from "node:path";
import { fileURLToPath } from "node:url";

/** A real server process. */
export type Life = {
  /** Resolves with where it serves; rejects if it ends before. */
  serves: Promise<string>;
  /** SIGKILL: it ends between two instructions. Resolves once it has. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>;
};

export type Lives = {
  /** Starts a server with these settings; which process is loaded already, so that it takes a moment only. */
  start(env: Record<string, string>): Promise<Life>;
  clear(): Promise<void>;
};

/**
 * Server processes, `ready` of which stand by with everything loaded.
 * @param cwd another folder than ours, so that nobody's .env is read
 * @param tree the folder of another Nightdesk whose server is to live; ours, if there is none
 */
export function lives(options: { cwd: string; ready: number; tree?: string | undefined }): Lives {
  const waiting: Promise<ChildProcess>[] = [];
  const running = new Set<ChildProcess>();
  const refill = () => {
    while (waiting.length < options.ready) {
      const loaded = load(options, running);
      loaded.catch(() => {}); // whoever takes it hears it
      waiting.push(loaded);
    }
  };
  refill();
  return {
    async start(env) {
      const next = waiting.shift() ?? load(options, running);
      refill();
      return begin(await next, env);
    },
    async clear() {
      options.ready = 0;
      for (const loaded of waiting.splice(0)) await loaded.catch(() => {});
      for (const child of running) child.kill("SIGKILL");
    },
  };
}

/** As `npm start` has it. */
const COMPILED = fileURLToPath(new URL("../../node_modules/.cache/nightdesk", import.meta.url));

function load(
  { cwd, tree }: { cwd: string; tree?: string | undefined },
  running: Set<ChildProcess>,
): Promise<ChildProcess> {
  const life = "test/rig/server-life.ts";
  const file = tree ? at(tree, life) : fileURLToPath(new URL(`../../${life}`, import.meta.url));
  const child = fork(file, {
    cwd,
    env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: COMPILED },
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve(child));
    child.once("exit", (code) => reject(new Error(`a server ended with ${code} while loading`)));
  });
}

function begin(child: ChildProcess, env: Record<string, string>): Life {
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const serves = new Promise<string>((resolve, reject) => {
    child.once("message", ({ url }: { url: string }) => resolve(url)); // server-life.ts says nothing else
    child.once("exit", () => reject(new Error("a server ended before it served")));
  });
  serves.catch(() => {}); // for a life that is cut short while it starts it is no news
  child.send(env);
  return {
    serves,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
