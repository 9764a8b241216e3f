import type { LineFate } from "../../../core/decision.ts";
import type { Clock, Send, Settlement, Store } from "../../../core/ports.ts";

/** A line that leaves within this time is never shown as queued: most agents would only see a flicker. */
const SHOWN_AS_QUEUED_AFTER_MS = 4_000;
const LOOK_AGAIN_MS = 2_000;
/** A line that hangs is looked at this often, without a word to the desk until something changes. */
const LOOK_AGAIN_SLOWLY_MS = 30_000;
const SHOWN = "shown as queued";

/** Order in which the parts of a long line are worse news: the line stands where its worst part stands. */
const WORST_FIRST: readonly LineFate[] = ["failed", "queued", "sent", "delivered", "read"];

/** How far an agent's line `about` has come, all its parts taken together; `undefined` when there is no such line. */
export async function fateOf(
  mark: Send,
  about: string,
  ports: { store: Pick<Store, "send">; clock: Clock },
): Promise<{ now: LineFate; waited: boolean } | undefined> {
  const fates: LineFate[] = [];
  for (
    let part = await ports.store.send(about);
    part;
    part = await ports.store.send(`${about}.${fates.length}`)
  ) {
    fates.push(fateOfPart(part));
  }
  const now = WORST_FIRST.find((fate) => fates.includes(fate));
  const waited = ports.clock.now() - mark.createdAt >= SHOWN_AS_QUEUED_AFTER_MS;
  return now && { now, waited };
}

/** Whether it is too early to show anything, or it has been shown already; `undefined`: show it now. */
export function whenToShow(mark: Send, fate: LineFate, now: number): Settlement | undefined {
  if (fate !== "queued") return undefined;
  if (mark.error === SHOWN) return shownAsQueued(now);
  if (now - mark.createdAt >= SHOWN_AS_QUEUED_AFTER_MS) return undefined;
  return { kind: "postponed", notBefore: now + LOOK_AGAIN_MS, reason: "about to leave" };
}

/** A line shown as queued is looked at again until it has left or failed. */
export function shownAsQueued(now: number): Settlement {
  return { kind: "postponed", notBefore: now + LOOK_AGAIN_SLOWLY_MS, reason: SHOWN };
}

function fateOfPart({ status, receipt }: Send): LineFate {
  if (status === "dead" || status === "cancelled") return "failed";
  if (receipt === "failed" || receipt === "undelivered") return "failed";
  if (receipt === "delivered" || receipt === "read") return receipt;
  return status === "sent" ? "sent" : "queued";
}
