import type { Variant } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import type { Brief } from "../brief.ts";
import { productsNeeded } from "../choose/flow-turn.ts";
import { type Reading, timedRead } from "./timed-read.ts";

/** More products than this are in no one wish; the rest stays unread. */
const MOST_PRODUCTS = 12;

/**
 * The end of step B: what the products of this turn's wish come in, read only where a customer wants another variant. A
 * product that could not be read stays out.
 */
export async function readVariants(
  brief: Brief,
  ports: Omit<Reading, "reads"> & { commerce: CommerceProvider },
): Promise<Brief> {
  const { commerce } = ports;
  const needed = commerce.variantsOf ? productsNeeded(brief).slice(0, MOST_PRODUCTS) : [];
  if (needed.length === 0) return brief;
  const read = await Promise.all(
    needed.map(async (productId) => {
      const look = () => commerce.variantsOf?.(productId) ?? Promise.resolve([]);
      const variants = await timedRead("variants", look, { ...ports, reads: brief.reads });
      return [productId, variants] as const;
    }),
  );
  const variants = new Map<string, readonly Variant[]>();
  for (const [productId, found] of read) {
    if (found !== "unavailable" && found.length > 0) variants.set(productId, found);
  }
  return { ...brief, variants };
}
