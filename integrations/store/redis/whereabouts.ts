import { z } from "zod";
import { ConfigurationError, StoreUnavailableError } from "../../../core/errors.ts";
import type { Access, Connect, Connection, Place } from "./connection.ts";
import { ALL_PARTITIONS, type Partition } from "./partitions.ts";

/** How the servers behind REDIS_URL work together. */
export type Mode = "standalone" | "sentinel" | "cluster";

/** Which server holds which partition at the moment. */
export type Whereabouts = { mode: Mode; placeOf: ReadonlyMap<Partition, Place> };

/** What REDIS_URL says: one address, or several with commas (Sentinels, or nodes of a Cluster). */
export type RedisAddresses = { seeds: readonly Place[]; access: Access; master?: string };

/**
 * Reads REDIS_URL. `?master=NAME` chooses among the primaries that Sentinels watch.
 * @throws ConfigurationError; the value, which may hold a password, is not shown.
 */
export function readAddresses(urls: string): RedisAddresses {
  const parsed = urls.split(",").map((url) => {
    if (!URL.canParse(url.trim())) {
      throw new ConfigurationError([
        "REDIS_URL is not usable (its value is not shown): expected redis://127.0.0.1:6379, or several with commas",
      ]);
    }
    return new URL(url.trim());
  });
  const first = parsed.find(({ username, password }) => username || password) ?? parsed[0];
  const master = parsed.map(({ searchParams }) => searchParams.get("master")).find(Boolean);
  return {
    seeds: parsed.map(({ hostname, port }) => ({
      host: hostname || "127.0.0.1",
      port: Number(port || "6379"),
    })),
    access: {
      ...(first?.username ? { username: decodeURIComponent(first.username) } : {}),
      ...(first?.password ? { password: decodeURIComponent(first.password) } : {}),
      tls: first?.protocol === "rediss:",
      database: Number(first?.pathname.replace("/", "") || "0"),
    },
    ...(master ? { master } : {}),
  };
}

/**
 * Asks the addresses, whatever they are, who holds what. Of Sentinels the majority must answer: one that is cut off
 * from the others together with a primary would send us to the wrong one.
 * @throws StoreUnavailableError when nobody who can tell answers, ConfigurationError when REDIS_URL cannot work.
 */
export async function findWhereabouts(
  { seeds, master }: RedisAddresses,
  connect: Connect,
): Promise<Whereabouts> {
  let failure: unknown;
  for (const seed of seeds) {
    try {
      return await asking(seed, connect, async (connection) => {
        const mode = modeOf(await connection.ask("INFO", "server"));
        switch (mode) {
          case "standalone":
            return { mode, placeOf: everywhere(seed) };
          case "cluster":
            return { mode, placeOf: await clusterPlaces(connection, seed) };
          case "sentinel":
            return {
              mode,
              placeOf: everywhere(await primary(connection, master, connect)),
            };
          default:
            return mode satisfies never;
        }
      });
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      failure = error;
    }
  }
  if (failure instanceof StoreUnavailableError) throw failure;
  throw new StoreUnavailableError("no Redis server of REDIS_URL could say who holds what", {
    cause: failure,
  });
}

async function asking<Answer>(
  place: Place,
  connect: Connect,
  ask: (connection: Connection) => Promise<Answer>,
): Promise<Answer> {
  // A Sentinel has no databases to choose from; nor has a Cluster.
  const connection = await connect(place, { database: 0 });
  try {
    return await ask(connection);
  } finally {
    connection.drop();
  }
}

function modeOf(info: unknown): Mode {
  const found = /redis_mode:(\w+)/.exec(String(info))?.[1];
  return found === "sentinel" || found === "cluster" ? found : "standalone";
}

function everywhere(place: Place): ReadonlyMap<Partition, Place> {
  return new Map(ALL_PARTITIONS.map((partition) => [partition, place]));
}

const slotRanges = z.array(
  z
    .tuple([z.number(), z.number(), z.tuple([z.string(), z.number()]).rest(z.unknown())])
    .rest(z.unknown()),
);

async function clusterPlaces(
  connection: Connection,
  seed: Place,
): Promise<ReadonlyMap<Partition, Place>> {
  const ranges = slotRanges.parse(await connection.ask("CLUSTER", "SLOTS"));
  const entries = ALL_PARTITIONS.map(async (partition): Promise<[Partition, Place]> => {
    const slot = z.number().parse(await connection.ask("CLUSTER", "KEYSLOT", partition));
    const range = ranges.find(([from, to]) => from <= slot && slot <= to);
    if (!range) throw new StoreUnavailableError(`no node of the Redis Cluster serves slot ${slot}`);
    const [host, port] = range[2];
    return [partition, { host: host || seed.host, port }];
  });
  return new Map(await Promise.all(entries));
}

/** Replies of a Sentinel about one server: names and values in turn, or (in RESP3) a map. */
const described = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.string())
    .transform((flat) =>
      Object.fromEntries(flat.flatMap((name, at) => (at % 2 ? [] : [[name, flat[at + 1] ?? ""]]))),
    ),
]);

async function primary(
  connection: Connection,
  master: string | undefined,
  connect: Connect,
): Promise<Place> {
  const name = await watchedName(connection, master);
  const others = z
    .array(described)
    .parse(await connection.ask("SENTINEL", "SENTINELS", name))
    .map(({ ip, port }) => ({ host: ip ?? "", port: Number(port) }));
  const opinions = await Promise.all([
    opinion(connection, name),
    ...others.map(
      (place) => asking(place, connect, (other) => opinion(other, name)).catch(() => undefined), // a Sentinel that is gone has no opinion; the count below notices
    ),
  ]);
  const told = opinions.filter((each) => each !== undefined);
  if (told.length * 2 <= opinions.length) {
    throw new StoreUnavailableError(
      `${told.length} of ${opinions.length} Sentinels answer: too few to know which Redis is the primary`,
    );
  }
  const [newest] = told.filter(({ deposes }) => !deposes).toSorted((a, b) => b.epoch - a.epoch);
  // Whoever deposes a primary has taken its replica away first, and shows its address until the end.
  const isDeposed = told.some(
    ({ deposes, place: { host, port } }) =>
      deposes && host === newest?.place.host && port === newest.place.port,
  );
  if (!newest || isDeposed) {
    throw new StoreUnavailableError("the Sentinels are changing over to another Redis");
  }
  return newest.place;
}

async function watchedName(connection: Connection, wanted: string | undefined): Promise<string> {
  const watched = z.array(described).parse(await connection.ask("SENTINEL", "MASTERS"));
  const names = watched.map(({ name }) => name ?? "");
  const [only] = names;
  if (wanted === undefined && only !== undefined && names.length === 1) return only;
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  throw new ConfigurationError([
    `REDIS_URL: the Sentinels watch ${names.join(", ") || "nothing"}; say which with ?master=NAME`,
  ]);
}

async function opinion(
  connection: Connection,
  name: string,
): Promise<{ epoch: number; place: Place; deposes: boolean }> {
  const {
    ip,
    port,
    "config-epoch": epoch,
    flags = "",
  } = described.parse(await connection.ask("SENTINEL", "MASTER", name));
  const deposes = flags.split(",").includes("failover_in_progress");
  return { epoch: Number(epoch), place: { host: ip ?? "", port: Number(port) }, deposes };
}
