import { z } from "zod";
import type { Variant } from "../../../core/change.ts";
import { type Ask, readAnswer } from "../ask.ts";
import { moneyFromDecimal } from "../decimal-money.ts";

const SYSTEM = "Medusa";

const variantsSchema = z.object({
  variants: z.array(
    z.object({
      id: z.string(),
      manage_inventory: z.boolean().nullish(),
      allow_backorder: z.boolean().nullish(),
      inventory_quantity: z.number().nullish(),
      options: z
        .array(z.object({ value: z.string(), option: z.object({ title: z.string() }).nullish() }))
        .nullish(),
      prices: z
        .array(
          z.object({
            amount: z.number(),
            currency_code: z.string(),
            price_rules: z.array(z.unknown()).nullish(),
          }),
        )
        .nullish(),
    }),
  ),
});

const storesSchema = z.object({
  stores: z.array(
    z.object({
      supported_currencies: z
        .array(z.object({ currency_code: z.string(), is_default: z.boolean().nullish() }))
        .nullish(),
    }),
  ),
});

/** The product's variants, at most a hundred, at their plain prices in the shop's default currency; unpriced ones are left out. */
export async function variantsOf(ask: Ask, productId: string): Promise<readonly Variant[]> {
  const [variants, stores] = await Promise.all([
    ask({
      path: `/admin/products/${encodeURIComponent(productId)}/variants`,
      query: { fields: "+inventory_quantity,*options.option", limit: "100" },
    }),
    ask({ path: "/admin/stores", query: { limit: "1" } }),
  ]);
  if (variants.status === 404) return [];
  const [store] = readAnswer(SYSTEM, stores, storesSchema).stores;
  const currency = store?.supported_currencies?.find(({ is_default }) => is_default);
  return readAnswer(SYSTEM, variants, variantsSchema).variants.flatMap((variant) => {
    const plain = (variant.prices ?? []).filter(({ price_rules }) => !price_rules?.length);
    const price =
      plain.find(({ currency_code }) => currency_code === currency?.currency_code) ?? plain[0];
    if (!price) return [];
    const stock = variant.inventory_quantity ?? 0;
    return {
      id: variant.id,
      options: Object.fromEntries(
        (variant.options ?? []).map(({ value, option }) => [option?.title ?? "variant", value]),
      ),
      price: moneyFromDecimal(String(price.amount), price.currency_code),
      isAvailable: !variant.manage_inventory || variant.allow_backorder === true || stock > 0,
    };
  });
}
