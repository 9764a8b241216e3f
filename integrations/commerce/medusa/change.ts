import { z } from "zod";
import type { ChangeOutcome, OrderChange } from "../../../core/change.ts";
import type { Order, PostalAddress } from "../../../core/order.ts";
import { objectionTo, objectionToVariants, refused, variantsFor } from "../objection.ts";
import { isSameAddress } from "../same-address.ts";
import { exchangeItems, type MedusaWish, swapItems, takeBack } from "./order-change.ts";
import type { MedusaWriter } from "./write.ts";

/** CommerceProvider.change on Medusa. Not for two changes of one order at the same moment. */
export async function changeOrder(change: OrderChange, wish: MedusaWish): Promise<ChangeOutcome> {
  const { order, writer } = wish;
  if (!order) return refused("not_found", "there is no such order");
  switch (change.do) {
    case "cancel":
      // Whoever cancelled it: Medusa gives captured money back with every cancelling.
      if (order.status === "cancelled") return cancelled;
      return objectionTo(change, order) ?? (await cancel(order.id, writer));
    case "change_address":
      if (isSameAddress(order.shippingAddress, change.address)) return done;
      return objectionTo(change, order) ?? (await changeAddress(change.address, order, writer));
    case "change_items":
      return swapItems(change, wish, () => objectionToAll(change, wish));
    case "return":
      return takeBack(change, wish, async () => objectionTo(change, order));
    case "exchange":
      return exchangeItems(change, wish, () => objectionToAll(change, wish));
    default:
      return change satisfies never;
  }
}

const done: ChangeOutcome = { kind: "done", refunds: false };
const cancelled: ChangeOutcome = { kind: "done", refunds: true };

async function objectionToAll(
  change: Extract<OrderChange, { do: "change_items" | "exchange" }>,
  { order, variantsOf }: MedusaWish,
) {
  return (
    objectionTo(change, order) ??
    objectionToVariants(change.swaps, await variantsFor(change.swaps, order, variantsOf))
  );
}

/** Medusa refuses while a parcel is packed, and afterwards. */
async function cancel(orderId: string, writer: MedusaWriter): Promise<ChangeOutcome> {
  const path = `/admin/orders/${encodeURIComponent(orderId)}/cancel`;
  const step = await writer.step(path, {}, z.unknown());
  if (step.kind === "taken") return cancelled;
  const { reason, detail } = step.refusal;
  return refused(reason === "not_allowed" ? "too_late" : reason, detail);
}

/** A packed parcel has an address of its own, which Medusa does not change with the order's. */
async function changeAddress(
  address: PostalAddress,
  order: Order,
  writer: MedusaWriter,
): Promise<ChangeOutcome> {
  if (order.fulfillments.some(({ trackingStatus }) => trackingStatus !== "cancelled")) {
    return refused("too_late", "a parcel is packed, with the address as it was");
  }
  const [firstName, ...rest] = address.name?.trim().split(/\s+/) ?? [];
  const shipping_address = {
    ...(firstName === undefined ? {} : { first_name: firstName, last_name: rest.join(" ") }),
    address_1: address.line1,
    // Medusa keeps whatever of the old address is not said anew.
    address_2: address.line2 ?? "",
    city: address.city,
    postal_code: address.postcode,
    ...(address.region === undefined ? {} : { province: address.region }),
    country_code: address.country.toLowerCase(),
  };
  const path = `/admin/orders/${encodeURIComponent(order.id)}`;
  const step = await writer.step(path, { shipping_address }, z.unknown());
  return step.kind === "taken" ? done : step.refusal;
}
