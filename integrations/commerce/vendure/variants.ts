import type { Variant } from "../../../core/change.ts";
import type { VendureClient } from "./client.ts";
import { inMinorUnits } from "./orders.ts";

/** The variants of a product that the shop sells. One without options is told apart by its name. */
export async function variantsOf(
  vendure: VendureClient,
  productId: string,
  precision: number,
): Promise<readonly Variant[]> {
  const variants = await vendure.variants(productId);
  return variants
    .filter(({ enabled }) => enabled)
    .map(({ id, name, options, priceWithTax, currencyCode, stockLevel }) => ({
      id,
      options:
        options.length > 0
          ? Object.fromEntries(options.map((option) => [option.group.name, option.name]))
          : { variant: name },
      price: inMinorUnits(priceWithTax, currencyCode, precision),
      isAvailable: stockLevel !== "OUT_OF_STOCK" && stockLevel !== "0",
    }));
}
