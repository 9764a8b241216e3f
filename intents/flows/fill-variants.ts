import type { Variant } from "../../core/change.ts";
import type { Flow } from "../../core/flow.ts";
import type { LineItem } from "../../core/order.ts";
import { leavesIt, saysNo, saysYes } from "./answer-words.ts";
import { type FlowContext, lineOf, orderOf, type Said } from "./flow-context.ts";
import { readItems } from "./item-reading.ts";
import { readOptions } from "./option-reading.ts";
import { placesIn } from "./places.ts";
import { chooseVariant } from "./variant-choice.ts";

type FlowItem = Flow["items"][number];

/** What a message says of the variants wanted instead, for each item of a swap. */
export function fillVariants(
  flow: Flow,
  said: Pick<Said, "text">,
  context: FlowContext,
  asks: Flow["asks"],
): Flow {
  const order = orderOf(flow, context);
  if (flow.kind !== "swap" || !order || flow.items.length === 0) return flow;
  const isBareNo = saysNo(said.text) && !/\s/.test(said.text.trim());
  if (asks === "yes" && (saysYes(said.text) || isBareNo || leavesIt(said.text))) return flow;
  const lines = flow.items.flatMap(({ lineItemId }) => lineOf(order, lineItemId) ?? []);
  const open = flow.items.find(({ variantId }) => variantId === undefined);
  const items = flow.items.map((item) => {
    const line = lines.find(({ id }) => id === item.lineItemId);
    const variants = line?.productId === undefined ? undefined : context.variantsOf(line.productId);
    if (!line || !variants) return item;
    const isOpen = item === open;
    const text = wordsAbout(line, lines, said.text, isOpen);
    const offered = isOpen && asks === "variant" ? flow.offered : [];
    return withVariant(item, { text, current: line.variantId, variants, offered });
  });
  return same(items, flow.items) ? flow : { ...flow, items };
}

/** What a message says of one of several items: the words around its name; without any name, of the one just asked about. */
function wordsAbout(
  line: LineItem,
  lines: readonly LineItem[],
  text: string,
  isOpen: boolean,
): string {
  if (lines.length === 1) return text;
  const mentioned = readItems(text, lines).chosen;
  const own = mentioned.find((one) => one.item.id === line.id);
  return own?.detail ?? (isOpen && mentioned.length === 0 ? text : "");
}

function withVariant(
  item: FlowItem,
  said: {
    text: string;
    current: string | undefined;
    variants: readonly Variant[];
    offered: readonly string[];
  },
): FlowItem {
  const { text, variants } = said;
  if (text === "") return item;
  const current = variants.find(({ id }) => id === said.current);
  const offered = said.offered.flatMap((id) => variants.find((variant) => variant.id === id) ?? []);
  const byCode = variants.find(
    ({ id }) => id.length >= 4 && new RegExp(`\\b${RegExp.escape(id)}\\b`).test(text),
  );
  const [picked] = byCode ? [byCode] : offered.length > 0 ? placesIn(text, offered) : [];
  if (picked?.isAvailable) return { ...item, wanted: { ...picked.options }, variantId: picked.id };
  // "Black size 43", after "walnut": black is what they have, and not what they said last.
  const read = readOptions(text, variants, { ...current?.options, ...item.wanted });
  if (Object.keys(read).length === 0) return item;
  const wanted = { ...item.wanted, ...read };
  const choice = chooseVariant(wanted, current, variants);
  const { variantId: _, ...rest } = item;
  return { ...rest, wanted, ...(choice.kind === "chosen" ? { variantId: choice.variant.id } : {}) };
}

function same(one: readonly FlowItem[], other: readonly FlowItem[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
