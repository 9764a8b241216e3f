import type { Send, Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import { ALL_PARTITIONS } from "./partitions.ts";
import { count, flagReply, inboxReply, read } from "./replies.ts";
import { DISCARD, INBOX, RETRY } from "./scripts-looking.ts";

/** The most of each kind that is shown at once: what is dead, then what is of unknown fate, then what is due soonest. */
const MOST_SHOWN = 500;

/** What is still to be done and what was set aside, for a person to look at and decide. */
export function inbox(book: Book): Pick<Store, "inbox" | "retry" | "discard"> {
  const { servers, bell } = book;
  return {
    async inbox() {
      const answers = await Promise.all(
        ALL_PARTITIONS.map((partition) => servers.ask(partition, INBOX, String(MOST_SHOWN))),
      );
      const found = answers.map((answer) => read(inboxReply, answer));
      const most = <Row>(rows: readonly Row[]) => rows.slice(0, MOST_SHOWN);
      const open = found.flatMap((each) => each.open).sort((a, b) => a.dueAt - b.dueAt);
      return {
        items: [...most(found.flatMap(({ dead }) => dead)), ...most(open)],
        sends: [
          ...most(found.flatMap(({ deadSends }) => deadSends)),
          ...most(found.flatMap(({ unsent }) => unsent).sort((a, b) => rank(a) - rank(b))),
        ],
      };
    },
    async retry(key, now) {
      const answers = await Promise.all(
        ALL_PARTITIONS.map(async (partition) => {
          const [done, due] = read(
            flagReply,
            await servers.keep(partition, RETRY, key, String(now)),
          );
          book.note(partition, due);
          return done > 0;
        }),
      );
      if (answers.includes(true)) bell.ring();
      return answers.includes(true);
    },
    async discard(key) {
      const answers = await Promise.all(
        ALL_PARTITIONS.map((partition) => servers.keep(partition, DISCARD, key)),
      );
      return answers.some((answer) => read(count, answer) > 0);
    },
  };
}

function rank({ status }: Send): number {
  return status === "sending" || status === "ambiguous" ? 0 : 1;
}
