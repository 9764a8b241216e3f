import type { JournalEntry } from "../core/decision.ts";
import type { Hours } from "../core/hours.ts";

/** One turn of one customer. */
export type Happened = { customer: string; entry: JournalEntry };

/** Somebody wrote while nobody was there: from their first message of that closed stretch until the shop opened. */
export type Contact = {
  customer: string;
  startedAt: number;
  /** When the shop opened next; `undefined`: it does not. */
  opensAt: number | undefined;
  /** The first words of ours after theirs, whoever said them and however late. */
  answeredAt: number | undefined;
  handedOver: boolean;
  /** Answered, and nobody of ours was needed, before the shop opened. */
  settled: boolean;
};

/** The contacts of the closed hours. `journal`: oldest first. */
export function contactsIn(journal: readonly Happened[], hours: Hours): readonly Contact[] {
  const byCustomer = new Map<string, JournalEntry[]>();
  for (const { customer, entry } of journal) {
    const entries = byCustomer.get(customer);
    if (entries) entries.push(entry);
    else byCustomer.set(customer, [entry]);
  }
  return [...byCustomer].flatMap(([customer, entries]) => contactsOf(customer, entries, hours));
}

function contactsOf(customer: string, entries: readonly JournalEntry[], hours: Hours): Contact[] {
  const contacts: Contact[] = [];
  for (const entry of entries) {
    const startedAt = writtenAt(entry);
    if (startedAt === undefined || hours.isOpen(startedAt)) continue;
    const last = contacts.at(-1);
    if (last && (last.opensAt === undefined || startedAt < last.opensAt)) continue;
    const opensAt = hours.nextOpen(startedAt);
    const after = entries.filter(({ at }) => at >= startedAt);
    const tonight = after.filter(({ at }) => opensAt === undefined || at < opensAt);
    const answeredAt = after.find(isAnswered)?.at;
    const handedOver = tonight.some(({ holder }) => WITH_PEOPLE.includes(holder.after));
    const settled = tonight.some(isAnswered) && !handedOver;
    contacts.push({ customer, startedAt, opensAt, answeredAt, handedOver, settled });
  }
  return contacts;
}

const WITH_PEOPLE = ["waiting", "agent"];

/** When the first message of a turn came in; an opt-out or a tap is a message as any other. */
function writtenAt({ inbounds, at }: JournalEntry): number | undefined {
  const times = inbounds
    .filter(({ kind }) => kind === "message")
    .map(({ receivedAt }) => receivedAt ?? at);
  return times.length === 0 ? undefined : Math.min(...times);
}

function isAnswered({ replies }: JournalEntry): boolean {
  return replies.some(({ to }) => !to.startsWith("desk:"));
}
