import { StoreUnavailableError } from "../../core/errors.ts";
import type { Events } from "../../core/events.ts";
import type { Acceptance, Arrival, Store } from "../../core/ports.ts";
import { identityOf } from "../../customers/identity.ts";
import { saysNoMoreMessages } from "../../customers/opt-out-words.ts";
import type { Edge } from "../channel.ts";

/**
 * Step A: keeps what arrived, durably and once, before anybody is told it was taken (G1, G2). Nothing is understood
 * or answered here. Phones lead to one person whether they text or use WhatsApp. `guard` throws for what there is no
 * room for. @throws StoreUnavailableError also for words from a thread of which it is not known yet whose it is.
 */
export function acceptInto(
  store: Pick<Store, "accept" | "inbox" | "threadOf">,
  events: Events,
  guard: (arrivals: readonly Arrival[]) => void = () => {},
): Edge["accept"] {
  return async (arrivals) => {
    guard(arrivals);
    const acceptances = await keep(arrivals.map(heard).map(toPerson), store);
    arrivals.forEach((arrival, index) => {
      const outcome = acceptances[index]?.outcome ?? "unroutable";
      events.accepted({ channel: channelOf(arrival), kind: arrival.inbound.kind, outcome });
    });
    return acceptances;
  };
}

/**
 * Until it is known what became of a card, its thread is nobody's: who writes there is asked to come again rather than
 * told that we have it.
 */
async function keep(
  arrivals: readonly Arrival[],
  store: Parameters<typeof acceptInto>[0],
): Promise<readonly Acceptance[]> {
  const acceptances = await store.accept(arrivals);
  const isFromNowhere = arrivals.some(
    ({ route }, at) => route.kind === "known_address" && acceptances[at]?.outcome === "unroutable",
  );
  if (!isFromNowhere) return acceptances;
  if (await isCardUnclear(store)) {
    throw new StoreUnavailableError("nobody knows yet whose thread this is; try again in a moment");
  }
  return store.accept(arrivals); // it may have become known in between
}

async function isCardUnclear({
  inbox,
  threadOf,
}: Pick<Store, "inbox" | "threadOf">): Promise<boolean> {
  for (const { status, body, customer } of (await inbox()).sends) {
    const isPerhapsUp = status === "sending" || status === "ambiguous";
    if (!isPerhapsUp || body.kind !== "card") continue;
    if ((await threadOf(customer, body.handoff)) === undefined) return true;
  }
  return false;
}

/** Who asks for silence in words of their own has it from this moment on, as with a keyword (G9). */
function heard(arrival: Arrival): Arrival {
  const { inbound, consent } = arrival;
  if (inbound.kind !== "message" || inbound.optOut || consent) return arrival;
  if (!saysNoMoreMessages(inbound.text)) return arrival;
  const { from: address, text, receivedAt: at } = inbound;
  const by = `words: ${text.slice(0, KEPT_WORDS)}`;
  return {
    ...arrival,
    inbound: { ...inbound, optOut: "stop", ownWords: true },
    consent: { address, status: "opted_out", at, by },
  };
}

/** As much of a customer's own words as the ledger keeps: all of them, for none that count are longer. */
const KEPT_WORDS = 200;

function toPerson(arrival: Arrival): Arrival {
  const { route } = arrival;
  if (route.kind !== "address") return arrival;
  return { ...arrival, route: { ...route, address: identityOf(route.address) } };
}

function channelOf({ inbound }: Arrival): string {
  return inbound.key.slice(0, Math.max(inbound.key.indexOf(":"), 0)) || "unknown";
}
