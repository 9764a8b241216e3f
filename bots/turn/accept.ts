import type { Events } from "../../core/events.ts";
import type { Arrival, Store } from "../../core/ports.ts";
import { identityOf } from "../../customers/identity.ts";
import { saysNoMoreMessages } from "../../customers/opt-out-words.ts";
import type { Edge } from "../channel.ts";

/**
 * Step A: keeps what arrived, durably and once, before anybody is told it was taken (G1, G2). Nothing is understood
 * or answered here. Phones lead to one person whether they text or use WhatsApp. `guard` throws for what there is no
 * room for.
 */
export function acceptInto(
  store: Pick<Store, "accept">,
  events: Events,
  guard: (arrivals: readonly Arrival[]) => void = () => {},
): Edge["accept"] {
  return async (arrivals) => {
    guard(arrivals);
    const acceptances = await store.accept(arrivals.map(heard).map(toPerson));
    arrivals.forEach((arrival, index) => {
      const outcome = acceptances[index]?.outcome ?? "unroutable";
      events.accepted({ channel: channelOf(arrival), kind: arrival.inbound.kind, outcome });
    });
    return acceptances;
  };
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
