import type { Store } from "../../core/ports.ts";

/** Rings once, for whoever listens, for everything that becomes due in the same moment. */
export function workBell(): { ring(): void; onWork: Store["onWork"] } {
  const listeners = new Set<() => void>();
  let rung = false;
  return {
    ring() {
      if (rung) return;
      rung = true;
      queueMicrotask(() => {
        rung = false;
        for (const listener of listeners) listener();
      });
    },
    onWork(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
