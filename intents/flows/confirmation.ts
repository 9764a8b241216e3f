import type { OrderChange } from "../../core/change.ts";
import { formattingLocale } from "../../core/day-words.ts";
import type { Flow } from "../../core/flow.ts";
import { formats } from "../../core/formats.ts";
import { type Order, postalAddressSchema, RETURN_REASONS } from "../../core/order.ts";
import { itemWords } from "../orders/item-words.ts";
import type { Policy } from "./eligibility.ts";
import { type FlowContext, lineOf } from "./flow-context.ts";
import { addressLine, amountWords, itemName, namesOf, variantName } from "./flow-words.ts";
import { givenFor } from "./return-steps.ts";

/** The change said again in full, with the question that only an explicit yes answers. */
export function confirmation(flow: Flow, order: Order, context: FlowContext): string {
  const { telling } = context;
  const { phrase } = telling;
  const { number } = order;
  const reply = [...nextOnes(flow, context), phrase("flow.reply_yes")].join(" ");
  switch (flow.kind) {
    case "cancel": {
      const isPaid = order.paymentStatus === "paid" && context.abilities?.cancelRefunds === true;
      const amount = isPaid ? amountWords(order.total.amount, order, telling) : "";
      const items = itemWords(order.lineItems, telling);
      return `${phrase("flow.confirm.cancel", { number, items, amount })} ${reply}`;
    }
    case "address": {
      const address = addressLine(flow.address ?? {}, order.shippingAddress?.country, telling);
      return `${phrase("flow.confirm.address", { number, address })} ${reply}`;
    }
    case "return": {
      const items = namesOf(flow, order, telling);
      const outcome = givenFor(flow, context.policy);
      return `${phrase("flow.confirm.return", { number, items, outcome })} ${reply}`;
    }
    case "swap":
      return [
        phrase("flow.confirm.swap", { number, swaps: swapsOf(flow, order, context) }),
        ...difference(flow, order, context),
        reply,
      ].join(" ");
    default:
      return flow.kind satisfies never;
  }
}

/** The orders with which the same is asked afterwards. */
function nextOnes({ otherOrderIds }: Flow, { orders, telling }: FlowContext): string[] {
  const numbers = otherOrderIds.flatMap(
    (id) => orders.find((order) => order.id === id)?.number ?? [],
  );
  if (numbers.length === 0) return [];
  const list = formats.list(formattingLocale(telling.locale), {});
  return [telling.phrase("flow.then", { count: numbers.length, numbers: list.format(numbers) })];
}

/** What is swapped for what, in words. */
export function swapsOf(flow: Flow, order: Order, context: FlowContext): string {
  const { phrase, locale } = context.telling;
  const swaps = flow.items.flatMap((item) => {
    const line = lineOf(order, item.lineItemId);
    const variant = variantOf(item, order, context);
    if (!line || !variant) return [];
    const from = itemName(line, item.quantity);
    return [phrase("flow.swap", { from, to: variantName(variant) })];
  });
  return formats.list(formattingLocale(locale), {}).format(swaps);
}

function variantOf(item: Flow["items"][number], order: Order, context: FlowContext) {
  const productId = lineOf(order, item.lineItemId)?.productId;
  const variants = productId === undefined ? undefined : context.variantsOf(productId);
  return variants?.find(({ id }) => id === item.variantId);
}

/** What the swap costs or gives back; nothing where the prices are the same, or not the customer's to know. */
function difference(flow: Flow, order: Order, context: FlowContext): string[] {
  const { telling } = context;
  const cents = flow.items.reduce((sum, item) => {
    const line = lineOf(order, item.lineItemId);
    const variant = variantOf(item, order, context);
    return line && variant
      ? sum + (variant.price.amount - line.unitPrice.amount) * item.quantity
      : sum;
  }, 0);
  const amount = amountWords(Math.abs(cents), order, telling);
  if (cents === 0 || amount === "") return [];
  return [telling.phrase(cents > 0 ? "flow.costs_more" : "flow.costs_less", { amount })];
}

/** The change that a confirmed flow asks for. @throws nothing; `undefined` when something is missing after all. */
export function changeFrom(
  flow: Flow,
  order: Order,
  kind: OrderChange["do"],
  policy: Policy,
): OrderChange | undefined {
  const orderId = order.id;
  switch (kind) {
    case "cancel": {
      const code = flow.reason?.code;
      const reason = code === "no_longer_needed" || code === "ordered_by_mistake" ? code : "other";
      return { do: kind, orderId, reason };
    }
    case "change_address": {
      const address = postalAddressSchema.safeParse({
        country: order.shippingAddress?.country,
        ...flow.address,
      });
      return address.success ? { do: kind, orderId, address: address.data } : undefined;
    }
    case "return": {
      const reason = RETURN_REASONS.find((each) => each === flow.reason?.code) ?? "other";
      const note = [flow.reason?.note, flow.hasPhoto === true ? PHOTO_SENT : undefined]
        .filter(Boolean)
        .join(" ");
      const items = flow.items.map(({ lineItemId, quantity }) => ({
        lineItemId,
        quantity,
        reason,
        ...(note === "" ? {} : { note }),
      }));
      return { do: kind, orderId, items, outcome: givenFor(flow, policy) };
    }
    case "change_items":
    case "exchange": {
      const swaps = flow.items.flatMap(({ lineItemId, quantity, variantId }) =>
        variantId === undefined ? [] : [{ lineItemId, quantity, variantId }],
      );
      return swaps.length === flow.items.length ? { do: kind, orderId, swaps } : undefined;
    }
    default:
      return kind satisfies never;
  }
}

/** For the people who open the return: the photo itself is in the conversation. */
const PHOTO_SENT = "(photo sent in the conversation)";
