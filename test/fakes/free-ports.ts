import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** How far above its port a node of a Cluster talks to the others. Source: https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/ */
export const BUS = 10_000;

/**
 * Ports on which nobody listens, nor `BUS` above them; each is given once. They lie below those that the system gives to
 * connections by itself (from 32,768 on Linux, 49,152 on macOS), of which hundreds come and go while tests run, and no
 * other worker of the same run is given them: one stays free for a server that starts later, or again.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = FIRST + randomInt(BUS / WORKERS) * WORKERS + ours;
    if (given.has(port)) continue;
    given.add(port);
    if ((await isFree(port)) && (await isFree(port + BUS))) ports.push(port);
  }
  return ports;
}

const FIRST = 10_000;

/** As many workers share the ports evenly; more of them only make it likelier that two want the same. */
const WORKERS = 50;
const ours = Number(process.env.JEST_WORKER_ID ?? 0) % WORKERS;
const given = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
