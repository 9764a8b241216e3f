import { createHash } from "node:crypto";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Connect, Connection, Place } from "./connection.ts";
import type { Partition } from "./partitions.ts";

/** A primary while it is one, through two connections that live and die together. */
export type Primary = {
  /** Runs a script on the first connection of the two, which never waits for replicas. */
  ask(script: string, partition: Partition, args: readonly string[]): Promise<unknown>;
  /** Runs a script that writes; resolves once as many replicas as there ought to be have it too. */
  keep(script: string, partition: Partition, args: readonly string[]): Promise<unknown>;
  command(...args: string[]): Promise<unknown>;
  /** Replicas that are connected now. @throws StoreUnavailableError when this is no primary any more. */
  countReplicas(): Promise<number>;
  /** From now on one of them must have what is kept, if there are any. */
  rely(replicas: number): void;
  replicas(): number;
  checkAlive(): Promise<void>;
  gone: Promise<void>;
  close(): Promise<void>;
  drop(): void;
};

/** A replica that is further behind than this could lose what its primary has taken: the provider is told to come again. */
const REPLICA_MS = 1_500;

/** @throws StoreUnavailableError when it cannot be reached, still loads its data, or is no primary (any more). */
export async function openPrimary(
  place: Place,
  options: { connect: Connect; scripts: readonly string[] },
): Promise<Primary> {
  const asking = await options.connect(place);
  const keeping = await options.connect(place).catch((error: unknown) => {
    asking.drop();
    throw error;
  });
  const both = [asking, keeping];
  const drop = () => {
    for (const connection of both) connection.drop();
  };
  for (const connection of both) connection.gone.then(drop, drop);
  const hashes = new Map(options.scripts.map((script) => [script, hashOf(script)]));
  let replicas = 0;

  function run(
    connection: Connection,
    script: string,
    partition: Partition,
    args: readonly string[],
  ) {
    return connection.ask("EVALSHA", hashes.get(script) ?? "", "1", partition, ...args);
  }

  let witness: Promise<void> | undefined;
  /** One WAIT, on the connection of the writes, for all that are written in the same moment. */
  function witnessed(): Promise<void> {
    witness ??= new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      witness = undefined;
      if (replicas === 0) return;
      const have = await keeping.ask("WAIT", "1", String(REPLICA_MS));
      if (Number(have) < 1) {
        throw new StoreUnavailableError(
          `no replica of Redis at ${place.host}:${place.port} had the write within ${REPLICA_MS} ms`,
        );
      }
    });
    return witness;
  }

  const primary: Primary = {
    ask: (script, partition, args) => run(asking, script, partition, args),
    async keep(script, partition, args) {
      const written = run(keeping, script, partition, args);
      if (replicas === 0) return written;
      const [answer] = await Promise.all([written, witnessed()]);
      return answer;
    },
    command: (...args) => asking.ask(...args),
    async countReplicas() {
      const said = String(await asking.ask("INFO", "replication"));
      if (!said.includes("role:master")) {
        throw new StoreUnavailableError(`Redis at ${place.host}:${place.port} is no primary`);
      }
      return Number(/connected_slaves:(\d+)/.exec(said)?.[1] ?? "0");
    },
    rely(count) {
      replicas = count;
    },
    replicas: () => replicas,
    async checkAlive() {
      await Promise.all(both.map((connection) => connection.checkAlive()));
    },
    gone: Promise.race(both.map(({ gone }) => gone)),
    async close() {
      await Promise.all(both.map((connection) => connection.close()));
    },
    drop,
  };
  try {
    await Promise.all(options.scripts.map((script) => asking.ask("SCRIPT", "LOAD", script)));
    primary.rely(await primary.countReplicas());
  } catch (error) {
    drop();
    throw error;
  }
  return primary;
}

/** How EVALSHA names a script. Source: https://redis.io/docs/latest/commands/script-load/ */
function hashOf(script: string): string {
  return createHash("sha1").update(script).digest("hex");
}
