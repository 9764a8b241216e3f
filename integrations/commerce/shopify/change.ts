import type { ChangeOutcome, OrderChange } from "../../../core/change.ts";
import { OutcomeUnknownError } from "../../../core/errors.ts";
import type { Order, PostalAddress } from "../../../core/order.ts";
import type { Clock } from "../../../core/ports.ts";
import { objectionTo, type Refusal, refused } from "../objection.ts";
import { isSameAddress } from "../same-address.ts";
import { changeItems } from "./change-items.ts";
import {
  CANCEL,
  CANCELLATION,
  cancellationSchema,
  cancelSchema,
  JOB,
  jobSchema,
  SHIPPING_CONTACT,
  shippingContactSchema,
  UPDATE_ORDER,
  type UserErrors,
  updateOrderSchema,
} from "./change-queries.ts";
import type { ShopifyClient } from "./client.ts";
import { createReturn } from "./create-return.ts";
import { gidOf, readOrder } from "./read-order.ts";

/** Shopify cancels in a job of its own, mostly within a second or two; a refund at a slow payment provider takes longer. */
const JOB_LOOKS = 12;
const JOB_LOOK_MS = 1_000;

const CANCEL_REASON = {
  no_longer_needed: "CUSTOMER",
  ordered_by_mistake: "CUSTOMER",
  other: "OTHER",
} as const;

type ShopifyPorts = { shopify: ShopifyClient; clock: Clock };

/** CommerceProvider.change on Shopify. Not for two changes of one order at the same moment. */
export async function changeOrder(
  change: OrderChange,
  key: string,
  ports: ShopifyPorts,
): Promise<ChangeOutcome> {
  const { shopify } = ports;
  const order = await readOrder(shopify, change.orderId);
  const wished = { key, order, shopify, id: gidOf("Order", change.orderId) };
  switch (change.do) {
    case "cancel": {
      if (order?.status === "cancelled") return cancelledBefore(wished);
      return objectionTo(change, order) ?? (await cancel(change, wished, ports));
    }
    case "change_address":
      if (order && isSameAddress(order.shippingAddress, change.address)) return done;
      return (
        objectionTo(change, order) ??
        (order && hasLabel(order)
          ? refused("too_late", "its label is made, with the address as it was")
          : await changeAddress(change.address, wished))
      );
    case "change_items":
      return changeItems(change, wished);
    case "return":
    case "exchange":
      return createReturn(change, wished);
    default:
      return change satisfies never;
  }
}

const done: ChangeOutcome = { kind: "done", refunds: false };
const cancelledAndRefunded: ChangeOutcome = { kind: "done", refunds: true };

/** Somebody else's cancelling may have kept the money. */
async function cancelledBefore({ shopify, id, key }: Wished): Promise<ChangeOutcome> {
  const { order } = await shopify.ask(CANCELLATION, { id }, cancellationSchema);
  return order?.cancellation?.staffNote?.includes(cancelMark(key))
    ? cancelledAndRefunded
    : refused("already_done", "it was cancelled by somebody else");
}

type Wished = { shopify: ShopifyClient; id: string; key: string };

async function cancel(
  change: Extract<OrderChange, { do: "cancel" }>,
  { shopify, id, key }: Wished,
  { clock }: ShopifyPorts,
): Promise<ChangeOutcome> {
  const words = change.reason.replaceAll("_", " ");
  const note = `The customer: ${words}. ${cancelMark(key)}`;
  const reason = CANCEL_REASON[change.reason];
  const { orderCancel } = await shopify.change(CANCEL, { id, reason, note }, cancelSchema);
  const refusal = refusalIn(orderCancel.orderCancelUserErrors);
  if (refusal) return refusal;
  const { job } = orderCancel;
  for (let look = 0; look < JOB_LOOKS; look++) {
    const isDone = job ? await isFinished(job.id, shopify) : true;
    const { order } = await shopify
      .ask(CANCELLATION, { id }, cancellationSchema)
      .catch((cause: unknown) => {
        throw new OutcomeUnknownError("Shopify does not tell whether it has cancelled", { cause });
      });
    if (order?.cancelledAt) return cancelledAndRefunded;
    if (isDone) return refused("not_allowed", "Shopify ended its work without cancelling");
    await clock.sleep(JOB_LOOK_MS);
  }
  throw new OutcomeUnknownError("Shopify is still cancelling");
}

async function isFinished(id: string, shopify: ShopifyClient): Promise<boolean> {
  const { job } = await shopify.ask(JOB, { id }, jobSchema).catch((cause: unknown) => {
    throw new OutcomeUnknownError("Shopify does not tell whether it has cancelled", { cause });
  });
  return job?.done ?? true;
}

function hasLabel({ fulfillments }: Order): boolean {
  return fulfillments.some(({ trackingStatus }) => trackingStatus !== "cancelled");
}

function cancelMark(key: string): string {
  return `[nightdesk ${key}]`;
}

async function changeAddress(address: PostalAddress, wished: Wished): Promise<ChangeOutcome> {
  const { shopify, id } = wished;
  const { order } = await shopify.ask(SHIPPING_CONTACT, { id }, shippingContactSchema);
  const kept = order?.shippingAddress;
  const [firstName, ...rest] = address.name?.trim().split(/\s+/) ?? [];
  const shippingAddress = {
    ...(firstName === undefined
      ? { firstName: kept?.firstName, lastName: kept?.lastName, company: kept?.company }
      : { firstName, lastName: rest.join(" ") }),
    address1: address.line1,
    address2: address.line2 ?? "",
    city: address.city,
    zip: address.postcode,
    ...(address.region === undefined ? {} : { provinceCode: address.region }),
    countryCode: address.country.toUpperCase(),
    phone: kept?.phone,
  };
  const input = { id, shippingAddress };
  const { orderUpdate } = await shopify.change(UPDATE_ORDER, { input }, updateOrderSchema);
  return refusalIn(orderUpdate.userErrors) ?? done;
}

/** Shopify's own no. Its codes are few, and say nothing of why. */
function refusalIn(errors: UserErrors): Refusal | undefined {
  if (errors.length === 0) return undefined;
  const detail = errors.map(({ message }) => message).join("; ");
  const isMissing = errors.some(({ code }) => code === "NOT_FOUND");
  return refused(isMissing ? "not_found" : "not_allowed", detail);
}
