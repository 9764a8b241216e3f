import type { DeskCard } from "../../core/decision.ts";
import type { Address, Agent, CustomerId } from "../../core/message.ts";
import type { Order } from "../../core/order.ts";

/** `poison` kills whatever process reads it. */
export type About =
  | "order"
  | "talk"
  | "person"
  | "nonsense"
  | "stop"
  | "start"
  | "cancel"
  | "yes"
  | "poison";

/** A message that a customer wrote, and what the carrier was told about it. Times are true time unless they say `wall`. */
export type Written = {
  sid: string;
  from: Address;
  text: string;
  about: About;
  /** The made-up order number that only the answer to this message can name. */
  marker?: string;
  writtenAt: number;
  /** When a server first had it in hands. */
  arrivedAt?: number;
  /** When a server first answered 2xx. */
  acknowledgedAt?: number;
};

/** A send that a server began: what went into the channel, and when. */
export type Attempt = {
  sendId: string;
  to: Address;
  text: string;
  at: number;
  /** What the server's own clock showed. */
  wall: number;
};

/** What a phone received, in the order in which the carrier took it. */
export type Received = Attempt & { receivedAt: number };

/** What the agents can see at the desk. */
export type Posted = {
  at: number;
  sendId: string;
  customer: CustomerId;
  handoff: number;
  /** Whether this opened a thread of its own. */
  opened: boolean;
  card?: DeskCard;
  line?: string;
  whisperTo?: string;
};

/** What an agent did. */
export type Deed = {
  key: string;
  agent: Agent;
  do: "claim" | "hand_back" | "resolve" | "say" | "amend";
  customer: CustomerId;
  handoff: number;
  /** For an "amend": absent where they deleted it. */
  text?: string;
  /** The desk's name for the line that was said, or amended. */
  mark?: string;
  at: number;
  acknowledgedAt?: number;
  outcome?: string;
};

export type Person = {
  phone: string;
  zone: string;
  country: string;
  region?: string;
  writes: boolean;
  /** The carrier refuses everything to this phone for good. */
  dead: boolean;
};

/** A change that the shop's own system made to an order, whatever it answered. */
export type Made = { orderId: string; key: string; at: number };

/** Everything seen from outside during a night. */
export type Records = {
  startedAt: number;
  people: Person[];
  orders: Order[];
  written: Written[];
  attempts: Attempt[];
  received: Received[];
  /** Definitely and finally refused by the carrier. */
  refused: Attempt[];
  posted: Posted[];
  deeds: Deed[];
  made: Made[];
  /** When the server said that an agent's line is to leave otherwise, or not at all. */
  amended: { customer: CustomerId; at: number }[];
  /** Customers of whom something was given up as unreadable, and how many processes had died alone with it by then. */
  setAside: { customer: CustomerId; diedAlone: number }[];
  /** How many processes in a row died over a turn of theirs while they had no other under way. */
  diedAlone: Map<CustomerId, number>;
  /** How many doubles of a send the provider's own answers made unavoidable. */
  excuses: Map<string, number>;
  /** When each send was last tried. */
  tried: Map<string, number>;
  /** When the server's clock was set last: by it, an hour may have passed in which a provider could not say. */
  clockSetAt: number;
  /** How often a provider was called about each send, to take it or to say what became of it. */
  calls: Map<string, number>;
  /** Sends that count more tries than there were calls. */
  triedInVain: string[];
  /** Sends that ended without an answer, or with their process, though their provider can be asked about them. */
  ambiguous: number;
  crashes: number;
  /** Rows that no journey may produce, noted where they are seen. */
  mistakes: string[];
};

export function newRecords(startedAt: number): Records {
  return {
    startedAt,
    people: [],
    orders: [],
    written: [],
    attempts: [],
    received: [],
    refused: [],
    posted: [],
    deeds: [],
    made: [],
    amended: [],
    setAside: [],
    diedAlone: new Map(),
    excuses: new Map(),
    tried: new Map(),
    clockSetAt: Number.NEGATIVE_INFINITY,
    calls: new Map(),
    triedInVain: [],
    ambiguous: 0,
    crashes: 0,
    mistakes: [],
  };
}
