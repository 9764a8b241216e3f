import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import type { Conversation } from "../core/conversation.ts";
import type { DeskBriefing, DeskCard, LineFate, NewSend } from "../core/decision.ts";
import type { Events } from "../core/events.ts";
import type { Address, AddressKind, CustomerId, SentFile } from "../core/message.ts";
import type { Acceptance, Arrival, Clock, Ids, Send, WaitingConversation } from "../core/ports.ts";
import type { FetchedFile } from "./fetch-file.ts";

/** What a channel is given to bring messages in: keep them, then answer the provider. */
export type Edge = {
  /** Resolves once everything is durable. @throws StoreUnavailableError, to be answered 503 with Retry-After. */
  accept(arrivals: readonly Arrival[]): Promise<readonly Acceptance[]>;
  /** Who waits for a person, in the order in which they should be served; for those who ask at the desk. */
  waiting?(): Promise<readonly WaitingConversation[]>;
  /** What one agent holds, the latest first; for those who ask at the desk. */
  heldBy?(
    agentId: string,
  ): Promise<readonly { customer: CustomerId; conversation: Conversation }[]>;
  /** The desk thread of one handoff, once its card is up. */
  threadOf?(customer: CustomerId, handoff: number): Promise<Address | undefined>;
  /** Whose conversation a desk thread is about, and whether it has gone on in another thread since. */
  talkIn?(
    thread: Address,
  ): Promise<{ customer: CustomerId; conversation: Conversation; isPast: boolean } | undefined>;
  clock: Clock;
  ids: Ids;
  events: Events;
};

/** What a channel needs to send one row of the outbox. */
export type Outgoing = {
  send: Send;
  /** For the desk: the thread of the row's handoff once its card is posted. */
  thread?: Address;
  /** For the desk: the card as it should look now. */
  card?: DeskCard;
  /** For a `briefing`: what it tells now. */
  briefing?: DeskBriefing;
  /** For a `mark`: how far the agent's line has come. `waited`: it has been shown, or could have been, as queued. */
  fate?: { now: LineFate; waited: boolean };
};

/** How fast a provider carries what is sent from one sender or into one place. */
export type Pace = {
  /** What shares the pace, e.g. `twilio:+4552525252`. */
  bucket: string;
  perSecond: number;
  /** How much may leave at once after a pause. */
  burst: number;
  /** How much this one counts, e.g. the segments of a text. */
  weight: number;
};

/** What the provider made of one attempt. */
export type SendOutcome =
  | { kind: "accepted"; providerId: string; binds?: { address: Address; handoff: number } }
  /** Definitely not sent. `reaction` says what the outbox should do about it. */
  | {
      kind: "refused";
      code: string;
      message: string;
      reaction: "retry_later" | "give_up" | "opted_out" | "channel_broken";
      retryAfterMs?: number;
    }
  /** The answer was lost after the request may have been read: perhaps sent. */
  | { kind: "unclear"; message: string };

/** One way to reach people. Built only when it is configured; loads its vendor's SDK on first use. */
export type Channel = {
  readonly name: string;
  readonly carries: readonly AddressKind[];
  /** Adds its webhooks to the server. */
  mount(app: Express, edge: Edge): void;
  /** For webhooks that come in bursts: takes this request past Express, or leaves it to it (`false`). */
  take?(request: IncomingMessage, response: ServerResponse, edge: Edge): boolean;
  /** For sockets that a page holds open: takes this request to become one, or leaves it to others (`false`). */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** For what needs a running connection (Slack's Socket Mode); ends when `signal` aborts. */
  run?(edge: Edge, signal: AbortSignal): Promise<void>;
  /** Cuts a text into parts that fit one message each. Absent: any length fits. */
  split?(text: string, to: Address): readonly string[];
  /**
   * Whether it carries this file itself: together with words, or in a message without any; `undefined`: the text says where
   * it can be read. Absent: none is carried. Pure.
   */
  attaches?(
    file: SentFile,
    route: Pick<NewSend, "to" | "from">,
  ): "with words" | "alone" | undefined;
  /** How fast this may leave; absent or `undefined`: as fast as the provider takes it. Pure. */
  pace?(outgoing: Outgoing): Pace | undefined;
  /** One attempt, without retries of its own. Must not reject: an unexpected failure is `unclear`. */
  send(outgoing: Outgoing): Promise<SendOutcome>;
  /** Shows them that an answer is being made, where people can see such a thing. Never rejects; nothing hangs on it. */
  typing?(reach: { to: Address; from: Address }): Promise<void>;
  /** After an unclear attempt: did it arrive? `unknown` if the provider cannot tell. */
  reconcile(outgoing: Outgoing): Promise<SendOutcome | { kind: "not_sent" } | { kind: "unknown" }>;
  /** Reads a file that its provider keeps, with its credentials. Never rejects. */
  fetchFile?(url: string): Promise<FetchedFile>;
  /** What a provider's error code means, for a person at the desk; `undefined`: not one we know. Pure. */
  explain?(code: string): string | undefined;
  /** For `doctor` and /readyz: what is wrong with the configuration, or nothing. */
  check(): Promise<readonly string[]>;
};
