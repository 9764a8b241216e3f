import type { JournalEntry } from "../core/decision.ts";
import { type AddressKind, addressKind } from "../core/message.ts";
import type { Person } from "./person.ts";

/** One thing that was said or decided, on whichever channel. Texts are untrusted. */
export type Moment = {
  at: number;
  /** How it travelled, as far as the journal tells. */
  channel: AddressKind | undefined;
  who: "customer" | "bot" | "agent" | "house";
  text: string;
};

/** All that was said to and by a person over all channels, oldest first. */
export function timelineOf({ dossiers }: Pick<Person, "dossiers">): readonly Moment[] {
  return dossiers
    .flatMap(({ journal }) => journal.flatMap(momentsOf))
    .sort((one, other) => one.at - other.at);
}

function momentsOf(entry: JournalEntry): readonly Moment[] {
  const [first] = entry.replies;
  const channel = first && addressKind(first.to);
  const heard = entry.inbounds.flatMap(({ text, receivedAt }): Moment[] =>
    text ? [{ at: receivedAt ?? entry.at, channel, who: "customer", text }] : [],
  );
  const said = entry.replies.map(
    ({ to, text, by }): Moment => ({
      at: entry.at,
      channel: addressKind(to),
      who: by === "agent" ? "agent" : "bot",
      text,
    }),
  );
  const moved = entry.holder.before !== entry.holder.after;
  const doers = entry.inbounds.flatMap(({ by }) => by ?? []);
  const change: Moment = {
    at: entry.at,
    channel,
    who: "house",
    text: `${entry.holder.before} → ${entry.holder.after} (${[entry.decision.rule, ...doers].join("; ")})`,
  };
  return [...heard, ...said, ...(moved ? [change] : [])];
}
