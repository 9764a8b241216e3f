import { createClient } from "redis";
import { type Stored, turnFrom, wordsOf } from "./evidence.ts";

/** Reads the keys of the primaries on these ports, which together hold everything. */
export async function redisRows(ports: readonly number[]): Promise<Stored> {
  const each = await Promise.all(ports.map(rowsOf));
  return {
    turns: each.flatMap(({ turns }) => turns),
    sends: each.flatMap(({ sends }) => sends),
    unsettled: each.flatMap(({ unsettled }) => unsettled),
    damage: [],
  };
}

async function rowsOf(port: number): Promise<Stored> {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  await client.connect();
  const keys: string[] = [];
  for await (const batch of client.scanIterator({ MATCH: "nd:*", COUNT: 1_000 })) {
    keys.push(...batch);
  }
  const named = (kind: string) =>
    keys.flatMap((key) => {
      const at = key.indexOf(`}:${kind}:`);
      return at < 0
        ? []
        : [{ key, home: key.slice(0, at + 2), name: key.slice(at + kind.length + 3) }];
    });
  try {
    const turns: Stored["turns"][number][] = [];
    for (const { key, home, name } of named("journal")) {
      const [address = ""] = await client.zRange(`${home}addresses:${name}`, 0, 0);
      for (const entry of await client.lRange(key, 0, -1)) turns.push(turnFrom(address, entry));
    }
    const sends = await Promise.all(
      named("s").map(async ({ key, name }) => {
        const { fixed = "{}", ...found } = await client.hGetAll(key);
        const row = JSON.parse(fixed) as { to: string; body: unknown }; // a row's fixed half
        const words = wordsOf(JSON.stringify(row.body));
        return {
          id: name,
          to: row.to,
          words,
          startedAt: Number(found.started),
          ...standingOf(found),
        };
      }),
    );
    const inbounds = await Promise.all(
      named("i").map(async ({ key, name }) => ({ name, found: await client.hGetAll(key) })),
    );
    return {
      turns,
      sends,
      unsettled: inbounds
        .filter(({ found }) => found.status !== "done" && found.kind !== "timer")
        .map(({ name, found }) => ({ key: name, ...standingOf(found) })),
      damage: [],
    };
  } finally {
    await client.close();
  }
}

function standingOf({ status = "", tries = "0", due = "0", error }: Record<string, string>) {
  return { status, tries: Number(tries), dueAt: Number(due), ...(error ? { error } : {}) };
}
