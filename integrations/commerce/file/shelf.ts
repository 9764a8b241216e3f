import type { MadeChange, Shelf } from "./changed-order.ts";
import { type Product, variantIdOf } from "./client.ts";

/** What stands on the shelf: the file's stock, less what swaps have taken from it since. */
export function shelfAfter(products: readonly Product[], made: readonly MadeChange[]): Shelf {
  const taken = new Map<string, number>();
  for (const { change } of made) {
    for (const { variantId, quantity } of "swaps" in change ? change.swaps : []) {
      taken.set(variantId, (taken.get(variantId) ?? 0) + quantity);
    }
  }
  const all = new Map(
    products.flatMap(({ id, variants }) =>
      variants.map((variant) => [`${id} ${variantIdOf(variant)}`, variant]),
    ),
  );
  const stock = new Map(
    products.flatMap(({ variants }) =>
      variants.map((variant) => [variantIdOf(variant), variant.stock]),
    ),
  );
  return {
    variant: (productId, variantId) => all.get(`${productId} ${variantId}`),
    left: (variantId) => (stock.get(variantId) ?? 0) - (taken.get(variantId) ?? 0),
  };
}
