import { OutcomeUnknownError } from "../../core/errors.ts";
import type { Arrival, Clock, CommerceProvider } from "../../core/ports.ts";
import type { Channel, Edge, Outgoing, SendOutcome } from "../channel.ts";

/**
 * The shop's own system as somewhere the outbox sends to: an order is changed as surely, and as seldom twice, as a
 * message is sent. What came of it is kept as a `change_result` inbound before the row counts as sent, so that a
 * process that dies in between asks once more, with the same key, and keeps nothing twice.
 */
export function shopChannel(
  commerce: CommerceProvider,
  edge: { accept: Edge["accept"]; clock: Clock },
): Channel {
  const attempt = (outgoing: Outgoing) => changeOrder(outgoing, commerce, edge);
  return {
    name: commerce.name,
    carries: ["shop"],
    mount: () => {}, // its webhooks are mounted with their own route
    send: attempt,
    reconcile: attempt, // asking again with the same key finds out what the first attempt did
    check: async () => [],
  };
}

async function changeOrder(
  { send }: Outgoing,
  commerce: CommerceProvider,
  { accept, clock }: { accept: Edge["accept"]; clock: Clock },
): Promise<SendOutcome> {
  const { body, customer } = send;
  if (body.kind !== "change" || !commerce.change) {
    const message = `${commerce.name} cannot carry a ${body.kind}`;
    return { kind: "refused", code: "unsupported", message, reaction: "give_up" };
  }
  const { change } = body;
  try {
    const outcome = await commerce.change(change, send.id);
    const inbound: Arrival["inbound"] = {
      kind: "change_result",
      key: `change:${send.id}`,
      receivedAt: clock.now(),
      sendId: send.id,
      change,
      outcome,
    };
    await accept([{ inbound, route: { kind: "customer", customer } }]);
    return { kind: "accepted", providerId: `shop:${send.id}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof OutcomeUnknownError) return { kind: "unclear", message };
    return { kind: "refused", code: "unavailable", message, reaction: "retry_later" };
  }
}
