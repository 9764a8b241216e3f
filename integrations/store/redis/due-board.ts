import { ALL_PARTITIONS, type Partition } from "./partitions.ts";

/** When something is due in one partition, as a script said; `version` grows with every script that ran there. */
export type Due = {
  version: number;
  turn: number | undefined;
  urgent: number | undefined;
  patient: number | undefined;
};

/** What kind of thing is due: a turn, an answer, or a message that we start ourselves. */
export type DueKind = "turn" | "urgent" | "patient";

/** What this process knows about where something is due: exact for what it did itself, a hint about what others did. */
export type DueBoard = {
  /** What a script of ours said; an older answer that comes late changes nothing. Whether something is due sooner now. */
  note(partition: Partition, due: Due): boolean;
  /** What another process says it has done. Whether it is news. */
  hint(partition: Partition, kind: DueKind, at: number): boolean;
  /** Where something is due by `now`, soonest first. */
  where(kind: DueKind, now: number): readonly Partition[];
  /** When the next thing of these kinds falls due. */
  nextAt(...kinds: readonly DueKind[]): number | undefined;
  /** A failover may have taken the last scripts back, and their numbers with them. */
  forgetVersions(): void;
};

const KINDS: readonly DueKind[] = ["turn", "urgent", "patient"];

export function dueBoard(): DueBoard {
  const known = new Map<Partition, Due>();

  return {
    note(partition, due) {
      const before = known.get(partition);
      if (before && before.version > due.version) return false;
      known.set(partition, due);
      return KINDS.some((kind) => isSooner(due[kind], before?.[kind]));
    },
    hint(partition, kind, at) {
      const before = known.get(partition) ?? {
        version: 0,
        turn: undefined,
        urgent: undefined,
        patient: undefined,
      };
      if (!isSooner(at, before[kind])) return false;
      known.set(partition, { ...before, [kind]: at });
      return true;
    },
    where(kind, now) {
      const due: { partition: Partition; at: number }[] = [];
      for (const partition of ALL_PARTITIONS) {
        const at = known.get(partition)?.[kind];
        if (at !== undefined && at <= now) due.push({ partition, at });
      }
      return due.sort((a, b) => a.at - b.at).map(({ partition }) => partition);
    },
    nextAt(...kinds) {
      const times = [...known.values()].flatMap((due) => kinds.flatMap((kind) => due[kind] ?? []));
      return times.length > 0 ? Math.min(...times) : undefined;
    },
    forgetVersions() {
      for (const [partition, due] of known) known.set(partition, { ...due, version: 0 });
    },
  };
}

function isSooner(at: number | undefined, before: number | undefined): boolean {
  return at !== undefined && (before === undefined || at < before);
}
