import { createHash } from "node:crypto";

/** What happened in a night, folded into one hash; the last steps (or all of them) are kept to be read. */
export type Trace = {
  note(at: number, step: string): void;
  hash(): string;
  last(): readonly string[];
};

/** A trace that keeps that many steps. */
export function newTrace(kept: number): Trace {
  const sum = createHash("sha256");
  const steps: string[] = [];
  return {
    note(at, step) {
      sum.update(`${at} ${step}\n`);
      steps.push(`${new Date(at).toISOString()} ${step}`);
      if (steps.length > 2 * kept) steps.splice(0, kept);
    },
    hash: () => sum.copy().digest("hex"),
    last: () => steps.slice(-kept),
  };
}
