import { SHOPIFY_VARIANTS, type ShopifyFakeOrder } from "./shopify-orders.ts";

type Line = ShopifyFakeOrder["lineItems"]["nodes"][number];

type Session = {
  id: string;
  order: ShopifyFakeOrder;
  /** How many of each line there are to be, by the line's own number. */
  quantities: Map<string, number>;
  added: { variantId: string; quantity: number }[];
};

/** Order edits as Shopify makes them: begun, staged and committed; what is not committed never happened. */
export function shopifyEdits(find: (id: string) => ShopifyFakeOrder | undefined, need: () => void) {
  const sessions: Session[] = [];
  const staged = (id: string) => sessions.find((session) => session.id === id);
  const refused = (message: string) => ({ userErrors: [{ field: ["id"], message }] });

  function orderEditBegin({ id }: { id: string }) {
    need();
    const order = find(id);
    if (!order || order.cancelledAt) return refused("The order cannot be edited.");
    const session: Session = {
      id: `gid://shopify/CalculatedOrder/${sessions.length + 1}`,
      order,
      quantities: new Map(
        order.lineItems.nodes.map((line) => [numberOf(line.id), line.currentQuantity]),
      ),
      added: [],
    };
    sessions.push(session);
    return { calculatedOrder: calculated(session), userErrors: [] };
  }

  function orderEditSetQuantity(wanted: { id: string; lineItemId: string; quantity: number }) {
    need();
    const session = staged(wanted.id);
    const number = numberOf(wanted.lineItemId);
    const line = session?.order.lineItems.nodes.find(({ id }) => numberOf(id) === number);
    if (!session || !line) return refused("The line item does not exist.");
    if (wanted.quantity < line.currentQuantity - line.unfulfilledQuantity) {
      return refused("Fulfilled items cannot be removed.");
    }
    session.quantities.set(number, wanted.quantity);
    return { calculatedOrder: calculated(session), userErrors: [] };
  }

  function orderEditAddVariant(wanted: {
    id: string;
    variantId: string;
    quantity: number;
    allowDuplicates: boolean;
  }) {
    need();
    const session = staged(wanted.id);
    const { variantId, quantity } = wanted;
    if (!session || !SHOPIFY_VARIANTS.some(({ id }) => id === variantId)) {
      return refused("Variant does not exist.");
    }
    const isThere = session.order.lineItems.nodes.some(({ variant }) => variant?.id === variantId);
    if (isThere && !wanted.allowDuplicates) return refused("Variant is already on the order.");
    session.added.push({ variantId, quantity });
    return { calculatedOrder: calculated(session), userErrors: [] };
  }

  function orderEditCommit({ id }: { id: string }) {
    need();
    const session = staged(id);
    if (!session) return refused("The edit does not exist.");
    sessions.splice(sessions.indexOf(session), 1);
    const { nodes } = session.order.lineItems;
    for (const line of nodes) {
      const quantity = session.quantities.get(numberOf(line.id)) ?? line.currentQuantity;
      line.unfulfilledQuantity -= line.currentQuantity - quantity;
      line.currentQuantity = quantity;
    }
    for (const { variantId, quantity } of session.added) {
      const [like] = nodes;
      const variant = SHOPIFY_VARIANTS.find((one) => one.id === variantId);
      if (!like || !variant) continue;
      nodes.push({
        ...like,
        id: `gid://shopify/LineItem/${900 + nodes.length}`,
        quantity,
        currentQuantity: quantity,
        unfulfilledQuantity: quantity,
        variant,
        discountedUnitPriceSet: moneyLike(like, Number(variant.price)),
      });
    }
    return { userErrors: [] };
  }

  return { orderEditBegin, orderEditSetQuantity, orderEditAddVariant, orderEditCommit };
}

function calculated(session: Session) {
  const { order, quantities, added } = session;
  const { nodes } = order.lineItems;
  const kept = nodes.reduce(
    (sum, line) => sum + priceOf(line) * (quantities.get(numberOf(line.id)) ?? 0),
    0,
  );
  const more = added.reduce((sum, { variantId, quantity }) => {
    const variant = SHOPIFY_VARIANTS.find(({ id }) => id === variantId);
    return sum + Number(variant?.price ?? 0) * quantity;
  }, 0);
  return {
    id: session.id,
    totalPriceSet: nodes[0] ? moneyLike(nodes[0], kept + more) : null,
    lineItems: {
      nodes: nodes.map((line) => ({
        id: `gid://shopify/CalculatedLineItem/${numberOf(line.id)}`,
        quantity: quantities.get(numberOf(line.id)),
        editableQuantity: line.unfulfilledQuantity,
        variant: line.variant,
      })),
    },
  };
}

function moneyLike({ discountedUnitPriceSet }: Line, amount: number) {
  const { currencyCode } = discountedUnitPriceSet.presentmentMoney;
  const money = { amount: amount.toFixed(2), currencyCode };
  return { presentmentMoney: money, shopMoney: money };
}

function priceOf({ discountedUnitPriceSet }: Line): number {
  return Number(discountedUnitPriceSet.presentmentMoney.amount);
}

function numberOf(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}
