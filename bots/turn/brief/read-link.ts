import { type Conversation, readConversation } from "../../../core/conversation.ts";
import { type Address, type CustomerId, type Inbound, phoneOf } from "../../../core/message.ts";
import type { Clock, Send, Store } from "../../../core/ports.ts";
import type { Shop } from "../../../core/shop.ts";
import { CODE_GOOD_FOR_MS, linksFor, PROOF_LASTS_MS } from "../../../customers/code.ts";
import { identityOf } from "../../../customers/identity.ts";
import {
  asksForLink,
  LINK_TRIES,
  LINK_TRIES_OF_ALL,
  linkCodeIn,
  linkCodeOf,
  linkName,
} from "../../../customers/link-code.ts";
import { codeSecret } from "../outbox/send-code.ts";
import type { CodeGiven } from "./check-code.ts";

/** What a turn's messages have to do with being one person on several channels. */
export type LinkSeen =
  /** They want to go on elsewhere. Without `contact` nobody knows who they are; `isLeft`: they may have one more code. */
  | { kind: "asked"; isLeft: boolean; contact?: Address; until?: number }
  /** They are this customer; `words`: what else they wrote. */
  | { kind: "same"; into: CustomerId; by: string; proven?: LinkProof; words: string }
  /** A code proved a contact whose address nobody has yet. */
  | { kind: "new_address"; address: Address }
  | { kind: "wrong" | "locked" | "own" };

type LinkProof = { contact: Address; until: number };

/**
 * Where the customer of this turn writes from, and whose orders may be told there: by the code that they just gave, by
 * what somebody who joins now brings along, or by what they have proven there lately.
 */
export function whoWrites(
  inbounds: readonly Inbound[],
  conversation: Conversation,
  code: CodeGiven | undefined,
  now: number,
): { from: Address | undefined; proven: LinkProof | undefined; joins: boolean } {
  const last = inbounds.findLast(({ kind }) => kind === "message");
  const written = last?.kind === "message" ? last.from : undefined;
  const joined = joinedIn(inbounds);
  const from = written ?? joined?.reach?.to ?? conversation.reach?.to;
  const proven = joined?.joinedTo?.proven ?? provenOn(from, conversation, now);
  const isRight = code?.outcome === "right";
  return {
    from,
    proven: isRight ? { contact: code.contact, until: now + PROOF_LASTS_MS } : proven,
    joins: joined !== undefined,
  };
}

function joinedIn(inbounds: readonly Inbound[]): Conversation | undefined {
  const found = inbounds.findLast(({ kind }) => kind === "person");
  if (found?.kind !== "person" || found.change.do !== "joined") return undefined;
  return readConversation(found.change.conversation);
}

/** Whose orders may be told at this address for now, because they proved it there. */
function provenOn(
  from: Address | undefined,
  { proof }: Pick<Conversation, "proof">,
  now: number,
): LinkProof | undefined {
  const { contact, until = 0, on } = proof?.proven ?? {};
  if (contact === undefined || now >= until) return undefined;
  const isHere = on === undefined || (from !== undefined && on.includes(from));
  return isHere ? { contact, until } : undefined;
}

export type LinkPorts = {
  store: Pick<
    Store,
    "spend" | "keepOnce" | "cursor" | "setCursor" | "conversation" | "customerOf" | "send"
  >;
  clock: Clock;
};

/**
 * Looks for a link code, or the wish for one. A code is masked before anybody else sees the messages; it is used up by
 * being read here, and the same message read again uses it once.
 */
export async function readLink(
  inbounds: readonly Inbound[],
  who: { customer: CustomerId; proven: LinkProof | undefined; code: CodeGiven | undefined },
  ports: LinkPorts,
): Promise<{ inbounds: readonly Inbound[]; link?: LinkSeen }> {
  let given: { code: string; key: string; words: string } | undefined;
  const masked = inbounds.map((inbound): Inbound => {
    const found = inbound.kind === "message" ? linkCodeIn(inbound.text) : undefined;
    if (inbound.kind !== "message" || !found) return inbound;
    given = { code: found.code, key: inbound.key, words: found.rest };
    return { ...inbound, text: found.masked };
  });
  if (given) return { inbounds: masked, link: await judge(given, who.customer, ports) };
  const last = inbounds.findLast(({ kind }) => kind === "message");
  if (last?.kind !== "message") return { inbounds };
  if (who.code?.outcome === "right") {
    const link = await linkByCode({ ...who, ...who.code, from: last.from }, ports);
    return { inbounds, ...(link ? { link } : {}) };
  }
  if (!asksForLink(last.text)) return { inbounds };
  const isLeft = await ports.store.spend(linksFor(who.customer), last.key, ports.clock.now());
  const phone = phoneOf(last.from);
  const contact = who.proven?.contact ?? (phone === undefined ? undefined : identityOf(last.from));
  const until = who.proven?.until;
  return {
    inbounds,
    link: {
      kind: "asked",
      isLeft,
      ...(contact === undefined ? {} : { contact }),
      ...(until === undefined ? {} : { until }),
    },
  };
}

/** What the bot said last. It may have been on another channel of theirs, so it is told only where they are known. */
export function lastAnswerFor(
  conversation: Pick<Conversation, "joined" | "proof" | "lines">,
  from: Address | undefined,
  now: number,
): string | undefined {
  const isOnlyHere = conversation.joined === undefined || from === undefined;
  const isKnown =
    isOnlyHere || phoneOf(from) !== undefined || provenOn(from, conversation, now) !== undefined;
  return isKnown ? conversation.lines.findLast(({ who }) => who === "bot")?.text : undefined;
}

async function judge(
  { code, key, words }: { code: string; key: string; words: string },
  customer: CustomerId,
  { store, clock }: LinkPorts,
): Promise<LinkSeen> {
  const now = clock.now();
  const own = { name: `link tries:${customer}`, limits: LINK_TRIES };
  for (const allowance of [own, LINK_TRIES_OF_ALL]) {
    if (!(await store.spend(allowance, key, now))) return { kind: "locked" };
  }
  const name = linkName(code, await codeSecret(store));
  const sendId = await store.cursor(name);
  const row = sendId === undefined ? undefined : await store.send(sendId);
  if (row?.body.kind !== "link" || now - row.body.at >= CODE_GOOD_FOR_MS) return { kind: "wrong" };
  const lead = row.body;
  const into = await whoIsNow(row.customer, store);
  if (into === customer) return { kind: "own" };
  const once = { name, limits: [{ count: 1, withinMs: CODE_GOOD_FOR_MS }] };
  if (!(await store.spend(once, key, now))) return { kind: "wrong" };
  const until = Math.min(lead.until ?? Number.POSITIVE_INFINITY, now + PROOF_LASTS_MS);
  return { kind: "same", into, by: "link code", proven: { contact: lead.contact, until }, words };
}

/** Somebody who has joined somebody is them by now. */
async function whoIsNow(
  customer: CustomerId,
  store: Pick<Store, "conversation">,
): Promise<CustomerId> {
  const stored = await store.conversation(customer);
  const joined = stored === undefined ? undefined : readConversation(stored).joinedTo;
  return joined ? whoIsNow(joined.customer, store) : customer;
}

/**
 * Whose person somebody is by the contact that a one-time code has proven. A phone stays its own person: two people of
 * one household may show each other a code.
 */
async function linkByCode(
  { contact, from, customer }: { contact: Address; from: Address; customer: CustomerId },
  { store, clock }: LinkPorts,
): Promise<LinkSeen | undefined> {
  if (phoneOf(from) !== undefined) return undefined;
  const address = identityOf(contact);
  const owner = await store.customerOf(address);
  if (owner === undefined) return { kind: "new_address", address };
  const into = await whoIsNow(owner, store);
  if (into === customer) return undefined;
  const proven = { contact, until: clock.now() + PROOF_LASTS_MS };
  return { kind: "same", into, by: "code", proven, words: "" };
}

/** A link code as the message that carries it, made as it leaves; safe to do again. @throws what the store throws. */
export async function linkToSend(
  send: Send,
  ports: Pick<LinkPorts, "store"> & { shop: () => Shop },
): Promise<Send> {
  const secret = await codeSecret(ports.store);
  const code = linkCodeOf(send.id, secret);
  await ports.store.setCursor(linkName(code, secret), send.id);
  const text = ports.shop().phrases(undefined)("link.code", { code });
  return { ...send, body: { kind: "text", text } };
}
