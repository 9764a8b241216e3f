import { readConfig } from "../config.ts";
import type { Store } from "../core/ports.ts";
import { startNightdesk } from "../server.ts";
import { answerParent } from "./child.ts";

/** The whole server as its environment configures it; with the argument `accept` it only keeps what arrives. */
const acceptsOnly = process.argv[2] === "accept";
// What nobody answers piles up: the door must not close on it.
const environment = { ...process.env, ...(acceptsOnly ? { MAX_BACKLOG: "100000000" } : {}) };
const nightdesk = await startNightdesk(readConfig(environment), {
  ...(acceptsOnly ? { store: withoutTurns } : {}),
});
answerParent(nightdesk.url);

function withoutTurns(store: Store): Store {
  return {
    ...store,
    lease: async () => undefined,
    nextDueAt: async () => undefined,
    onWork: () => () => {},
  };
}
