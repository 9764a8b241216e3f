import type { Conversation } from "../core/conversation.ts";
import type { Order } from "../core/order.ts";
import type { CannedFacts } from "../core/shop.ts";

/**
 * What a canned reply may tell this customer: nothing that is not theirs, and of an order only where one alone is meant.
 * `order`: that order, where it is proven to be theirs. Pure.
 */
export function cannedFacts(
  { firstName, handoff }: Pick<Conversation, "firstName" | "handoff">,
  order?: Order,
): CannedFacts {
  const [number, ...others] = handoff?.orderNumbers ?? [];
  const meant = order?.number ?? (others.length === 0 ? number : undefined);
  const items = order?.lineItems.map(({ title }) => title).join(", ");
  const tracking = order && trackingOf(order);
  return {
    ...(firstName === undefined ? {} : { name: firstName }),
    ...(meant === undefined ? {} : { order: meant }),
    ...(items === undefined || items === "" ? {} : { items }),
    ...(tracking === undefined ? {} : { tracking }),
  };
}

/** Where the parcel that is on its way can be followed; there is none for an order of several such parcels. */
function trackingOf({ fulfillments }: Order): string | undefined {
  const underWay = fulfillments.filter(({ trackingStatus }) => !OVER.has(trackingStatus));
  const [parcel, ...others] = underWay;
  if (!parcel || others.length > 0) return undefined;
  const { trackingUrl, trackingNumber, carrier } = parcel;
  return trackingUrl ?? (trackingNumber && [carrier, trackingNumber].filter(Boolean).join(" "));
}

const OVER: ReadonlySet<string> = new Set(["delivered", "cancelled", "expired"]);
