import type { Store } from "../../core/ports.ts";

/** What others may ask of a store, and the names, counts and cursors that they keep in it. */
export type Reading = Pick<
  Store,
  | "conversation"
  | "customerOf"
  | "threadOf"
  | "isOptedOut"
  | "consents"
  | "waiting"
  | "journal"
  | "journalSince"
  | "cursor"
  | "setCursor"
  | "keepOnce"
  | "spend"
  | "counts"
  | "backlog"
  | "nextDueAt"
>;
