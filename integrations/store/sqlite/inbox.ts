import type { Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import { toInboxItem, toQueued, toSend } from "./rows.ts";

/** The most of each kind that is shown at once: what is dead, then what is of unknown fate, then what is due soonest. */
const MOST_SHOWN = 500;

/** What is still to be done and what was set aside, for a person to look at and decide. */
export function inbox({
  sql,
  commits,
  turns,
  lanes,
  bell,
}: Book): Pick<Store, "inbox" | "retry" | "discard"> {
  return {
    inbox: () =>
      commits.read(() => ({
        items: sql.openInbounds.all(MOST_SHOWN).flatMap((row) => toInboxItem(row) ?? []),
        sends: sql.openSends.all(MOST_SHOWN).map(toSend),
      })),
    retry: (key, now) =>
      commits
        .write({
          run() {
            const inbound = sql.reviveInbound.get(now, key);
            return { inbound, send: inbound ? undefined : sql.reviveSend.get(now, key) };
          },
          applied({ inbound, send }) {
            const queued = send && toQueued(send);
            if (inbound) turns.expect(inbound.customer, now);
            if (queued) lanes.add(queued);
            if (inbound || queued) bell.ring();
          },
        })
        .then(({ inbound, send }) => inbound !== undefined || send !== undefined),
    discard: (key) =>
      commits
        .write({ run: () => sql.discardInbound.run(key) || sql.discardSend.run(key) })
        .then((changed) => changed > 0),
  };
}
