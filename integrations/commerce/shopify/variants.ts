import type { Variant } from "../../../core/change.ts";
import { moneyFromDecimal } from "../decimal-money.ts";
import { VARIANTS, variantsSchema } from "./change-queries.ts";
import type { ShopifyClient } from "./client.ts";
import { gidOf } from "./read-order.ts";

/** The product's variants, at most a hundred, with their prices in the shop's own currency. */
export async function variantsOf(
  shopify: ShopifyClient,
  productId: string,
): Promise<readonly Variant[]> {
  if (!/^\d{1,20}$/.test(productId)) return [];
  const id = gidOf("Product", productId);
  const { product, shop } = await shopify.ask(VARIANTS, { id }, variantsSchema);
  return (product?.variants.nodes ?? []).map((variant) => ({
    id: variant.legacyResourceId,
    options: Object.fromEntries(variant.selectedOptions.map(({ name, value }) => [name, value])),
    price: moneyFromDecimal(variant.price, shop.currencyCode),
    isAvailable: variant.availableForSale,
  }));
}
