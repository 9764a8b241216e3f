/** Does work of one name in the order in which it was asked for, never two at once; a failure does not hold up what follows. */
export type OneByOne = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * Queues within this process. Shop systems take two identical wishes at the same moment for two wishes, so that whoever
 * changes an order first sees what the change before it has made.
 */
export function oneByOne(): OneByOne {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, mine);
    const forget = () => {
      if (last.get(name) === mine) last.delete(name);
    };
    mine.then(forget, forget);
    return mine;
  };
}
