import type { Told } from "./shop-server.ts";

/** What the recorded orders are of: each product's sizes, one of them sold out, one dearer. */
const PRODUCTS: Readonly<Record<string, readonly (readonly [string, string, number, number])[]>> = {
  prod_01M7ZXXWC1XDK0QS2DM06S6SBQ: [
    ["TEE-S", "S", 19.99, 3],
    ["TEE-M", "M", 19.99, 3],
    ["TEE-L", "L", 19.99, 0],
    ["TEE-XXL", "XXL", 24.99, 3],
  ],
  prod_01M7ZXXW219N0H1QNN29M30T95: [
    ["BOOT-8", "8", 129.5, 0],
    ["BOOT-9", "9", 129.5, 3],
    ["BOOT-10", "10", 129.5, 3],
  ],
};

/** As a shop may have written them. Medusa takes none that others stand under. */
const REASONS = [
  ["rr_sizes", "Too small", null],
  ["rr_too_small", "Too small", "rr_sizes"],
  ["rr_too_big", "Too big", "rr_sizes"],
  ["rr_other", "other", null],
].map(([id, value, parent_return_reason_id]) => ({ id, value, parent_return_reason_id }));

/** The shop's products, currencies and return reasons; `undefined` for any other path. */
export function readCatalogue(path: string): Told | undefined {
  if (path === "/admin/return-reasons") return { body: { return_reasons: REASONS } };
  if (path === "/admin/stores") {
    const supported_currencies = [
      { currency_code: "eur", is_default: false },
      { currency_code: "usd", is_default: true },
    ];
    return { body: { stores: [{ supported_currencies }] } };
  }
  const product = /^\/admin\/products\/([^/]+)\/variants$/.exec(path)?.[1];
  if (product === undefined) return undefined;
  const variants = (PRODUCTS[product] ?? []).map(([sku, size, amount, stock]) => ({
    id: `variant_${sku}`,
    manage_inventory: true,
    allow_backorder: false,
    inventory_quantity: stock,
    options: [{ value: size, option: { title: "Size" } }],
    prices: [
      { amount: amount - 1, currency_code: "usd", price_rules: [{ attribute: "region_id" }] },
      { amount: amount - 2, currency_code: "eur", price_rules: [] },
      { amount, currency_code: "usd", price_rules: [] },
    ],
  }));
  return { body: { variants } };
}

/** In the currency of the recorded orders; 0 for a variant that nobody sells. */
export function priceOf(variantId: string): number {
  return known(variantId)?.[2] ?? 0;
}

export function isSoldOut(variantId: string): boolean {
  return known(variantId)?.[3] === 0;
}

function known(variantId: string) {
  return Object.values(PRODUCTS)
    .flat()
    .find(([sku]) => `variant_${sku}` === variantId);
}
