import { createClient } from "redis";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports.ts";

/** Where a server listens. */
export type Place = { host: string; port: number };

/** How to get in; the same for every server of one REDIS_URL. */
export type Access = { username?: string; password?: string; tls: boolean; database: number };

/**
 * One connection to one server, for one life: it is never connected again, so what was asked of it and what it says
 * about it come from the same server. Whoever holds it opens another one.
 */
export type Connection = {
  /** @throws StoreUnavailableError: the command may have been done all the same. */
  ask(...args: string[]): Promise<unknown>;
  /** @throws StoreUnavailableError when there is no answer in time. */
  checkAlive(): Promise<void>;
  subscribe(channel: string, hear: (message: string) => void): Promise<void>;
  /** Resolves when it is gone, whoever ended it. */
  gone: Promise<void>;
  /** Waits for the answers under way, then ends it. */
  close(): Promise<void>;
  /** Ends it at once; what is under way is rejected. */
  drop(): void;
};

/** A server on the same continent answers in less; beyond this another one is looked for. */
const CONNECT_MS = 3_000;

/** Longer than any command of ours may take, a WAIT for replicas included. */
const ANSWER_MS = 4_000;

/** @throws StoreUnavailableError when nobody listens there, or lets us in, in time. */
export type Connect = (place: Place, options?: { database: number }) => Promise<Connection>;

/** How to connect to the servers of one REDIS_URL. The client is built once, which costs tens of milliseconds, and copied. */
export function connector(access: Access, clock: Clock): Connect {
  const { tls, database: usual, ...credentials } = access;
  const always = { connectTimeout: CONNECT_MS, reconnectStrategy: false } as const;
  const pattern = createClient({
    ...credentials,
    disableOfflineQueue: true,
    maintNotifications: "disabled",
    // A timer for each command costs more than the command; `checkAlive` notices a server that hangs.
    commandOptions: { timeout: 0 },
  });
  return ({ host, port }, { database } = { database: usual }) => {
    const at = { ...always, host, port };
    const socket = tls ? { ...at, tls: true as const } : at;
    return open(pattern.duplicate({ database, socket }), `${host}:${port}`, clock);
  };
}

type Client = ReturnType<ReturnType<typeof createClient>["duplicate"]>;

async function open(client: Client, name: string, clock: Clock): Promise<Connection> {
  const gone = new Promise<void>((resolve) => {
    client.on("error", () => drop()); // the commands under way are rejected with it and say why
    client.on("end", () => resolve());
  });
  let ended = false;

  function drop(): void {
    if (ended) return;
    ended = true;
    if (client.isOpen) client.destroy();
    client.emit("end");
  }

  const connection: Connection = {
    async ask(...args) {
      try {
        return await client.sendCommand(args);
      } catch (error) {
        throw unavailable(name, error);
      }
    },
    async checkAlive() {
      const answered = new AbortController();
      const late = clock.sleep(ANSWER_MS, answered.signal).then(() => {
        if (!answered.signal.aborted) throw new StoreUnavailableError(`${name} does not answer`);
      });
      try {
        await Promise.race([connection.ask("PING"), late]);
      } finally {
        answered.abort();
      }
    },
    subscribe: (channel, hear) => client.subscribe(channel, hear),
    gone,
    async close() {
      if (ended) return;
      ended = true;
      if (client.isOpen) await client.close();
      client.emit("end");
    },
    drop,
  };
  try {
    await client.connect();
  } catch (error) {
    drop();
    throw unavailable(name, error);
  }
  return connection;
}

function unavailable(name: string, cause: unknown): StoreUnavailableError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new StoreUnavailableError(`Redis at ${name} could not do this: ${said}`, { cause });
}

/** Redis' own word for what went wrong, e.g. `READONLY`; `undefined` when it was not Redis that said it. */
export function codeOf(error: unknown): string | undefined {
  const cause = error instanceof StoreUnavailableError ? error.cause : error;
  return cause instanceof Error ? /^[A-Z]{2,}(?= |$)/.exec(cause.message)?.[0] : undefined;
}
