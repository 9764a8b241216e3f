import { z } from "zod";
import { ConfigurationError, StoreUnavailableError } from "../../../core/errors.ts";
import type { Servers } from "./servers.ts";

/** What the servers are set to, as far as they tell; of several, the one that keeps least. */
export type Settings = { policy: string; appendOnly: boolean; appendFsync: string | undefined };

/**
 * Reads what decides whether an accepted message survives.
 * @throws ConfigurationError for an eviction policy that may delete what was accepted.
 */
export async function readSettings(servers: Servers): Promise<Settings> {
  const policies = (await servers.everywhere("INFO", "memory")).map(
    (memory) => /maxmemory_policy:(\S+)/.exec(String(memory))?.[1] ?? "unknown",
  );
  const policy = policies.find((each) => each !== "noeviction");
  if (policy !== undefined) {
    throw new ConfigurationError([
      `Redis would delete what was accepted when its memory is full: its maxmemory-policy is ${policy}, expected noeviction ("redis-cli config set maxmemory-policy noeviction", and the same in redis.conf)`,
    ]);
  }
  const persistence = await servers.everywhere("INFO", "persistence");
  const appendOnly = persistence.every((each) => /aof_enabled:1/.test(String(each)));
  return {
    policy: "noeviction",
    appendOnly,
    appendFsync: appendOnly ? await fsync(servers) : undefined,
  };
}

/** One line for the log. */
export function guaranteeLine(servers: Servers, settings: Settings): string {
  const replicas = servers.replicas();
  const modes = { standalone: "Redis", sentinel: "Redis with Sentinel", cluster: "Redis Cluster" };
  const copies =
    replicas > 0
      ? "a replica has it before it is acknowledged, so it survives the loss of one server"
      : "no replica is connected, so it is only as safe as this one server";
  return `${modes[servers.mode()]}, ${settings.policy}, ${onDisk(settings)}; ${copies}`;
}

function onDisk({ appendOnly, appendFsync }: Settings): string {
  if (!appendOnly)
    return "no append-only file: what was accepted since the last snapshot dies with a server";
  switch (appendFsync) {
    case "always":
      return "appendfsync always: what was accepted survives a killed server and a power cut";
    case "everysec":
      return "appendfsync everysec: what was accepted survives a killed server; a power cut may take the last second";
    case "no":
      return "appendfsync no: what was accepted survives a killed server; a power cut may take the last half minute";
    default:
      return "append-only file with an unknown appendfsync (CONFIG GET is not allowed)";
  }
}

const pairs = z.union([
  z.record(z.string(), z.string()).transform(({ appendfsync }) => appendfsync),
  z.tuple([z.string(), z.string()]).transform(([, value]) => value),
]);

/** Servers that others run often do not tell. */
async function fsync(servers: Servers): Promise<string | undefined> {
  try {
    const answers = await servers.everywhere("CONFIG", "GET", "appendfsync");
    const told = answers.map((answer) => pairs.safeParse(answer).data);
    return ["no", "everysec", "always"].find((each) => told.includes(each));
  } catch (error) {
    if (error instanceof StoreUnavailableError) return undefined;
    throw error;
  }
}
