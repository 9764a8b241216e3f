import { readConversation } from "../core/conversation.ts";
import type { Hours } from "../core/hours.ts";
import type { Store } from "../core/ports.ts";
import { type Scorecard, scorecardOf } from "./scorecard.ts";

/** More turns than this are not looked at: some years of a small shop's nights. */
const MOST_TURNS = 200_000;

/** The scorecard of a store. @throws what the store throws. */
export async function scorecardFrom(
  store: Pick<Store, "journalSince" | "conversation">,
  span: { since: number; until: number; hours: Hours },
): Promise<Scorecard> {
  const journal = await store.journalSince(span.since, MOST_TURNS);
  const handedOver = journal.filter(({ entry }) => entry.holder.after !== "bot");
  const customers = [...new Set(handedOver.map(({ customer }) => customer))];
  const kept = await Promise.all(customers.map((customer) => store.conversation(customer)));
  const conversations = kept.flatMap((one) => (one === undefined ? [] : [readConversation(one)]));
  return scorecardOf({ ...span, journal, conversations });
}
