/**
 * What this process asks of the outbox, and what it has of it on its way. Whatever else Redis holds in its name was handed
 * out in an answer that never came: a command may be read long after its connection was given up.
 */
export type Attempts = {
  /** Names the next one, before it is asked for. */
  begin(): string;
  /** These are on their way from now on. */
  brought(attempt: string, sendIds: readonly string[]): void;
  /** Its answer never came. */
  lost(attempt: string): void;
  settled(sendId: string): void;
  /** By which attempt this process has the send; `undefined`: it has not. */
  of(sendId: string): string | undefined;
  /** How many were begun, and the names of those that are not over. */
  standing(): { begun: number; names: readonly string[] };
};

/** The attempts of this process, which are named after it and numbered. */
export function attemptsOf(me: string): Attempts {
  let begun = 0;
  const asked = new Set<string>();
  const taken = new Map<string, string>();

  return {
    begin() {
      begun += 1;
      const attempt = `${me}/${begun}`;
      asked.add(attempt);
      return attempt;
    },
    brought(attempt, sendIds) {
      asked.delete(attempt);
      for (const id of sendIds) taken.set(id, attempt);
    },
    lost: (attempt) => void asked.delete(attempt),
    settled: (sendId) => void taken.delete(sendId),
    of: (sendId) => taken.get(sendId),
    standing: () => ({ begun, names: [...new Set([...asked, ...taken.values()])] }),
  };
}
