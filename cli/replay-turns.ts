import { readVariants } from "../bots/turn/brief/read-variants.ts";
import { type BriefPorts, brief } from "../bots/turn/brief.ts";
import { choose } from "../bots/turn/choose.ts";
import type { CommerceProvider } from "../core/commerce.ts";
import { type Conversation, newConversation } from "../core/conversation.ts";
import type { JournalEntry } from "../core/decision.ts";
import { ProviderUnavailableError } from "../core/errors.ts";
import type { Helper } from "../core/helper.ts";
import { type Address, type Inbound, inboundSchema } from "../core/message.ts";
import type { Clock, Dossier, Store } from "../core/ports.ts";
import type { Shop } from "../core/shop.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { silentEvents } from "./stage.ts";

/** What a turn was decided to do, by which rule, and who holds the conversation after it. */
type Outcome = { decision: string; rule: string; holder: string };

/** One turn as it was, and as it would be today. `today` is absent where what came in is not kept any more. */
export type ReplayedTurn = {
  customer: string;
  turn: number;
  at: number;
  said: string;
  then: Outcome;
  today: Outcome | undefined;
};

export type ReplayPorts = {
  store: Pick<StoreDesk, "keepOnce" | "cursor" | "send" | "conversation" | "customerOf">;
  commerce: CommerceProvider;
  clock: Clock & { set(instant: number): void };
  shop: Shop;
  own: { sms?: Address };
  channels: BriefPorts["channels"];
};

/**
 * Decides every turn of a customer's journal anew, each at its own moment and on what came in then, with the shop's files
 * and our code of today; each turn goes on from what today's turn before it would have left. Nothing is written or sent.
 * Orders are read as they stand now, unless the shop's system did not answer then; a language model is not asked again.
 * @throws what the store throws.
 */
export async function replayTurns(
  dossier: Dossier,
  ports: ReplayPorts,
): Promise<readonly ReplayedTurn[]> {
  const kept = new Map(dossier.inbounds.map(({ key, body }) => [key, body]));
  const turns: ReplayedTurn[] = [];
  let conversation = newConversation();
  for (const entry of dossier.journal) {
    const inbounds = entry.inbounds.flatMap(
      ({ key }) => inboundSchema.safeParse(kept.get(key)).data ?? [],
    );
    const isKept = inbounds.length === entry.inbounds.length;
    const decided = isKept
      ? await decideAgain({ entry, inbounds, conversation, dossier }, ports)
      : undefined;
    if (decided) conversation = decided.conversation;
    turns.push({
      customer: dossier.customer,
      turn: entry.turn,
      at: entry.at,
      said: entry.inbounds.flatMap(({ text }) => text || []).join(" / "),
      then: {
        decision: entry.decision.kind,
        rule: entry.decision.rule,
        holder: entry.holder.after,
      },
      today: decided && {
        decision: decided.kind,
        rule: decided.rule,
        holder: decided.conversation.holder.kind,
      },
    });
  }
  return turns;
}

/** Whether a turn would go another way today. */
export function differs({ then, today }: ReplayedTurn): boolean {
  if (!today) return false;
  return (
    then.decision !== today.decision || then.rule !== today.rule || then.holder !== today.holder
  );
}

type Past = {
  entry: JournalEntry;
  inbounds: readonly Inbound[];
  conversation: Conversation;
  dossier: Dossier;
};

async function decideAgain({ entry, inbounds, conversation, dossier }: Past, ports: ReplayPorts) {
  const { customer, addresses } = dossier;
  const { shop, clock, own, channels } = ports;
  clock.set(entry.at);
  const optedOut = addresses.filter((address) => isOptedOut(address, dossier, entry.at));
  const work = {
    lease: { customer, epoch: 0, until: entry.at },
    // Ids made in a turn carry its number: timers and codes of then belong to the turns of now.
    conversation: { ...conversation, turn: entry.turn - 1 },
    inbounds: inbounds.map((inbound) => ({ inbound, tries: 0 })),
    addresses,
    optedOut,
  };
  const reading = {
    store: storeOf(dossier, entry.at, ports.store),
    commerce: asItAnswered(ports.commerce, entry),
    clock,
    events: { ...silentEvents(), failed() {} },
    shop: () => shop,
    channels,
    own,
    ...(entry.help ? { helper: NEVER_ASKED } : {}),
  };
  const gathered = await readVariants(await brief(work, reading), reading);
  return choose(entry.help ? { ...gathered, help: entry.help } : gathered);
}

/** That there is one changes what is read; what it said is in the journal. */
const NEVER_ASKED = {} as Helper; // brief looks only whether it is there

/** Answers that were held up by then are those that never left; older ones than this were of another outage. */
const TAKEN_BACK_WITHIN_MS = 6 * 60 * 60_000;

/** What the store knew then, as far as it was kept; nothing is counted or written. */
function storeOf(
  dossier: Dossier,
  at: number,
  store: ReplayPorts["store"],
): BriefPorts["store"] & Pick<Store, "send"> {
  return {
    ...store,
    send: async (id) => dossier.sends.find((send) => send.id === id) ?? store.send(id),
    unsent: async () =>
      dossier.sends.filter(
        ({ status, createdAt }) =>
          status === "cancelled" && createdAt < at && at - createdAt < TAKEN_BACK_WITHIN_MS,
      ),
    isOptedOut: async (address) => isOptedOut(address, dossier, at),
    consents: async (address) =>
      dossier.consents.filter((change) => change.address === address && change.at <= at),
    spend: async () => true,
    setCursor: async () => {},
  };
}

function isOptedOut(address: Address, { consents }: Dossier, at: number): boolean {
  const last = consents.findLast(
    (change) => change.address === address && change.purpose === undefined && change.at <= at,
  );
  return last?.status === "opted_out";
}

/** The shop's system as it was reached in that turn: a silence of then is a silence again. */
function asItAnswered(commerce: CommerceProvider, { reads }: JournalEntry): CommerceProvider {
  const wasAway = reads.some(
    ({ outcome }) => outcome === "unavailable" || outcome === "left alone",
  );
  if (!wasAway) return commerce;
  const away = () => Promise.reject(new ProviderUnavailableError("it did not answer then"));
  return { ...commerce, findOrders: away, getOrder: away };
}
