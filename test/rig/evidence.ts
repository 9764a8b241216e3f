import type { Carrier } from "../fakes/carrier.ts";
import type { Acknowledged } from "./crowd.ts";
import type { Watch } from "./watch.ts";

/** What is left when a night of kills is over, as raw as it was found: nothing of it was asked of the code under trial. */
export type Evidence = Stored & {
  acknowledged: readonly Acknowledged[];
  /** What the carrier took, in order; `sendId` is the outbox row that its receipts name. */
  taken: readonly { sendId: string; to: string; body: string; at: number }[];
  /** Requests to send of whose outcome the server could not know. */
  unclear: number;
  watch: Watch;
};

/** What stands in the store. */
export type Stored = {
  /** Each customer's turns in order: the keys of the inbounds that each settled, and how many answers it made. */
  turns: readonly { phone: string; keys: readonly string[]; answers: number }[];
  /** `words`: the body's text. */
  sends: readonly (Standing & {
    id: string;
    to: string;
    words: string;
    /** When its first attempt of unclear fate, or its last one, began. */
    startedAt?: number | null;
  })[];
  /** Inbounds other than timers, that no turn has settled. */
  unsettled: readonly (Standing & { key: string })[];
  /** What is wrong with the file itself. */
  damage: readonly string[];
};

/** How a row stands, and why. `dueAt`: when it is to be taken up again. */
type Standing = { status: string; tries: number; dueAt: number; error?: string | null };

/** All evidence of a night, once everything has come to rest. */
export function gather(
  stored: Stored,
  acknowledged: readonly Acknowledged[],
  carrier: Pick<Carrier, "sent" | "unclear">,
  watch: Watch,
): Evidence {
  return {
    ...stored,
    watch,
    acknowledged,
    taken: carrier.sent().map(({ statusCallback, to, body, createdAt }) => ({
      sendId: new URL(statusCallback ?? "http://none").searchParams.get("send") ?? "",
      to,
      body,
      at: createdAt,
    })),
    unclear: carrier.unclear(),
  };
}

/** Reads a journal entry as a store keeps it. */
export function turnFrom(phone: string, entry: string): Stored["turns"][number] {
  const { inbounds, replies } = JSON.parse(entry) as {
    inbounds: { key: string }[];
    replies: unknown[];
  }; // core/decision.ts's JournalEntry
  return { phone, keys: inbounds.map(({ key }) => key), answers: replies.length };
}

/** Reads a send's body as a store keeps it. */
export function wordsOf(body: string): string {
  return (JSON.parse(body) as { text?: string }).text ?? ""; // core/decision.ts's SendBody
}
