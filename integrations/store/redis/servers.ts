import { ConfigurationError, StoreUnavailableError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports.ts";
import { type Connection, codeOf, connector, type Place } from "./connection.ts";
import { DESK, type Partition } from "./partitions.ts";
import { openPrimary, type Primary } from "./primary.ts";
import {
  findWhereabouts,
  type Mode,
  type RedisAddresses,
  type Whereabouts,
} from "./whereabouts.ts";

/** All servers that hold the shop's data, wherever they are at the moment. */
export type Servers = {
  /** Runs a script. @throws StoreUnavailableError: it may have run all the same; all of ours may be run again. */
  ask(partition: Partition, script: string, ...args: string[]): Promise<unknown>;
  /** The same for what must survive: resolves once a replica has it too, where there are any. */
  keep(partition: Partition, script: string, ...args: string[]): Promise<unknown>;
  /** Tells all processes, this one included. A message may be lost: it is a hint. */
  tell(message: string): Promise<void>;
  mode(): Mode;
  /** The fewest replicas that one of the primaries has. */
  replicas(): number;
  /** Asks every primary. */
  everywhere(...args: string[]): Promise<readonly unknown[]>;
  close(): Promise<void>;
};

type Options = {
  addresses: RedisAddresses;
  clock: Clock;
  scripts: readonly string[];
  /** What processes tell each other of; those of one channel hear each other. */
  channel: "nd:work" | "nd:chat";
  hear(message: string): void;
  /** The servers were found again after one was lost: what was heard before may be outdated. */
  found(): void;
};

/** Errors that say: ask somebody else. */
const ELSEWHERE = [
  "MOVED",
  "ASK",
  "READONLY",
  "CLUSTERDOWN",
  "MASTERDOWN",
  "LOADING",
  "NOSCRIPT",
  "UNBLOCKED",
];

/** How often each connection must show that it lives, and replicas are counted. */
const WATCH_MS = 1_000;

/** A server that was lost is looked for at once, then less and less often. */
const FIRST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 1_000;

/**
 * Connects to everything REDIS_URL leads to and follows it through failovers until `close`: a connection that breaks
 * or leads to the wrong server is dropped, and whoever is the primary now is looked for. Meanwhile what needs it is
 * rejected at once.
 * @throws StoreUnavailableError when it cannot be reached at the start, ConfigurationError when it cannot work.
 */
export async function openServers(options: Options): Promise<Servers> {
  const { addresses, clock, scripts } = options;
  const closing = new AbortController();
  const connect = connector(addresses.access, clock);
  const primaries = new Map<string, Primary>();
  let whereabouts: Whereabouts | undefined;
  let listener: { connection: Connection; place: string } | undefined;
  let looking: Promise<void> | undefined;

  function primaryOf(partition: Partition): Primary {
    const place = whereabouts?.placeOf.get(partition);
    const primary = place && primaries.get(nameOf(place));
    if (primary && !closing.signal.aborted) return primary;
    throw new StoreUnavailableError(
      closing.signal.aborted ? "the store is closed" : "the Redis server is being looked for",
    );
  }

  async function run(partition: Partition, work: (primary: Primary) => Promise<unknown>) {
    const primary = primaryOf(partition);
    try {
      return await work(primary);
    } catch (error) {
      if (ELSEWHERE.includes(codeOf(error) ?? "")) primary.drop();
      throw error;
    }
  }

  /** Opens what is new, drops what is no longer named. */
  async function find(): Promise<void> {
    const now = await findWhereabouts(addresses, connect);
    const places = new Map([...now.placeOf.values()].map((place) => [nameOf(place), place]));
    await Promise.all([...places].map(([name, place]) => primaries.has(name) || open(name, place)));
    for (const [name, primary] of primaries) if (!places.has(name)) primary.drop();
    whereabouts = now;
    await listen(now.placeOf.get(DESK));
  }

  async function open(name: string, place: Place): Promise<void> {
    const primary = await openPrimary(place, { connect, scripts });
    primaries.set(name, primary);
    primary.gone.then(() => {
      if (primaries.get(name) === primary) primaries.delete(name);
      look();
    }, look);
  }

  async function listen(place: Place | undefined): Promise<void> {
    if (!place || listener?.place === nameOf(place)) return;
    listener?.connection.drop();
    const connection = await connect(place);
    await connection.subscribe(options.channel, options.hear);
    listener = { connection, place: nameOf(place) };
    connection.gone.then(() => {
      if (listener?.connection === connection) listener = undefined;
      look();
    }, look);
  }

  function look(): void {
    if (closing.signal.aborted) return;
    looking ??= lookUntilFound().finally(() => {
      looking = undefined;
    });
  }

  async function lookUntilFound(): Promise<void> {
    let rest = FIRST_LOOK_MS;
    while (!closing.signal.aborted && !(await isFound())) {
      await clock.sleep(rest, closing.signal);
      rest = Math.min(rest * 2, LONGEST_LOOK_MS);
    }
    if (!closing.signal.aborted) options.found();
  }

  async function isFound(): Promise<boolean> {
    try {
      await find();
      return isWhole();
    } catch (error) {
      // Whoever needs the server is told by the rejection of what they asked.
      if (error instanceof StoreUnavailableError || error instanceof ConfigurationError)
        return false;
      throw error;
    }
  }

  /** A connection may have been lost again while the others were opened. */
  function isWhole(): boolean {
    const places = [...(whereabouts?.placeOf.values() ?? [])];
    return listener !== undefined && places.every((place) => primaries.has(nameOf(place)));
  }

  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      await Promise.all([...primaries.values()].map((primary) => examine(primary)));
      await listener?.connection.checkAlive().catch(() => listener?.connection.drop());
      await clock.sleep(WATCH_MS, closing.signal);
    }
  }

  /** A primary whose replicas are gone may have been deposed: whoever watches it is asked before it is relied on alone. */
  async function examine(primary: Primary): Promise<void> {
    try {
      await primary.checkAlive();
      const replicas = await primary.countReplicas();
      const isNewlyAlone = replicas === 0 && primary.replicas() > 0;
      if (isNewlyAlone && (await isDeposed(primary))) return primary.drop();
      primary.rely(replicas);
    } catch {
      primary.drop(); // it is looked for anew, and what needs it meanwhile is told
    }
  }

  async function isDeposed(primary: Primary): Promise<boolean> {
    const { placeOf } = await findWhereabouts(addresses, connect);
    return ![...placeOf.values()].some((place) => primaries.get(nameOf(place)) === primary);
  }

  await find();
  watch().catch(look);

  return {
    ask: (partition, script, ...args) =>
      run(partition, (primary) => primary.ask(script, partition, args)),
    keep: (partition, script, ...args) =>
      run(partition, (primary) => primary.keep(script, partition, args)),
    tell: async (message) => {
      await primaryOf(DESK).command("PUBLISH", options.channel, message);
    },
    mode: () => whereabouts?.mode ?? "standalone",
    replicas: () => Math.min(...[...primaries.values()].map((primary) => primary.replicas())),
    everywhere: (...args) =>
      Promise.all([...primaries.values()].map((primary) => primary.command(...args))),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await looking;
      await Promise.all([...primaries.values()].map((primary) => primary.close()));
      await listener?.connection.close();
    },
  };
}

function nameOf({ host, port }: Place): string {
  return `${host}:${port}`;
}
