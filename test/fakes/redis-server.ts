import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BUS, freePorts } from "./free-ports.ts";

/** A real Redis of our own, on free ports of this machine, in a temporary folder. */
export type PrivateRedis = {
  /** For REDIS_URL. */
  url: string;
  ports: readonly number[];
  /** Asks one server, by its port; `undefined` when it is not there. */
  command(port: number, ...args: string[]): string | undefined;
  /** SIGKILL, SIGSTOP, SIGCONT … to the server on that port. */
  signal(port: number, signal: NodeJS.Signals): void;
  /** Starts a server that was killed again, with what it had on disk. */
  restart(port: number): Promise<void>;
  /** Ends every server and deletes the folder. Safe to call twice. */
  stop(): Promise<void>;
};

/** What is said where there is no redis-server. */
export const HOW_TO_INSTALL =
  "redis-server is not on the PATH: install it (Debian: apt-get install redis-server redis-sentinel; macOS: brew install redis)";

type Servers = {
  folder: string;
  start(port: number, config: readonly string[], isSentinel?: boolean): Promise<void>;
  redis(url: string, ports: readonly number[]): PrivateRedis;
};

/** One server. `config`: lines of redis.conf. */
export async function singleRedis(...config: string[]): Promise<PrivateRedis> {
  const servers = newServers();
  const [port = 0] = await freePorts(1);
  await servers.start(port, config);
  return servers.redis(`redis://127.0.0.1:${port}`, [port]);
}

/** A primary (first port) and its replica. `linkPort` stands for the primary towards the replica, e.g. a slow proxy. */
export async function redisWithReplica(
  link: (primaryPort: number) => Promise<number> = async (port) => port,
): Promise<PrivateRedis> {
  const servers = newServers();
  const [primary = 0, replica = 0] = await freePorts(2);
  await servers.start(primary, ["appendonly yes", "repl-diskless-sync-delay 0"]);
  await servers.start(replica, [`replicaof 127.0.0.1 ${await link(primary)}`]);
  const redis = servers.redis(`redis://127.0.0.1:${primary}`, [primary, replica]);
  await until(() =>
    /connected_slaves:1[\s\S]*state=online/.test(
      redis.command(primary, "INFO", "replication") ?? "",
    ),
  );
  return redis;
}

/** A primary, a replica and three Sentinels (the last three ports), which change over after half a second. */
export async function sentinelRedis(
  link: (primaryPort: number) => Promise<number> = async (port) => port,
): Promise<PrivateRedis> {
  const servers = newServers();
  const [primary = 0, replica = 0, ...sentinels] = await freePorts(5);
  await servers.start(primary, ["repl-diskless-sync-delay 0"]);
  const linked = await link(primary);
  await servers.start(replica, [`replicaof 127.0.0.1 ${linked}`, "repl-diskless-sync-delay 0"]);
  const redis = servers.redis(sentinels.map((port) => `redis://127.0.0.1:${port}`).join(","), [
    primary,
    replica,
    ...sentinels,
  ]);
  await until(() =>
    /connected_slaves:1[\s\S]*state=online/.test(
      redis.command(primary, "INFO", "replication") ?? "",
    ),
  );
  for (const port of sentinels) {
    await servers.start(
      port,
      [
        `sentinel monitor shop 127.0.0.1 ${primary} 2`,
        "sentinel down-after-milliseconds shop 500",
        "sentinel failover-timeout shop 2000",
      ],
      true,
    );
  }
  await until(() =>
    sentinels.every((port) => {
      const said = redis.command(port, "SENTINEL", "MASTER", "shop") ?? "";
      return /num-slaves\n1\n/.test(said) && /num-other-sentinels\n2\n/.test(said);
    }),
  );
  return redis;
}

/** A Cluster of three primaries. */
export async function clusterRedis(): Promise<PrivateRedis> {
  const servers = newServers();
  const ports = await freePorts(3);
  for (const port of ports) {
    await servers.start(port, ["cluster-enabled yes", "cluster-node-timeout 2000"]);
  }
  const redis = servers.redis(ports.map((port) => `redis://127.0.0.1:${port}`).join(","), ports);
  for (const [n, port] of ports.entries()) {
    const from = Math.floor((16_384 * n) / ports.length);
    const to = Math.floor((16_384 * (n + 1)) / ports.length) - 1;
    redis.command(port, "CLUSTER", "ADDSLOTSRANGE", String(from), String(to));
    redis.command(port, "CLUSTER", "SET-CONFIG-EPOCH", String(n + 1));
  }
  const allSay = (said: RegExp) =>
    ports.every((port) => said.test(redis.command(port, "CLUSTER", "INFO") ?? ""));
  await meet(redis, ports, () => allSay(/cluster_state:ok[\s\S]*cluster_known_nodes:3/));
  return redis;
}

/**
 * A Cluster of three primaries (the first three ports) with a replica each, which changes over after two seconds. `link`
 * gives the port at which the others reach a primary, e.g. a slow proxy's.
 */
export async function replicatedCluster(
  link: (primaryPort: number) => Promise<number> = async (port) => port,
): Promise<PrivateRedis> {
  const servers = newServers();
  const ports = await freePorts(6);
  const primaries = ports.slice(0, 3);
  for (const port of ports) {
    const reached = primaries.includes(port) ? await link(port) : port;
    await servers.start(port, [
      "cluster-enabled yes",
      "cluster-node-timeout 2000",
      "repl-diskless-sync-delay 0",
      "cluster-allow-replica-migration no",
      `cluster-announce-port ${reached}`,
      `cluster-announce-bus-port ${port + BUS}`,
    ]);
  }
  const redis = servers.redis(ports.map((port) => `redis://127.0.0.1:${port}`).join(","), ports);
  for (const [n, port] of primaries.entries()) {
    const from = Math.floor((16_384 * n) / primaries.length);
    const to = Math.floor((16_384 * (n + 1)) / primaries.length) - 1;
    redis.command(port, "CLUSTER", "ADDSLOTSRANGE", String(from), String(to));
    redis.command(port, "CLUSTER", "SET-CONFIG-EPOCH", String(n + 1));
  }
  const allSay = (said: RegExp) =>
    ports.every((port) => said.test(redis.command(port, "CLUSTER", "INFO") ?? ""));
  await meet(redis, ports, () => allSay(/cluster_known_nodes:6/));
  for (const [n, port] of primaries.entries()) {
    const id = redis.command(port, "CLUSTER", "MYID")?.trim() ?? "";
    await until(() =>
      /OK/.test(redis.command(ports[n + 3] ?? 0, "CLUSTER", "REPLICATE", id) ?? ""),
    );
  }
  await until(() => allSay(/cluster_state:ok[\s\S]*cluster_size:3/));
  await until(() =>
    primaries.every((port) =>
      /state=online/.test(redis.command(port, "INFO", "replication") ?? ""),
    ),
  );
  return redis;
}

/** A node on a busy machine may not answer the handshake in time; it is then forgotten, and has to be asked for again. */
async function meet(
  redis: PrivateRedis,
  [first = 0, ...others]: readonly number[],
  haveMet: () => boolean,
): Promise<void> {
  for (let left = 5; left > 0; left--) {
    for (const port of others) {
      redis.command(first, "CLUSTER", "MEET", "127.0.0.1", String(port), String(port + BUS));
    }
    if (await comesTrue(haveMet, 100)) return;
  }
  throw new Error("the nodes of the Cluster did not find each other");
}

function newServers(): Servers {
  if (spawnSync("redis-server", ["--version"]).status !== 0) throw new Error(HOW_TO_INSTALL);
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-redis-"));
  const running = new Map<number, ChildProcess>();
  const killAll = () => {
    for (const server of running.values()) server.kill("SIGKILL");
  };
  process.once("exit", killAll);

  function command(port: number, ...args: string[]): string | undefined {
    const asked = spawnSync("redis-cli", ["-p", String(port), ...args], {
      encoding: "utf8",
      timeout: 5_000,
    });
    return asked.status === 0 ? asked.stdout : undefined;
  }

  async function run(port: number, ...options: string[]): Promise<void> {
    const file = join(folder, String(port), "redis.conf");
    const server = spawn("redis-server", [file, ...options], { stdio: "ignore" });
    running.set(port, server);
    await until(() => {
      if (server.exitCode === null) return command(port, "PING")?.trim() === "PONG";
      throw new Error(readFileSync(join(folder, String(port), "log"), "utf8"));
    });
  }

  return {
    folder,
    async start(port, config, isSentinel = false) {
      const home = join(folder, String(port));
      mkdirSync(home);
      const file = join(home, "redis.conf");
      const always = [`port ${port}`, "bind 127.0.0.1", `dir ${home}`, 'logfile "log"'];
      const stores = isSentinel ? [] : ['save ""', "maxmemory-policy noeviction"];
      writeFileSync(file, `${[...always, ...stores, ...config].join("\n")}\n`);
      await run(port, ...(isSentinel ? ["--sentinel"] : []));
    },
    redis: (url, ports) => ({
      url,
      ports,
      command,
      signal(port, signal) {
        running.get(port)?.kill(signal);
      },
      restart: (port) => run(port),
      async stop() {
        const ends = [...running.values()].map(
          (server) =>
            new Promise<void>((resolve) => {
              if (server.exitCode !== null || server.signalCode !== null) resolve();
              else server.once("exit", () => resolve());
            }),
        );
        killAll();
        await Promise.all(ends);
        running.clear();
        process.off("exit", killAll);
        rmSync(folder, { recursive: true, force: true });
      },
    }),
  };
}

/** Waits for a state of other processes, which nobody announces. @throws after 15 seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await comesTrue(isSo, 600))) throw new Error("this did not come true within 15 seconds");
}

async function comesTrue(isSo: () => boolean | Promise<boolean>, times: number): Promise<boolean> {
  for (let left = times; left > 0; left--) {
    if (await isSo()) return true;
    await sleep(25);
  }
  return false;
}
