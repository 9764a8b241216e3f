import type { ChangeOutcome, OrderChange, Variant } from "../../core/change.ts";
import type { LineItem, Order } from "../../core/order.ts";

export type Refusal = Extract<ChangeOutcome, { kind: "refused" }>;
type Swap = Extract<OrderChange, { do: "exchange" }>["swaps"][number];

/** Pieces of an order's lines. */
export type Pieces = readonly { lineItemId: string; quantity: number }[];

/** The variants among which a line's pieces may be swapped, by the line's id. */
export type Offered = ReadonlyMap<string, readonly Pick<Variant, "id" | "isAvailable">[]>;

/**
 * Why the change cannot be made to the order as it stands, if it cannot. It only keeps out what makes no sense: several
 * shop systems cancel parcels that have left, and note a return as often as they are asked. Whether the shop allows what
 * is possible (cancelling what is packed, a return before it has arrived) is its policy's to say, before.
 */
export function objectionTo(change: OrderChange, order: Order | undefined): Refusal | undefined {
  if (!order) return refused("not_found", "there is no such order");
  const isAfterwards = change.do === "return" || change.do === "exchange";
  const late = isAfterwards ? undefined : tooLateFor(order);
  if (late) return refused("too_late", late);
  if (order.status === "cancelled") {
    return refused(change.do === "cancel" ? "already_done" : "too_late", "it was cancelled");
  }
  switch (change.do) {
    case "cancel":
    case "change_address":
      return undefined;
    case "change_items":
      return order.lineItems.some((line) => line.fulfilled > 0)
        ? refused("too_late", "it is packed")
        : objectionToPieces(change.swaps, order, (line) => line.quantity, "were ordered");
    case "return":
      return objectionToComingBack(change.items, order);
    case "exchange":
      return objectionToComingBack(change.swaps, order);
    default:
      return change satisfies never;
  }
}

/** Why these variants cannot be given for the pieces, if they cannot. */
export function objectionToVariants(swaps: readonly Swap[], offered: Offered): Refusal | undefined {
  for (const { lineItemId, variantId } of swaps) {
    const variant = offered.get(lineItemId)?.find(({ id }) => id === variantId);
    if (!variant) return refused("not_available", `${variantId} is no variant of this product`);
    if (!variant.isAvailable) return refused("not_available", `${variantId} is sold out`);
  }
  return undefined;
}

/** What the products of the swapped lines come in, each product asked for once. */
export async function variantsFor(
  swaps: readonly Swap[],
  order: Order | undefined,
  variantsOf: (productId: string) => Promise<readonly Variant[]>,
): Promise<ReadonlyMap<string, readonly Variant[]>> {
  const known = new Map<string, Promise<readonly Variant[]>>();
  const entries = [...new Set(swaps.map(({ lineItemId }) => lineItemId))].map(async (id) => {
    const productId = order?.lineItems.find((line) => line.id === id)?.productId;
    if (productId === undefined) return [id, []] as const;
    const asked = known.get(productId) ?? variantsOf(productId);
    known.set(productId, asked);
    return [id, await asked] as const;
  });
  return new Map(await Promise.all(entries));
}

/** The system's no. `detail` is for the agent. */
export function refused(reason: Refusal["reason"], detail: string): Refusal {
  return { kind: "refused", reason, detail };
}

/** How many pieces of one line there are among them. */
export function piecesOf(pieces: Pieces, lineItemId: string): number {
  return pieces
    .filter((piece) => piece.lineItemId === lineItemId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

function tooLateFor({ status, lineItems }: Order): string | undefined {
  if (status === "completed") return "it has arrived";
  return lineItems.some((line) => line.shipped > 0) ? "it has been sent" : undefined;
}

function objectionToComingBack(pieces: Pieces, order: Order): Refusal | undefined {
  const tooMany = objectionToPieces(pieces, order, (line) => line.shipped, "have been sent");
  if (tooMany) return tooMany;
  const again = order.lineItems.find(
    (line) =>
      piecesOf(pieces, line.id) > line.shipped - Math.max(line.returnRequested, line.returned),
  );
  return again && refused("already_done", `${again.title}: a return is noted already`);
}

function objectionToPieces(
  pieces: Pieces,
  order: Order,
  most: (line: LineItem) => number,
  words: string,
): Refusal | undefined {
  for (const { lineItemId } of pieces) {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    if (!line) return refused("not_found", `there is no ${lineItemId} in the order`);
    if (piecesOf(pieces, lineItemId) > most(line)) {
      return refused("not_allowed", `only ${most(line)} of ${line.title} ${words}`);
    }
  }
  return undefined;
}
