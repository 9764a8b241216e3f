import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Clock } from "../../core/ports.ts";
import { type Carrier, startCarrier } from "../fakes/carrier.ts";
import { freePorts } from "../fakes/free-ports.ts";
import { layLearnt } from "../fixtures/learnt.ts";

const PUBLIC_URL = "https://shop.example";
/** As `npm start` has it. */
const COMPILED = resolve("node_modules/.cache/nightdesk");

/** A server of its own process, as `npm start` runs it. */
export type ServerProcess = {
  /** Resolves once it serves. */
  started: Promise<void>;
  /** Resolves with the first of its lines that fits. */
  says(words: string): Promise<void>;
  /** Ends it as a power cut does, between two instructions. */
  kill(): Promise<void>;
  /** Asks it to stop; gives its exit code. */
  stop(): Promise<number | null>;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
  complaints(): string;
};

/** A place where server processes live and die, one after the other, with a carrier that outlives them. */
export type Machine = {
  carrier: Carrier;
  url: string;
  env: Record<string, string>;
  /** Starts server.ts, or `script` in its place. */
  start(more?: Record<string, string>, script?: string): ServerProcess;
  /** Resolves once the server has nothing left to answer or to send. */
  hasSettled(): Promise<void>;
  /** Kills what still runs and clears up. */
  clear(): Promise<void>;
};

/** A machine with a folder, a port and a carrier on real time. A server has learnt there before. */
export async function openMachine(): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-machine-"));
  await layLearnt(join(folder, "data"));
  const carrier = await startCarrier({ clock: neverWaking });
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  carrier.connect(`${PUBLIC_URL}/twilio/messages`, url);
  const running = new Set<ServerProcess>();
  const env = {
    PATH: process.env.PATH ?? "",
    NODE_COMPILE_CACHE: COMPILED,
    PORT: String(port),
    PUBLIC_URL,
    DATA_DIR: join(folder, "data"),
    SHOP_DIR: resolve("shop"),
    TWILIO_ACCOUNT_SID: carrier.accountSid,
    TWILIO_AUTH_TOKEN: carrier.authToken,
    TWILIO_SMS_FROM: "+4552525252",
    TWILIO_API_URL: carrier.url,
  };
  return {
    carrier,
    url,
    env,
    start(more = {}, script) {
      const server = startProcess(folder, { ...env, ...more }, script);
      running.add(server);
      void server.ended.then(() => running.delete(server));
      return server;
    },
    async hasSettled() {
      for (;;) {
        await carrier.idle();
        const answer = await fetch(`${url}/readyz`, { headers: { connection: "close" } });
        const { store } = (await answer.json()) as { store: { pending: number; unsent: number } }; // our own answer
        if (store.pending === 0 && store.unsent === 0) return;
      }
    },
    async clear() {
      for (const server of running) await server.kill();
      await carrier.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Real instants, so that it agrees with real processes; whoever sleeps on it is woken only by an abort. */
const neverWaking: Clock = {
  now: () => Date.now(),
  sleep: (_ms, signal) =>
    new Promise((wake) => {
      if (signal?.aborted) wake();
      signal?.addEventListener("abort", () => wake(), { once: true });
    }),
};

function startProcess(
  cwd: string,
  env: Record<string, string>,
  script: string | undefined,
): ServerProcess {
  const program = script
    ? ["--input-type=module", "--eval", script]
    : [new URL("../../server.ts", import.meta.url).pathname];
  // another folder than ours, so that nobody's .env is read
  const child = spawn(process.execPath, program, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [out, complaints] = ["", ""];
  let waiters: { words: string; tell: () => void }[] = [];
  const look = () => {
    for (const { words, tell } of waiters) if (out.includes(words)) tell();
    waiters = waiters.filter(({ words }) => !out.includes(words));
  };
  child.stdout.on("data", (chunk) => {
    out += chunk;
    look();
  });
  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const ended = new Promise<number | null>((tell) => child.on("close", tell));
  const says = (words: string) =>
    Promise.race([
      new Promise<void>((tell) => {
        waiters.push({ words, tell });
        look();
      }),
      ended.then((code) => {
        if (!out.includes(words))
          throw new Error(`ended with ${code} and never said ${words}: ${complaints}`);
      }),
    ]);
  const started = says('"event":"started"');
  started.catch(() => {}); // whoever waits for it hears it; for the others it is no news
  return {
    started,
    says,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
    ended,
    complaints: () => complaints,
  };
}
