import type { Random } from "../simulation/random.ts";
import { type Life, lives } from "./lives.ts";
import { type Watch, watchUntilRest } from "./watch.ts";

/** The servers of one shop. */
export type House = {
  size: number;
  urls: readonly string[];
  url(random: Random): string;
  start(which: number): Promise<void>;
  serves(which: number): Promise<void>;
  kill(which: number): Promise<void>;
  settle(): Promise<Watch>;
  stop(): Promise<void>;
  clear(): Promise<void>;
};

/**
 * The servers of one shop, each of which may be killed and started anew; `ready` stand by for that.
 * @param beside the folder of another Nightdesk, of which all but the first server are
 */
export async function openHouse(
  env: Record<string, string>,
  options: { size: number; cwd: string; ready?: number; beside?: string | undefined },
): Promise<House> {
  const { size, cwd, ready = 0, beside } = options;
  const ours = lives({ cwd, ready });
  const others = beside === undefined ? ours : lives({ cwd, ready, tree: beside });
  const running: (Life | undefined)[] = [];
  const urls: string[] = Array(size).fill("http://127.0.0.1:9");
  const house: House = {
    size,
    urls,
    url: (random) => random.pick(urls),
    async start(which) {
      const life = await (which === 0 ? ours : others).start(env);
      running[which] = life;
      life.serves.then(
        (url) => {
          urls[which] = url;
        },
        () => {}, // it was killed before
      );
    },
    async serves(which) {
      await running[which]?.serves;
    },
    async kill(which) {
      await running[which]?.kill();
    },
    settle: () => watchUntilRest(urls[0] ?? ""),
    async stop() {
      await Promise.all(running.map((life) => life?.stop()));
    },
    async clear() {
      await ours.clear();
      await others.clear();
    },
  };
  for (let n = 0; n < size; n += 1) await house.start(n);
  await Promise.all(running.map((life) => life?.serves));
  return house;
}
