/** Turns JSON texts into what they hold, without reading again what was read, or written, a moment ago. */
export type ReadBefore<Value> = {
  /** What the text under this name holds; `read` is asked only if the text is not the one that is remembered. */
  of(name: string, text: string, read: (text: string) => Value): Value;
  /** Remembers what was written under this name. */
  keep(name: string, text: string, value: Value): void;
};

/**
 * Remembers the last `most` names. A text that differs by a character is read anew, so whoever else writes a row need
 * not know of this. Its readers share one value and must not change it.
 */
export function readBefore<Value>(most: number): ReadBefore<Value> {
  const known = new Map<string, { text: string; value: Value }>();

  function keep(name: string, text: string, value: Value): void {
    known.delete(name);
    known.set(name, { text, value });
    if (known.size <= most) return;
    for (const oldest of known.keys()) {
      known.delete(oldest);
      return;
    }
  }

  return {
    of(name, text, read) {
      const last = known.get(name);
      if (last?.text === text) return last.value;
      const value = read(text);
      keep(name, text, value);
      return value;
    },
    keep,
  };
}
