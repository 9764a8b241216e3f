/** Values by name, as they stand in the file, so that a row that was read or written a moment ago is not read again. */
export type Remembered<Value> = {
  get(name: string): Value | undefined;
  /** Holds until it is forgotten or pushed out: whoever writes the row says so here, after the commit. */
  keep(name: string, value: Value): void;
  forget(name: string): void;
};

/** Remembers the last `most` names. Its readers share one value and must not change it. */
export function remembered<Value>(most: number): Remembered<Value> {
  const known = new Map<string, Value>();
  return {
    get: (name) => known.get(name),
    keep(name, value) {
      known.delete(name);
      known.set(name, value);
      if (known.size <= most) return;
      for (const oldest of known.keys()) {
        known.delete(oldest);
        return;
      }
    },
    forget(name) {
      known.delete(name);
    },
  };
}
