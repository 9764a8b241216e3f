import type { Variant } from "../../../core/change.ts";
import { moneyFromDecimal } from "../decimal-money.ts";
import type { WooClient } from "./client.ts";

/** The variations of a product that can be bought. Prices are as the shop enters them, which may be without tax. */
export async function variantsOf(woo: WooClient, productId: string): Promise<readonly Variant[]> {
  const variations = await woo.variationsOf(productId);
  const sold = variations.filter(({ purchasable, price }) => purchasable && price !== "");
  if (sold.length === 0) return [];
  const currency = await woo.currency();
  return sold.map(({ id, attributes, price, stock_status }) => ({
    id: String(id),
    options: Object.fromEntries(attributes.map(({ name, option }) => [name, option])),
    price: moneyFromDecimal(price, currency),
    isAvailable: stock_status === "instock",
  }));
}
