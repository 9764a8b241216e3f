import { type Conversation, readConversation } from "../../core/conversation.ts";
import type { SendBody } from "../../core/decision.ts";
import type { Events } from "../../core/events.ts";
import { type Address, addressKind } from "../../core/message.ts";
import type { Clock, Send, Settlement, Store } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import type { Channel, SendOutcome } from "../channel.ts";
import { linkToSend } from "./brief/read-link.ts";
import { asAmended, outcomeOfAmendment } from "./outbox/amended.ts";
import {
  afterUnclear,
  begunTooLate,
  decideBlind,
  notSeen,
  stillUnclear,
} from "./outbox/clear-up.ts";
import { drawCard } from "./outbox/draw-card.ts";
import { type GatePorts, tellBreaker, waitsAtGate } from "./outbox/gate.ts";
import { gatherBriefing } from "./outbox/gather-briefing.ts";
import { fateOf, shownAsQueued } from "./outbox/line-fate.ts";
import { type Prepared, recheck } from "./outbox/recheck.ts";
import { type CodePorts, codeToSend } from "./outbox/send-code.ts";
import { askAgain, isStale } from "./outbox/stale-answer.ts";

/** Back-off between attempts: full jitter over 1 s · 2ⁿ, never more than ten minutes. */
const FIRST_RETRY_MS = 1_000;
export const LONGEST_RETRY_MS = 10 * 60_000;

/** How long something is worth sending at all: an answer for six hours, what we start ourselves for a day. */
const WORTH_SENDING_MS = 6 * 60 * 60_000;
const THANK_YOU_WORTH_SENDING_MS = 24 * 60 * 60_000;

export type OutboxPorts = GatePorts & {
  store: Pick<
    Store,
    | "settle"
    | "conversation"
    | "isOptedOut"
    | "threadOf"
    | "send"
    | "waiting"
    | "journalSince"
    | "accept"
    | "spend"
    | "keepOnce"
    | "cursor"
    | "setCursor"
    | "customerOf"
  >;
  commerce: CodePorts["commerce"];
  own: CodePorts["own"];
  channels: readonly Channel[];
  clock: Clock;
  /** 0 ≤ x < 1. */
  random: () => number;
  events: Events;
  shop: () => Shop;
  /** Aborts when the server stops. */
  signal?: AbortSignal;
};

/** A store that fails is asked again after this. */
const STORE_REST_MS = 1_000;

/**
 * Step E: one attempt at one row of the outbox, which the store has marked `sending` already. What is no longer right
 * to send is taken back; a definite no is tried again later; an unclear answer is first cleared up with the provider,
 * and nothing is sent twice without asking (G5).
 */
export async function sendOne(send: Send, ports: OutboxPorts): Promise<void> {
  const startedAt = ports.clock.now();
  const { settlement, code } = await attempt(send, ports);
  ports.events.sent({
    channel: addressKind(send.to),
    purpose: send.purpose,
    outcome: settlement.kind,
    ms: ports.clock.now() - startedAt,
    ...(code === undefined ? {} : { code }),
  });
  await settleSurely(send, settlement, ports);
}

/**
 * A row that stays `sending` would hold its lane until the next start, so a failing store is asked until it answers. It may
 * have written before it failed: then the row is somebody else's by now.
 */
async function settleSurely(send: Send, settlement: Settlement, ports: OutboxPorts): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      if (!isFirst && !(await isStillOurs(send, ports))) return;
      return await ports.store.settle(send.id, settlement, ports.clock.now());
    } catch (error) {
      if (ports.signal?.aborted) throw error; // the next start finds the row `sending` and clears it up
      ports.events.failed({ what: "writing down what became of a send", error });
      await ports.clock.sleep(STORE_REST_MS, ports.signal);
    }
  }
}

/** Whether the row is as this attempt left it: nobody begins another one before it is settled. */
async function isStillOurs(
  { id, tries, startedAt }: Send,
  { store }: Pick<OutboxPorts, "store">,
): Promise<boolean> {
  const row = await store.send(id);
  const isOpen = row?.status === "sending" || row?.status === "ambiguous";
  return isOpen && row.tries === tries && row.startedAt === startedAt;
}

async function attempt(
  send: Send,
  ports: OutboxPorts,
): Promise<{ settlement: Settlement; code?: string }> {
  const ready = await makeReady(send, ports);
  if ("settlement" in ready) return ready;
  const { outgoing, channel } = ready;
  const unclear = send.status === "ambiguous";
  const tooLate = unclear ? undefined : begunTooLate(send, ports.clock.now());
  const waits = tooLate ?? waitsAtGate(outgoing, channel, ports.clock.now(), ports);
  if (waits) return { settlement: waits };
  // What a slow list shows is as old as the question.
  const askedAt = ports.clock.now();
  const outcome = unclear ? await channel.reconcile(outgoing) : await channel.send(outgoing);
  tellBreaker(channel, { outcome, isLookUp: unclear }, ports.clock.now(), ports);
  switch (outcome.kind) {
    case "not_sent":
      return { settlement: notSeen(send, askedAt) };
    case "unknown":
      return { settlement: decideBlind(send, askedAt) };
    default:
      return outgoing.fate?.now === "queued" && outcome.kind === "accepted"
        ? { settlement: shownAsQueued(ports.clock.now()) }
        : settled(send, outcome, ports);
  }
}

/** The row as it is to leave now, and by which channel; or what becomes of it instead. */
async function makeReady(
  send: Send,
  ports: OutboxPorts,
): Promise<{ outgoing: Prepared; channel: Channel } | { settlement: Settlement }> {
  const unclear = send.status === "ambiguous";
  try {
    const outgoing = await prepare(send, ports);
    const channel = channelTo(outgoing.send.to, ports);
    if (!channel) {
      const error = `no channel is configured for ${addressKind(outgoing.send.to)}`;
      return { settlement: { kind: "dead", error, errorCode: "no_channel" } };
    }
    const stopped = unclear ? undefined : await recheck(outgoing, ports);
    if (stopped) return { settlement: stopped };
    if (!unclear && isStale(send, ports.clock.now())) {
      return { settlement: await askAgain(send, ports) };
    }
    return { outgoing, channel };
  } catch (error) {
    ports.events.failed({ what: "preparing a send", error });
    return { settlement: unsent(send, unclear, error, ports) };
  }
}

/** A code's way is known only once its contact is. */
function channelTo(to: Address, { channels }: Pick<OutboxPorts, "channels">): Channel | undefined {
  const kind = addressKind(to);
  return channels.find(({ carries }) => carries.includes(kind));
}

async function prepare(send: Send, ports: OutboxPorts): Promise<Prepared> {
  const stored = await ports.store.conversation(send.customer);
  const conversation = stored === undefined ? undefined : readConversation(stored);
  const { body } = send;
  switch (body.kind) {
    case "text":
      return asAmended(send, conversation, ports.channels);
    case "code":
      return {
        conversation,
        ...(await codeToSend(
          send,
          { challenge: body.challenge, asker: conversation?.reach?.to },
          ports,
        )),
      };
    case "link":
      return { conversation, send: await linkToSend(send, ports) };
    case "briefing":
      return { send, conversation, ...(await gatherBriefing(body, ports)) };
    default:
      return prepareForDesk(send, body, conversation, ports);
  }
}

async function prepareForDesk(
  send: Send,
  body: Exclude<SendBody, { kind: "text" }>,
  conversation: Conversation | undefined,
  ports: OutboxPorts,
): Promise<Prepared> {
  const thread = await ports.store.threadOf(send.customer, body.handoff);
  if (body.kind === "amendment") {
    const told = await outcomeOfAmendment(send, body, conversation, ports);
    return { conversation, ...(thread ? { thread } : {}), ...told };
  }
  const card =
    conversation && body.kind === "card" ? await drawCard(send, conversation, ports) : undefined;
  const fate = body.kind === "mark" ? await fateOf(send, body.about, ports) : undefined;
  return {
    send,
    conversation,
    ...(thread ? { thread } : {}),
    ...(card ? { card } : {}),
    ...(fate ? { fate } : {}),
  };
}

/** Nothing was called: the row is as clear, or as unclear, as it was before. */
function unsent(send: Send, unclear: boolean, error: unknown, ports: OutboxPorts): Settlement {
  const dueAt = ports.clock.now() + backoffMs(send.tries, ports.random);
  return {
    kind: unclear ? "ambiguous" : "retry",
    dueAt,
    error: error instanceof Error ? error.message : String(error),
  };
}

function settled(
  send: Send,
  outcome: SendOutcome,
  ports: OutboxPorts,
): { settlement: Settlement; code?: string } {
  const now = ports.clock.now();
  switch (outcome.kind) {
    case "accepted":
      return {
        settlement: {
          kind: "sent",
          providerId: outcome.providerId,
          ...(outcome.binds ? { binds: outcome.binds } : {}),
        },
      };
    case "unclear":
      if (send.status === "ambiguous") return { settlement: stillUnclear(send, outcome, now) };
      return { settlement: afterUnclear(outcome.message, now) };
    case "refused":
      return { settlement: refused(send, outcome, ports), code: outcome.code };
    default:
      return outcome satisfies never;
  }
}

function refused(
  send: Send,
  outcome: Extract<SendOutcome, { kind: "refused" }>,
  ports: OutboxPorts,
): Settlement {
  const now = ports.clock.now();
  const error = `${outcome.code}: ${outcome.message}`;
  const worthMs = send.purpose === "thank_you" ? THANK_YOU_WORTH_SENDING_MS : WORTH_SENDING_MS;
  const tooOld =
    // A card is worth showing as long as somebody waits, which is looked at before each attempt.
    send.body.kind !== "card" && now - Math.max(send.createdAt, send.notBefore) > worthMs;
  switch (outcome.reaction) {
    case "give_up":
    case "opted_out":
      if (send.body.kind === "mark") return { kind: "cancelled", reason: error };
      return { kind: "dead", error, errorCode: outcome.code };
    case "retry_later":
    case "channel_broken":
      if (tooOld) return { kind: "dead", error, errorCode: outcome.code };
      return {
        kind: "retry",
        dueAt: now + (outcome.retryAfterMs ?? backoffMs(send.tries, ports.random)),
        error,
      };
    default:
      return outcome.reaction satisfies never;
  }
}

function backoffMs(tries: number, random: () => number): number {
  return Math.round(Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS) * random());
}
