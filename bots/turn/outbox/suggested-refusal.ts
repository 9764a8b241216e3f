import type { FlowKind } from "../../../core/flow.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Order } from "../../../core/order.ts";
import type { Shop } from "../../../core/shop.ts";
import type { Understanding } from "../../../core/understanding.ts";
import { saysCameWrong } from "../../../intents/came-wrong.ts";
import { itemEligibility } from "../../../intents/flows/eligibility.ts";
import { cannotWords } from "../../../intents/flows/flow-words.ts";
import { readItems } from "../../../intents/flows/item-reading.ts";
import { changeWishIn, FLOW_OF } from "../../../intents/flows/wish-words.ts";

/**
 * The honest no, where the shop's rules refuse what these words want done with this order: then nothing that sounds like a
 * yes may be suggested. `undefined`: nothing is wanted done, some of it may be, or it came wrong, which a person judges.
 */
export function suggestedRefusal(
  { words, reading }: { words: string; reading: Understanding },
  order: Order,
  situation: { shop: Shop; now: number; locale: string | undefined },
): string | undefined {
  const kind = changeWanted(words, reading);
  if (kind === undefined || saysCameWrong(words)) return undefined;
  const { shop, now } = situation;
  const { timezone, locales } = shop.file;
  const named = readItems(words, order.lineItems).chosen.map(({ item }) => item);
  const items = named.length > 0 ? named : order.lineItems;
  const verdicts = items.map((item) => itemEligibility(kind, order, item, shop.file, now));
  const [verdict] = verdicts;
  if (verdict?.kind !== "no" || verdicts.some((each) => each.kind === "ok")) return undefined;
  const locale = localeFor(locales, situation.locale);
  const telling = { now, timezone, locale, phrase: shop.phrases(situation.locale) };
  return cannotWords({ kind, order, items, verdict }, telling);
}

/** The change that these words want; who asks whether something may come back wants it to. */
export function changeWanted(
  words: string,
  { intents, candidates }: Understanding,
): FlowKind | undefined {
  const likely = [...intents, ...candidates.slice(0, 1)].map(({ name }) => name);
  const wish = [changeWishIn(words), ...likely].find(
    (name) => name !== undefined && (Object.hasOwn(FLOW_OF, name) || name === "return_policy"),
  );
  if (wish === "return_policy") return "return";
  return wish === undefined ? undefined : FLOW_OF[wish];
}
