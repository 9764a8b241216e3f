import { livePromise, type PromiseMade, readConversation } from "../../../core/conversation.ts";
import { type Draft, decide, say, wake } from "../../../core/draft.ts";
import { addressKind, type InboundOf } from "../../../core/message.ts";
import type { Phrase, Shop } from "../../../core/shop.ts";
import { showCard, tellDesk } from "../../../core/tell-desk.ts";
import { mergedConversation } from "../../../customers/merged.ts";
import { closePromise, openingOf, stillWords } from "../../../handoff/hand-over.ts";
import { watchLease } from "../../../handoff/lease.ts";
import { endWork } from "../../../handoff/past-work.ts";
import { addPromise } from "../../../handoff/promises.ts";
import { watchPromise } from "../../../handoff/warnings.ts";
import type { LinkSeen } from "../brief/read-link.ts";
import type { Brief } from "../brief.ts";

/** Shows a link code, or says why there is none. `false`: this turn is about something else. */
export function answerLink(draft: Draft, { link }: Brief, phrase: Phrase): boolean {
  if (!link || link.kind === "same" || link.kind === "new_address") return false;
  if (link.kind !== "asked") {
    decide(draft, "answer", `link: ${link.kind}`);
    say(draft, phrase(`link.${link.kind}`), { purpose: "answer" });
    return true;
  }
  const { reach } = draft.conversation;
  if (link.contact === undefined || !link.isLeft || !reach) {
    const why = link.contact === undefined ? "no_proof" : "too_many";
    decide(draft, "answer", `link: ${why}`);
    say(draft, phrase(`link.${why}`), { purpose: "answer" });
    return true;
  }
  decide(draft, "answer", "link: code shown");
  const { contact, until } = link;
  draft.sends.push({
    id: `${draft.customer}-link-${draft.conversation.turn}`,
    purpose: "code",
    author: "bot",
    ...reach,
    body: {
      kind: "link",
      handoff: 0,
      contact,
      at: draft.now,
      ...(until === undefined ? {} : { until }),
    },
    lane: `${draft.customer}/${addressKind(reach.to)}`,
    rank: 0,
    notBefore: draft.now,
  });
  return true;
}

/**
 * They are somebody we know: who held this conversation and what was promised in it goes on with that one, and this one
 * comes to rest. Nothing is said: whoever they are now says it.
 */
export function leaveFor(draft: Draft, link: LinkSeen | undefined): void {
  if (link?.kind === "new_address") return wakeToJoin(draft, link.address);
  if (link?.kind !== "same") return;
  const { holder, handoff } = draft.conversation;
  const promise = livePromise(draft.conversation);
  if (handoff && (holder.kind === "waiting" || holder.kind === "agent")) {
    tellDesk(
      draft,
      "desk",
      "They are a customer whom we know: this goes on there, with a new card.",
    );
    closePromise(draft, "released");
    const by = holder.kind === "agent" ? holder.agent.name : "The bot";
    const next = { kind: "resolved", at: draft.now, handoff: handoff.number } as const;
    endWork(draft, next, { by, how: "passed_on", note: "goes on in their other conversation" });
    showCard(draft);
  }
  decide(draft, "act", `joins by ${link.by}`);
  draft.conversation = {
    ...draft.conversation,
    joinedTo: {
      customer: link.into,
      at: draft.now,
      by: link.by,
      holder,
      ...(promise ? { promise } : {}),
      ...(link.proven ? { proven: link.proven } : {}),
      ...(link.words ? { words: link.words } : {}),
    },
  };
  wakeToJoin(draft, link.into);
}

function wakeToJoin(draft: Draft, subject: string): void {
  wake(draft, "join", subject, draft.now, draft.conversation.turn);
}

/** Somebody else turned out to be this person, or not to be. */
export function considerPerson(draft: Draft, { change }: InboundOf<"person">, brief: Brief): void {
  if (change.do === "joined") return takeIn(draft, change, brief);
  if (change.do === "leave") {
    if (draft.conversation.joinedTo || change.into === draft.customer) return;
    return leaveFor(draft, { kind: "same", into: change.into, by: change.by, words: "" });
  }
  const { joined = [], joinedTo, ...conversation } = draft.conversation;
  const isMe = joinedTo?.customer === change.customer;
  const others = joined.filter(({ customer }) => customer !== change.customer);
  decide(draft, "act", `parted by ${change.by}`);
  draft.conversation = {
    ...conversation,
    joined: others,
    ...(joinedTo && !isMe ? { joinedTo } : {}),
  };
}

type JoinedChange = Extract<InboundOf<"person">["change"], { do: "joined" }>;

function takeIn(draft: Draft, change: JoinedChange, brief: Brief): void {
  const from = readConversation(change.conversation);
  const gone = from.joinedTo;
  const { customer, addresses, by } = change;
  const at = gone?.at ?? draft.now;
  if (draft.conversation.joined?.some((one) => one.customer === customer && one.at === at)) {
    return decide(draft, "stay_silent", "joined already");
  }
  const before = draft.conversation;
  const merged = mergedConversation(before, from, { customer, addresses, at, by });
  const { proof = { askedAt: [] } } = merged;
  const on = [...(proof.proven?.on ?? []), ...addresses];
  draft.conversation = gone?.proven
    ? { ...merged, proof: { ...proof, proven: { ...gone.proven, on } } }
    : merged;
  decide(draft, "act", `joined by ${by}`);
  if (gone) goOnWithHandoff(draft, from, gone, brief);
  if (by === "link code") greet(draft, before, brief);
}

type Conversations = Draft["conversation"];

/** Whoever waited for a person, or had one, still does: no promise is lost, and the earlier one of two holds. */
function goOnWithHandoff(
  draft: Draft,
  from: Conversations,
  { holder, promise }: NonNullable<Conversations["joinedTo"]>,
  { shop }: Brief,
): void {
  const { handoff } = from;
  if (!handoff || (holder.kind !== "waiting" && holder.kind !== "agent")) return;
  const own = draft.conversation;
  const isHeld = own.holder.kind === "waiting" || own.holder.kind === "agent";
  if (isHeld && own.handoff) {
    const orderNumbers = [...new Set([...own.handoff.orderNumbers, ...handoff.orderNumbers])];
    draft.conversation = { ...own, handoff: { ...own.handoff, orderNumbers } };
    tellDesk(draft, "desk", `They also waited elsewhere: ${handoff.reason}.`);
  } else {
    const number = (own.handoff?.number ?? 0) + 1;
    const { from: _, ...carried } = handoff;
    draft.conversation = {
      ...own,
      handoff: { ...carried, number },
      holder: { ...holder, handoff: number },
    };
    if (holder.kind === "agent") watchLease(draft, shop);
  }
  if (promise) keepPromise(draft, promise, shop);
  showCard(draft, openingOf(draft, shop));
}

function keepPromise(draft: Draft, promise: PromiseMade, shop: Shop): void {
  const live = livePromise(draft.conversation);
  if (live && live.dueAt <= promise.dueAt) return;
  closePromise(draft, "renewed");
  const id = `${draft.customer}-promise-joined.${draft.conversation.turn}`;
  const kept: PromiseMade = { ...promise, id, status: "live" };
  draft.conversation = addPromise(draft.conversation, kept);
  watchPromise(draft, kept, shop);
}

/** Says that it is known who they are, and what they were talking about where they wrote before. */
function greet(draft: Draft, before: Conversations, { orders, shop }: Brief): void {
  if (draft.conversation.holder.kind === "agent") {
    return tellDesk(draft, "desk", "The customer goes on writing on another channel from here.");
  }
  const phrase = shop.phrases(draft.conversation.locale);
  const order =
    orders.kind === "proven"
      ? orders.orders.find(({ id }) => id === before.topic?.orderId)?.number
      : undefined;
  const where = before.reach ? addressKind(before.reach.to) : "other";
  const words = phrase("link.joined", { order: order ?? "none", where });
  const waits = draft.conversation.holder.kind === "waiting";
  say(draft, waits ? `${words}\n\n${stillWords(draft, shop, phrase)}` : words, {
    purpose: "answer",
  });
}
