import type { ChangeOutcome, OrderChange } from "../../core/change.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import { OutcomeUnknownError } from "../../core/errors.ts";
import type { Arrival, Clock } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import { obstacleNow } from "../../intents/flows/still-allowed.ts";
import type { Channel, Edge, Outgoing, SendOutcome } from "../channel.ts";

/**
 * The shop's own system as somewhere the outbox sends to: an order is changed as surely, and as seldom twice, as a
 * message is sent. What came of it is kept as a `change_result` inbound before the row counts as sent, so that a
 * process that dies in between asks once more, with the same key, and keeps nothing twice.
 */
export function shopChannel(commerce: CommerceProvider, edge: ShopEdge): Channel {
  return {
    name: commerce.name,
    carries: ["shop"],
    mount: () => {}, // its webhooks are mounted with their own route
    // The shop's policy decides, never what the system happens to allow; and it is looked at as things stand now.
    send: (outgoing) => changeOrder(outgoing, commerce, edge, obstacle),
    // Asking again with the same key finds out what the first attempt did; the order may show it already.
    async reconcile(outgoing) {
      const outcome = await changeOrder(outgoing, commerce, edge, async () => undefined);
      // That it was not made this time says nothing about the first.
      const isOpen = outcome.kind === "refused" && outcome.reaction === "retry_later";
      return isOpen ? { kind: "unclear", message: outcome.message } : outcome;
    },
    check: async () => [],
  };
}

/** What a change needs besides the system: where its result is kept, and the shop as its files say now. */
type ShopEdge = { accept: Edge["accept"]; clock: Clock; shop: () => Pick<Shop, "file"> };

type Obstacle = (
  change: OrderChange,
  commerce: CommerceProvider,
  edge: ShopEdge,
) => Promise<ChangeOutcome | undefined>;

const obstacle: Obstacle = async (change, commerce, { shop, clock }) => {
  const order = await commerce.getOrder(change.orderId);
  return obstacleNow(change, order, shop().file, clock.now());
};

async function changeOrder(
  { send }: Outgoing,
  commerce: CommerceProvider,
  edge: ShopEdge,
  looksFor: Obstacle,
): Promise<SendOutcome> {
  const { accept, clock } = edge;
  const { body, customer } = send;
  if (body.kind !== "change" || !commerce.change) {
    const message = `${commerce.name} cannot carry a ${body.kind}`;
    return { kind: "refused", code: "unsupported", message, reaction: "give_up" };
  }
  const { change } = body;
  let outcome: ChangeOutcome;
  try {
    outcome = (await looksFor(change, commerce, edge)) ?? (await commerce.change(change, send.id));
  } catch (error) {
    const message = messageOf(error);
    if (error instanceof OutcomeUnknownError) return { kind: "unclear", message };
    return { kind: "refused", code: "unavailable", message, reaction: "retry_later" };
  }
  try {
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
    // Made already: looked at afresh, it would only seem to be settled, and nobody would hear of its label or its money.
    return { kind: "unclear", message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
