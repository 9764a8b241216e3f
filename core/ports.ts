import type { Conversation } from "./conversation.ts";
import type { ConsentChange, JournalEntry, NewSend, NewTimer } from "./decision.ts";
import type { Address, CustomerId, Inbound, ReceiptStatus } from "./message.ts";

/** Time. `sleep` resolves early, without an error, when `signal` aborts. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** Fresh, unguessable ids: short, URL-safe, never with "-" or "/" (ids are joined with those). */
export type Ids = { next(): string };

/** Where an arrival belongs. */
export type Route =
  /** Whoever has this address; `newCustomer` becomes their id if nobody has it yet. */
  | { kind: "address"; address: Address; newCustomer: CustomerId }
  /** Whoever has this address; nobody new is made for it (a desk thread we do not know). */
  | { kind: "known_address"; address: Address }
  | { kind: "customer"; customer: CustomerId }
  /** Whoever was sent this, by the provider's id for it (`twilio:SM…`). */
  | { kind: "sent"; providerId: string };

export type Arrival = { inbound: Inbound; route: Route; consent?: ConsentChange };

/** `unroutable`: nobody it could belong to; nothing was kept. */
export type Acceptance =
  | { outcome: "kept" | "known"; customer: CustomerId }
  | { outcome: "unroutable" };

/** The right to do one customer's next turn, until `until`; `epoch` fences the commit. */
export type Lease = { customer: CustomerId; epoch: number; until: number };

/** One customer's next turn: everything that is due for them, in order of arrival. */
export type Work = {
  lease: Lease;
  /** As stored; the reader checks its version. `undefined` for a person without a conversation yet. */
  conversation: unknown;
  /** `crashes`: how many processes died over a turn of it after the first, whose death says nothing, as far as that is known. */
  inbounds: readonly { inbound: Inbound; tries: number; crashes?: number }[];
  addresses: readonly Address[];
  /** The addresses among them that asked for silence. */
  optedOut: readonly Address[];
};

/** What one turn leaves behind, all of it or none (G4). */
export type TurnChange = {
  at: number;
  /** The moment of the commit: from here on what it lets leave at once counts as begun, where the store can mark it so. */
  leavesAt?: number;
  /** Keys of the inbounds this turn settled. */
  done: readonly string[];
  conversation: Conversation;
  /** What the waiting list is ordered by; `undefined`: nobody waits for a person here. */
  waiting: { team: string; since: number; promiseDueAt: number | undefined } | undefined;
  journal: JournalEntry;
  sends: readonly NewSend[];
  timers: { set: readonly NewTimer[]; cancel: readonly string[] };
  consent: readonly ConsentChange[];
  cancelBotSends: boolean;
  /** Sends that do not leave any more, by their ids: what waits is cancelled, an attempt under way is the last one. */
  takeBack?: readonly string[];
  /** What receipts in this turn say became of earlier sends. Applied only forwards. */
  deliveries: readonly {
    sendId?: string;
    providerId?: string;
    status: ReceiptStatus;
    errorCode?: string;
  }[];
};

export type SendStatus =
  | "pending"
  | "sending"
  | "retry"
  | "ambiguous"
  | "sent"
  | "cancelled"
  | "dead";

/** A row of the outbox. */
export type Send = NewSend & {
  customer: CustomerId;
  status: SendStatus;
  createdAt: number;
  /**
   * Attempts begun so far, this one included, and each time that was asked what became of one; counted anew once an unclear
   * one is to be tried again.
   */
  tries: number;
  /** When the attempt whose outcome is unclear began. */
  startedAt?: number;
  providerId?: string;
  receipt?: ReceiptStatus;
  error?: string;
};

/** What became of one attempt. */
export type Settlement =
  /** `binds`: an address that from now on leads to this customer, with the handoff it belongs to. */
  | { kind: "sent"; providerId: string; binds?: { address: Address; handoff: number } }
  | { kind: "retry"; dueAt: number; error: string }
  /** Nobody knows whether it arrived; nothing of its lane leaves until that is found out. */
  | { kind: "ambiguous"; dueAt: number; error: string }
  | { kind: "cancelled"; reason: string }
  /** `inOrder`: it keeps its place, and nothing of its lane overtakes it; else it is passed by until then. No try is counted. */
  | { kind: "postponed"; notBefore: number; reason: string; inOrder?: true }
  /** Given up; comes back to the conversation as a `receipt` inbound with status "failed". */
  | { kind: "dead"; error: string; errorCode?: string };

export type WaitingConversation = {
  customer: CustomerId;
  team: string;
  since: number;
  promiseDueAt: number | undefined;
  conversation: unknown;
};

export type InboxItem = {
  key: string;
  customer: CustomerId;
  kind: string;
  status: "pending" | "dead";
  tries: number;
  receivedAt: number;
  dueAt: number;
  error?: string;
};

/** Sends e-mail. Neither method rejects. */
export type Mailer = {
  /** One attempt; the same `id` always makes the same message id. */
  deliver(mail: { id: string; to: string; subject: string; text: string }): Promise<
    | { kind: "accepted"; messageId: string }
    | {
        kind: "refused";
        code: string;
        message: string;
        reaction: "give_up" | "retry_later" | "channel_broken";
      }
    /** The connection was lost when the message may have been taken already. */
    | { kind: "unclear"; message: string }
  >;
  /** What is wrong with the configuration, or nothing. */
  check(): Promise<readonly string[]>;
};

/** All that is kept about a customer. */
export type Dossier = {
  customer: CustomerId;
  addresses: readonly Address[];
  conversation: unknown;
  journal: readonly JournalEntry[];
  /** What came in and is still kept, oldest first; bodies as they were kept. */
  inbounds: readonly { key: string; status: string; body: unknown }[];
  sends: readonly Send[];
  consents: readonly ConsentChange[];
};

/** The instants before which things are kept no more, by what they are. */
export type KeptSince = { messages: number; turns: number; people: number };

/** How much was let go, or would be. */
export type ClearedOut = { messages: number; turns: number; people: number };

/** How often something may happen, whoever makes it happen and on whichever server: at most `count` times within any `withinMs`. */
export type Allowance = {
  /** Of what, and for whom; never a person's address in clear. */
  name: string;
  limits: readonly { count: number; withinMs: number }[];
};

/**
 * Everything that must survive. Each method is one commit: it has happened completely when it resolves, and a
 * rejection (`StoreUnavailableError`) means that the caller must not tell anybody it happened. All are safe to repeat.
 */
export type Store = {
  /** Keeps each arrival once per `inbound.key` (G1, G2); consent changes in it hold from this commit on (G9). */
  accept(arrivals: readonly Arrival[]): Promise<readonly Acceptance[]>;

  /**
   * The longest-waiting customer with something due whom nobody serves, if there is one (G3). Whoever was being served
   * when a process died is served alone: while nothing else is leased by this process, and nothing else until that ends.
   */
  lease(options: { now: number; leaseMs: number }): Promise<Work | undefined>;
  /** `lost`: somebody else has the customer by now; nothing was written. */
  commit(lease: Lease, change: TurnChange): Promise<"committed" | "lost">;
  /** Gives the turn back undone. Its inbounds wait until `retryAt`; with `dead` they are set aside for a person to look at. */
  fail(
    lease: Lease,
    failure: { keys: readonly string[]; error: string; retryAt: number; dead: boolean },
  ): Promise<void>;

  /** Heads of free lanes that are due, marked `sending` (durably) before this resolves (G5). */
  takeSends(options: { now: number; limit: number }): Promise<readonly Send[]>;
  settle(sendId: string, settlement: Settlement, now: number): Promise<void>;
  send(sendId: string): Promise<Send | undefined>;
  /** What the bot has still to say to this customer, the oldest first, attempts under way included. */
  unsent(customer: CustomerId): Promise<readonly Send[]>;

  /** When the next turn or send falls due, if nothing new arrives; `of` asks for one kind only. */
  nextDueAt(of?: "turns" | "sends"): Promise<number | undefined>;
  /** Called (soon, perhaps once for many) after a commit that made work. Returns how to stop. */
  onWork(listener: () => void): () => void;

  conversation(customer: CustomerId): Promise<unknown>;
  customerOf(address: Address): Promise<CustomerId | undefined>;
  /** Their own addresses, in the order in which they came. */
  addressesOf(customer: CustomerId): Promise<readonly Address[]>;
  dossier(customer: CustomerId): Promise<Dossier>;
  /**
   * Leaves nothing of this customer behind in any file that the store writes, but that they asked for silence: that stays
   * as a keyed hash of the address. A turn or a send under way writes nothing any more. Safe to repeat.
   */
  erase(customer: CustomerId): Promise<void>;
  /**
   * Lets go what is older than these instants (`trial`: only counts it): the words of settled messages and sends, turns of
   * the journal, and, as `erase` does, people with whom nothing was said or done since and nothing is open. A little at a
   * time, so that nobody waits for it; safe to repeat, and to be ended in the middle. Absent: this store cannot.
   */
  clearOut?(since: KeptSince, options?: { trial?: boolean }): Promise<ClearedOut>;
  /** From now on these addresses lead to this customer, whoever had them; what they said about being written to still holds. */
  join(addresses: readonly Address[], into: CustomerId): Promise<void>;
  /** The desk thread of one handoff. */
  threadOf(customer: CustomerId, handoff: number): Promise<Address | undefined>;
  isOptedOut(address: Address): Promise<boolean>;
  /** Every change to whether this address may be written to, for each purpose, oldest first. Absent: this store cannot tell. */
  consents?(address: Address): Promise<readonly ConsentChange[]>;
  /** In the order in which they should be served: promise due first, then longest waiting. */
  waiting(): Promise<readonly WaitingConversation[]>;
  journal(customer: CustomerId): Promise<readonly JournalEntry[]>;
  /** What happened to whomever since then, newest first, at most `limit` turns. */
  journalSince(
    since: number,
    limit: number,
  ): Promise<readonly { customer: CustomerId; entry: JournalEntry }[]>;

  inbox(): Promise<{ items: readonly InboxItem[]; sends: readonly Send[] }>;
  /** Makes a dead inbound or send due again. `false`: there is no such dead thing. */
  retry(key: string, now: number): Promise<boolean>;
  /** Lets a dead inbound or send go. `false`: there is no such dead thing. */
  discard(key: string): Promise<boolean>;

  /** A named place to continue from, e.g. what we have seen of the shop's changes. */
  cursor(name: string): Promise<string | undefined>;
  setCursor(name: string, value: string): Promise<void>;

  /** The value kept under this name, for all servers and for good: `fresh`, if there was none yet. */
  keepOnce(name: string, fresh: string): Promise<string>;
  /** Uses one of an allowance; `key` names the use, so that the same one counts once. `false`: it is used up, and nothing was counted. */
  spend(allowance: Allowance, key: string, now: number): Promise<boolean>;

  /** How many inbounds are due and not settled: what a shop's night is behind by. */
  backlog(now: number): Promise<number>;

  /** Counts for /metrics and `inbox`. */
  counts(): Promise<{
    pending: number;
    dead: number;
    waiting: number;
    unsent: number;
    deadSends: number;
  }>;
  /** One line for the log: what an accepted message survives with these settings. */
  guarantee(): string;
  close(): Promise<void>;
};
