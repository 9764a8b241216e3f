import { GraphQLError } from "graphql";
import { shopifyEdits } from "./shopify-edits.ts";
import { type ShopifyFakeOrder, shopifyReturn } from "./shopify-orders.ts";

/** Source: the Admin API's notes at orderCancel and ReturnLineItemInput. */
const LONGEST_NOTE = 255;

const CHANGED_AT = "2026-11-21T21:00:00Z";

/** The return reasons that the tests use. Source: Shopify/product-taxonomy, data/return_reasons.yml. */
const REASONS = ["too-small", "damaged-or-defective", "other-reason"].map((handle, index) => ({
  id: `gid://shopify/ReturnReasonDefinition/${index + 1}`,
  handle,
}));

/**
 * What a Shopify changes, by Shopify's own rules: quantities of returns are checked, a cancelled order stays cancelled,
 * cancelling is a job that takes its time, notes have their lengths, and each needs its scope.
 */
export function shopifyChanges(
  orders: readonly ShopifyFakeOrder[],
  may: (scope: string) => boolean,
) {
  let delay: number | "never" = 0;
  let made = 0;
  const jobs: { id: string; left: number; finish: (() => void) | undefined }[] = [];
  const find = (id: string) => orders.find((order) => order.id === id);

  function need(scope: string): void {
    if (may(scope)) return;
    throw new GraphQLError(`Access denied. Required access: \`${scope}\` access scope.`, {
      extensions: { code: "ACCESS_DENIED" },
    });
  }

  function orderCancel({ orderId, staffNote }: { orderId: string; staffNote?: string }) {
    need("write_orders");
    const order = find(orderId);
    const error = order ? objectionToCancelling(order, staffNote ?? "") : "Order does not exist";
    if (error || !order) return { orderCancelUserErrors: [{ code: "INVALID", message: error }] };
    const id = `gid://shopify/Job/${jobs.length + 1}`;
    const finish = () => {
      order.cancelledAt = CHANGED_AT;
      order.cancellation = { staffNote: staffNote ?? null };
      order.displayFinancialStatus = "REFUNDED";
      for (const line of order.lineItems.nodes) {
        Object.assign(line, { currentQuantity: 0, unfulfilledQuantity: 0 });
      }
    };
    const left = delay === "never" ? 0 : delay;
    jobs.push({ id, left, finish: delay === "never" ? undefined : finish });
    return { job: { id, done: false }, orderCancelUserErrors: [] };
  }

  function orderUpdate({ input }: { input: OrderInput }) {
    need("write_orders");
    const order = find(input.id);
    if (!order) return { userErrors: [{ field: ["id"], message: "Order does not exist" }] };
    if (input.shippingAddress) {
      const { countryCode, ...address } = input.shippingAddress;
      const { firstName, lastName } = address;
      Object.assign(order.shippingAddress, address, {
        name: [firstName, lastName].filter(Boolean).join(" "),
        countryCodeV2: countryCode,
      });
    }
    order.metafields.push(...(input.metafields ?? []));
    return { userErrors: [] };
  }

  function returnableFulfillments({ orderId }: { orderId: string }) {
    const order = find(orderId);
    return {
      nodes: (order ? returnable(order) : []).map((part) => ({
        returnableFulfillmentLineItems: {
          nodes: [{ quantity: part.quantity, fulfillmentLineItem: part }],
        },
      })),
    };
  }

  function returnCreate({ returnInput }: { returnInput: ReturnInput }) {
    need("write_returns");
    const order = find(returnInput.orderId);
    const left = order ? returnable(order) : [];
    const userErrors = returnInput.returnLineItems.flatMap((wanted, index) => {
      const part = left.find(({ id }) => id === wanted.fulfillmentLineItemId);
      const error = objectionToReturning(wanted, part?.quantity);
      if (part) part.quantity -= wanted.quantity;
      if (!error) return [];
      const { code, at, message } = error;
      return [{ code, field: ["returnInput", "returnLineItems", `${index}`, at], message }];
    });
    if (!order || userErrors.length > 0) return { userErrors };
    made++;
    const one = shopifyReturn({
      id: `gid://shopify/Return/${70 + made}`,
      status: "OPEN",
      createdAt: CHANGED_AT,
      lines: returnInput.returnLineItems.map(({ quantity, returnReasonNote = "", ...wanted }) => ({
        quantity,
        processedQuantity: 0,
        returnReasonNote,
        fulfillmentLineItem: {
          lineItem: {
            id: left.find(({ id }) => id === wanted.fulfillmentLineItemId)?.lineItem.id ?? "",
          },
        },
      })),
      exchanged: returnInput.exchangeLineItems ?? [],
    });
    order.returns.nodes.push(one);
    order.returnStatus = "IN_PROGRESS";
    return { return: one, userErrors: [] };
  }

  return {
    roots: {
      orderCancel,
      orderUpdate,
      returnCreate,
      returnableFulfillments,
      returnReasonDefinitions: ({ handles }: { handles: string[] }) => ({
        nodes: REASONS.filter(({ handle }) => handles.includes(handle)),
      }),
      job: ({ id }: { id: string }) => {
        const job = jobs.find((one) => one.id === id);
        return job ? { id, done: job.left <= 0 } : null;
      },
      ...shopifyEdits(find, () => need("write_order_edits")),
    },
    /** Time passes with every question. */
    tick() {
      for (const job of jobs) {
        if (job.left-- <= 0) job.finish?.();
      }
    },
    cancelAfter: (questions: number | "never") => {
      delay = questions;
    },
  };
}

type OrderInput = {
  id: string;
  shippingAddress?: Record<string, string | null>;
  metafields?: { namespace: string; key: string; value: string }[];
};

type ReturnedPart = {
  fulfillmentLineItemId: string;
  quantity: number;
  returnReasonDefinitionId?: string;
  returnReasonNote?: string;
};

type ReturnInput = {
  orderId: string;
  returnLineItems: ReturnedPart[];
  exchangeLineItems?: { variantId: string; quantity: number }[];
};

function objectionToCancelling(order: ShopifyFakeOrder, staffNote: string): string | undefined {
  if (order.cancelledAt) return "Cannot cancel an order that has already been canceled";
  if (staffNote.length > LONGEST_NOTE) return "Staff note is too long (maximum is 255 characters)";
  if (order.returns.nodes.some(({ status }) => ["OPEN", "REQUESTED"].includes(status))) {
    return "Cannot cancel an order with active returns";
  }
  const isOnItsWay = order.fulfillments.some(({ status }) => status === "SUCCESS");
  return isOnItsWay ? "Cannot cancel an order with fulfillments" : undefined;
}

function objectionToReturning(wanted: ReturnedPart, left: number | undefined) {
  const { quantity, returnReasonDefinitionId, returnReasonNote = "" } = wanted;
  if (left === undefined) {
    const message = "Fulfillment Line Item was not found.";
    return { code: "NOT_FOUND", at: "fulfillmentLineItemId", message };
  }
  if (quantity > left) {
    const message = "Return line item has an invalid quantity.";
    return { code: "INVALID", at: "quantity", message };
  }
  if (!REASONS.some(({ id }) => id === returnReasonDefinitionId)) {
    return { code: "BLANK", at: "returnReason", message: "Return reason can't be blank" };
  }
  return returnReasonNote.length > LONGEST_NOTE
    ? { code: "TOO_LONG", at: "returnReasonNote", message: "Return reason note is too long" }
    : undefined;
}

/** How much of each parcel's items has not been asked back. */
function returnable({ fulfillments, returns }: ShopifyFakeOrder) {
  const taken = new Map<string, number>();
  for (const { status, returnLineItems } of returns.nodes) {
    if (status === "CANCELED" || status === "DECLINED") continue;
    for (const { quantity, fulfillmentLineItem } of returnLineItems.nodes) {
      const { id } = fulfillmentLineItem.lineItem;
      taken.set(id, (taken.get(id) ?? 0) + quantity);
    }
  }
  return fulfillments
    .filter(({ status }) => status === "SUCCESS")
    .flatMap(({ fulfillmentLineItems }) => fulfillmentLineItems.nodes)
    .map((part) => {
      const gone = Math.min(taken.get(part.lineItem.id) ?? 0, part.quantity);
      taken.set(part.lineItem.id, (taken.get(part.lineItem.id) ?? 0) - gone);
      return { ...part, quantity: part.quantity - gone };
    })
    .filter(({ quantity }) => quantity > 0);
}
