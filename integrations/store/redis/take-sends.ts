import type { Send, Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import type { Partition } from "./partitions.ts";
import { type ForeignSend, read, takeReply } from "./replies.ts";
import { TAKE } from "./scripts-outbox.ts";

/** Partitions that are asked side by side; each answer may bring several sends. */
const ASKED_AT_ONCE = 8;

/** Takes what may leave, from wherever something is due; `giveBack` is given what only another version can send, and never rejects. */
export function sendsTaker(
  { servers, board, attempts, note }: Book,
  giveBack: (row: ForeignSend, now: number) => Promise<void>,
): Store["takeSends"] {
  /** Several that ask at once look in different places, as far as there are any. */
  const beingAsked = new Set<Partition>();

  async function takeSends(asked: { now: number; limit: number }): Promise<readonly Send[]> {
    const taken: Send[] = [];
    try {
      // What we start ourselves never delays what somebody waits for.
      await takeAll("urgent", asked, taken);
      await takeAll("patient", asked, taken);
    } catch (error) {
      if (taken.length === 0) throw error; // else: what is marked must be sent; the failure comes again with the next asking
    }
    return taken;
  }

  async function takeAll(
    kind: "urgent" | "patient",
    { now, limit }: { now: number; limit: number },
    taken: Send[],
  ): Promise<void> {
    for (;;) {
      const left = limit - taken.length;
      const due = board.where(kind, now);
      const free = due.filter((place) => !beingAsked.has(place));
      const places = (free.length > 0 ? free : due).slice(0, Math.min(ASKED_AT_ONCE, left));
      if (places.length === 0) return;
      const share = { now, limit: Math.floor(left / places.length) };
      await takeFromEach(places, kind, share, taken);
    }
  }

  /** What one partition has marked is sent, whatever happens to the others. */
  async function takeFromEach(
    places: readonly Partition[],
    kind: "urgent" | "patient",
    share: { now: number; limit: number },
    taken: Send[],
  ): Promise<void> {
    const answers = await Promise.allSettled(places.map((place) => takeFrom(place, kind, share)));
    for (const answer of answers) if (answer.status === "fulfilled") taken.push(...answer.value);
    const failed = answers.find((answer) => answer.status === "rejected");
    if (failed) throw failed.reason;
  }

  async function takeFrom(
    place: Partition,
    kind: "urgent" | "patient",
    { now, limit }: { now: number; limit: number },
  ): Promise<readonly Send[]> {
    const attempt = attempts.begin();
    beingAsked.add(place);
    try {
      const answer = await servers.keep(place, TAKE, String(now), String(limit), attempt, kind);
      const [{ sends, foreign }, due] = read(takeReply, answer);
      attempts.brought(
        attempt,
        [...sends, ...foreign].map(({ id }) => id),
      );
      note(place, due);
      await Promise.all(foreign.map((row) => giveBack(row, now)));
      return sends;
    } catch (error) {
      attempts.lost(attempt);
      throw error;
    } finally {
      beingAsked.delete(place);
    }
  }

  return takeSends;
}
