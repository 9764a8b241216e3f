import type { CommerceProvider } from "../../core/commerce.ts";
import type { Helper } from "../../core/helper.ts";
import type { Store } from "../../core/ports.ts";

/** Knows whether a server has something under way, by what passes through its store and its shop's system. */
export type RestWatch = {
  aroundStore(opened: Store): Store;
  aroundCommerce(opened: CommerceProvider): CommerceProvider;
  aroundHelper(opened: Helper): Helper;
  /** Resolves once no call, turn or send is under way and nothing is due at `now`. */
  rests(now: () => number): Promise<void>;
};

/** A watch over one server; a turn that waits for a silent shop system counts as resting. */
export function restWatch(): RestWatch {
  const turns = new Set<number>();
  const sends = new Set<string>();
  let calls = 0;
  let reads = 0;
  let store: Pick<Store, "nextDueAt"> | undefined;
  let waiters: (() => void)[] = [];

  const changed = () => {
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
  };
  const counted =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1;
      try {
        return await call(...args);
      } finally {
        calls -= 1;
        changed();
      }
    };
  const read =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      reads += 1;
      changed();
      try {
        return await call(...args);
      } finally {
        reads -= 1;
      }
    };
  const isBusy = () => calls > 0 || sends.size > 0 || turns.size > reads;

  return {
    aroundStore(opened) {
      turns.clear();
      sends.clear();
      store = opened;
      return {
        ...opened,
        accept: counted(opened.accept),
        cursor: counted(opened.cursor),
        setCursor: counted(opened.setCursor),
        lease: counted(async (options) => {
          const work = await opened.lease(options);
          if (work) turns.add(work.lease.epoch);
          return work;
        }),
        commit: counted(async (lease, change) => {
          const outcome = await opened.commit(lease, change);
          turns.delete(lease.epoch);
          return outcome;
        }),
        fail: counted((lease, failure) =>
          opened.fail(lease, failure).finally(() => turns.delete(lease.epoch)),
        ),
        takeSends: counted(async (options) => {
          const taken = await opened.takeSends(options);
          for (const { id } of taken) sends.add(id);
          return taken;
        }),
        settle: counted(async (id, settlement, now) => {
          await opened.settle(id, settlement, now);
          sends.delete(id);
        }),
      };
    },
    aroundCommerce: (opened) => ({
      ...opened,
      findOrders: read(opened.findOrders),
      getOrder: read(opened.getOrder),
    }),
    aroundHelper: (opened) => ({
      ...opened,
      understand: read(opened.understand),
      answer: read(opened.answer),
    }),
    async rests(now) {
      for (;;) {
        await aMoment();
        if (!isBusy()) {
          const dueAt = await store?.nextDueAt();
          if (!isBusy() && (dueAt === undefined || dueAt > now())) return;
        }
        await new Promise<void>((wake) => waiters.push(wake));
      }
    },
  };
}

/** Long enough for everything that needs no input or output to go on. */
async function aMoment(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
