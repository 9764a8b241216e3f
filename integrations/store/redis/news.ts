import { z } from "zod";
import type { Clock } from "../../../core/ports.ts";
import type { Due, DueBoard, DueKind } from "./due-board.ts";
import { ALL_PARTITIONS, type Partition } from "./partitions.ts";

/** What processes tell each other about what has become due. Hints only: what is lost is found by looking. */
export type News = {
  /** To be told soon, together with what else there is by then. */
  tell(partition: Partition, due: Due): void;
  /** So that those who believed themselves alone tell this process, too. */
  greet(): Promise<void>;
  hear(message: string): void;
};

/** The least time between two messages: a waiting customer does not notice it, a busy Redis does. */
const REST_MS = 5;

const KINDS: readonly DueKind[] = ["turn", "urgent", "patient"];

/** Who says it, and for each partition, by its number, when something of each kind is due there. */
const message = z.object({
  from: z.string(),
  due: z.array(
    z.tuple([z.number(), z.number().nullable(), z.number().nullable(), z.number().nullable()]),
  ),
});

export function news(options: {
  me: string;
  board: DueBoard;
  clock: Clock;
  /** The processes that live, as far as we know; who speaks, lives. */
  living: Set<string>;
  send(text: string): Promise<void>;
  /** Something has become due. */
  woken(): void;
}): News {
  const { me, board, clock } = options;
  let untold = new Map<Partition, Due>();
  let isTelling = false;

  async function tellAll(): Promise<void> {
    while (untold.size > 0) {
      const due = [...untold].map(([partition, { turn, urgent, patient }]) => [
        ALL_PARTITIONS.indexOf(partition),
        turn ?? null,
        urgent ?? null,
        patient ?? null,
      ]);
      untold = new Map();
      // A hint that is lost with its server is made good by the look that follows when it is found again.
      await options.send(JSON.stringify({ from: me, due })).catch(() => {});
      await clock.sleep(REST_MS);
    }
    isTelling = false;
  }

  return {
    tell(partition, due) {
      if (options.living.size <= 1) return;
      untold.set(partition, due);
      if (isTelling) return;
      isTelling = true;
      void tellAll(); // it rejects nothing: what it sends is a hint
    },
    greet: () => options.send(JSON.stringify({ from: me, due: [] })),
    hear(text) {
      const { success, data } = message.safeParse(parsed(text));
      if (!success || data.from === me) return; // a newer version may say more; looking finds it too
      options.living.add(data.from);
      let isNews = false;
      for (const [number, ...times] of data.due) {
        const partition = ALL_PARTITIONS[number];
        KINDS.forEach((kind, n) => {
          const at = times[n];
          if (partition && typeof at === "number" && board.hint(partition, kind, at)) isNews = true;
        });
      }
      if (isNews) options.woken();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not said by one of us
  }
}
