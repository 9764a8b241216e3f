import { type Conversation, conversationSchema } from "../../core/conversation.ts";
import type { NewSend } from "../../core/decision.ts";
import type { Inbound } from "../../core/message.ts";
import type { Store, Work } from "../../core/ports.ts";
import type { Defect } from "./defect.ts";

/** Mistakes about who holds a conversation, and about what each side is told. */
export const deskDefects: readonly Defect[] = [
  { name: "the bot forgets who holds it", store: (store) => readAs(store, forgetAtMessages) },
  { name: "both claims win", store: (store) => readAs(store, forgetAtClaims) },
  { name: "anybody's words are relayed", store: (store) => readAs(store, holdAtWords) },
  { name: "a claim lets the bot's words go", store: keepBotSends },
  { name: "claims are not shown", store: (store) => dropSends(store, isClaimedCard) },
  {
    name: "cards are not posted",
    store: (store) => dropSends(store, ({ body }) => body.kind === "card"),
  },
  {
    name: "agents' words are lost",
    store: (store) => dropSends(store, ({ purpose }) => purpose === "relay"),
  },
  {
    name: "words under a card of unknown fate are let go",
    store: (store) => ({ ...store, inbox: async () => ({ items: [], sends: [] }) }),
  },
  { name: "customers' words are not shown", store: hideCustomersWords },
  {
    name: "an edit that comes first is forgotten",
    store: (store) => readAs(store, ({ amendedEarly: _, ...conversation }) => conversation),
  },
  { name: "an edit changes nothing", store: forgetEdits },
  { name: "every deletion is told as done", store: tellDeleted },
];

/** Gives each turn another conversation to start from. */
function readAs(
  store: Store,
  change: (conversation: Conversation, inbounds: readonly Inbound[]) => Conversation,
): Store {
  return {
    ...store,
    async lease(options) {
      const work = await store.lease(options);
      return work && misread(work, change);
    },
  };
}

function misread(work: Work, change: Parameters<typeof readAs>[1]): Work {
  if (work.conversation === undefined) return work;
  const conversation = conversationSchema.parse(work.conversation);
  return {
    ...work,
    conversation: change(
      conversation,
      work.inbounds.map(({ inbound }) => inbound),
    ),
  };
}

function forgetAtMessages(conversation: Conversation, inbounds: readonly Inbound[]): Conversation {
  const isWritten = inbounds.some(({ kind }) => kind === "message");
  return isWritten ? { ...conversation, holder: { kind: "bot" } } : conversation;
}

function forgetAtClaims(conversation: Conversation, inbounds: readonly Inbound[]): Conversation {
  const { holder } = conversation;
  const isClaimed = inbounds.some(({ kind, ...rest }) => {
    return kind === "agent" && "action" in rest && rest.action.do === "claim";
  });
  if (!isClaimed || holder.kind !== "agent") return conversation;
  const { since, handoff } = holder;
  return { ...conversation, holder: { kind: "waiting", since, handoff } };
}

function holdAtWords(conversation: Conversation, inbounds: readonly Inbound[]): Conversation {
  const { holder } = conversation;
  const said = inbounds.find((inbound) => inbound.kind === "agent" && inbound.action.do === "say");
  if (said?.kind !== "agent" || holder.kind !== "waiting") return conversation;
  const { since, handoff } = holder;
  const { agent } = said;
  return { ...conversation, holder: { kind: "agent", agent, since, handoff, activeAt: since } };
}

/** Neither the commit of the claim nor the last look before sending takes the bot's words back. */
function keepBotSends(store: Store): Store {
  return {
    ...store,
    commit: (lease, change) => store.commit(lease, { ...change, cancelBotSends: false }),
    // whose words they are is what the last look goes by
    takeSends: async (options) =>
      (await store.takeSends(options)).map((send) => ({ ...send, author: "agent" })),
  };
}

function dropSends(store: Store, isDropped: (send: NewSend, holder: string) => boolean): Store {
  return {
    ...store,
    commit: (lease, change) =>
      store.commit(lease, {
        ...change,
        sends: change.sends.filter((send) => !isDropped(send, change.conversation.holder.kind)),
      }),
  };
}

/** Neither in the thread nor on the card, which is drawn anew as they write. */
function hideCustomersWords(store: Store): Store {
  return {
    ...dropSends(store, ({ body }) => body.kind === "line" && body.who === "customer"),
    async conversation(customer) {
      const found = await store.conversation(customer);
      const conversation = conversationSchema.safeParse(found).data;
      if (!conversation) return found;
      return { ...conversation, lines: conversation.lines.filter(({ who }) => who !== "customer") };
    },
  };
}

/** The last look before sending does not see what the agent has made of a line. */
function forgetEdits(store: Store): Store {
  return {
    ...store,
    async conversation(customer) {
      const found = await store.conversation(customer);
      const conversation = conversationSchema.safeParse(found).data;
      if (!conversation) return found;
      const relayed = conversation.relayed.map(({ amended: _, ...line }) => line);
      return { ...conversation, relayed };
    },
  };
}

function tellDeleted(store: Store): Store {
  return {
    ...store,
    async send(id) {
      const found = await store.send(id);
      return found?.purpose === "relay" && found.status === "sent"
        ? { ...found, status: "cancelled" }
        : found;
    },
  };
}

function isClaimedCard({ body }: NewSend, holder: string): boolean {
  return body.kind === "card" && holder === "agent";
}
