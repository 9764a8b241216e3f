import type { Variant } from "../../core/change.ts";
import type { Flow } from "../../core/flow.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { type FlowContext, type FlowStep, lineOf, orderOf } from "./flow-context.ts";
import { choicesOf, itemName, variantName } from "./flow-words.ts";
import { chooseVariant } from "./variant-choice.ts";
import { variantNamed, variantWanted } from "./wish-instead.ts";

/** So many variants are listed one by one; of more, their options are named. */
const LISTED_VARIANTS = 5;

/**
 * Asks which variant is wanted instead, for the first item of which it is not known; `undefined` when all are. What is not
 * in stock is said to be so, with what comes nearest.
 */
export function variantStep(flow: Flow, order: Order, context: FlowContext): FlowStep | undefined {
  const open = flow.items.find(({ variantId }) => variantId === undefined);
  if (!open) return undefined;
  const line = lineOf(order, open.lineItemId);
  const variants = line?.productId === undefined ? undefined : context.variantsOf(line.productId);
  if (!line || !variants) return { kind: "person", reason: "the variants could not be looked up" };
  const current = variants.find(({ id }) => id === line.variantId);
  const choice = chooseVariant(open.wanted, current, variants);
  const { phrase } = context.telling;
  if (choice.kind === "chosen") return question(flow, line, [choice.variant], context);
  if (choice.kind === "same") {
    const rest = variants.filter(({ id, isAvailable }) => isAvailable && id !== line.variantId);
    return question(flow, line, rest, context, phrase("flow.variant.same"));
  }
  const { kind, alternatives } = choice;
  if (alternatives.length === 0) {
    const text = phrase("flow.variant.nothing", { item: line.title });
    return { kind: "over", why: "nothing else in stock", text };
  }
  // What they did not name stays as it is: size M is not to be had in off-white, and stands in the list in navy.
  const isListed = alternatives.some(({ options }) =>
    Object.entries(open.wanted).every(([name, value]) => options[name] === value),
  );
  const meant = isListed ? { ...current?.options, ...open.wanted } : open.wanted;
  const unheard = kind === "open" ? unheardOf(flow) : undefined;
  if (unheard !== undefined)
    return question(flow, line, alternatives, context, noSuch(line, unheard, context));
  const opening =
    kind === "open"
      ? undefined
      : phrase(`flow.variant.${kind}`, {
          item: line.title,
          wanted: variantName({ options: meant }),
        });
  return question(flow, line, alternatives, context, opening);
}

/** The colour or size that the wish named and that no variant has: they are told, once, before they are asked. */
function unheardOf({ asks, words = "" }: Flow): string | undefined {
  return asks === "variant" ? undefined : variantWanted(words);
}

/** "What about green", where there is no green one; `undefined`: they named no colour or size. */
export function withoutSuch(flow: Flow, text: string, context: FlowContext): string | undefined {
  const order = orderOf(flow, context);
  const [open] = flow.items.filter(({ variantId }) => variantId === undefined);
  const line = order && open && lineOf(order, open.lineItemId);
  const wanted = variantNamed(text);
  return flow.asks === "variant" && line && wanted !== undefined
    ? noSuch(line, wanted, context)
    : undefined;
}

function noSuch({ title }: LineItem, wanted: string, { telling }: FlowContext): string {
  return telling.phrase("flow.variant.no_such", { item: title, wanted });
}

/** "What colours are there", "is it in stock", in the middle of an exchange: what there is. `undefined`: not that. */
export function aboutChoice(flow: Flow, text: string, context: FlowContext): FlowStep | undefined {
  const order = orderOf(flow, context);
  if (flow.kind !== "swap" || !order || flow.items.length === 0 || !ABOUT_CHOICE.test(text))
    return undefined;
  const [item, ...more] = flow.items.map(({ variantId: _, ...rest }) => ({ ...rest, wanted: {} }));
  return item && variantStep({ ...flow, items: [item, ...more] }, order, context);
}

const ABOUT_CHOICE =
  /^\W*(?:(?:and|or|ok(?:ay)?|what about|how about|y)\W+)*(?:the |other |another |el )?(?:colou?rs?|sizes?|color(?:es)?|tallas?)\W*\?\W*$|\b(?:what|which|any)(?:'?s| \w+)?(?: other| else)? (?:colou?rs?|sizes?|options?|choices?|kinds?|variants?|versions?|models?)\b|\bin stock\b|\b(?:what|which)(?: \w+){0,2} (?:do you have|have you got|are (?:there|available)|is available)\b|(?<!\p{L})(?:qu[eé]|cu[aá]les?) (?:\p{L}+ )?(?:colores|tallas|opciones|hay|ten[eé]is|est[aá]n? disponibles?)(?!\p{L})/iu;

function question(
  flow: Flow,
  line: LineItem,
  alternatives: readonly Variant[],
  { telling }: FlowContext,
  opening?: string,
): FlowStep {
  const { phrase } = telling;
  const asked = phrase("flow.variant.which", { item: itemName(line, 1) });
  const isList = alternatives.length <= LISTED_VARIANTS || opening !== undefined;
  const listed = alternatives.slice(0, LISTED_VARIANTS);
  const lines = isList
    ? [
        asked,
        ...listed.map((one, index) => `${index + 1}. ${variantName(one)}`),
        phrase("flow.variant.reply"),
      ]
    : [`${asked} ${phrase("flow.variant.choices", { choices: choicesOf(alternatives, telling) })}`];
  const text = [...(opening === undefined ? [] : [opening]), ...lines].join("\n");
  const offered = isList ? listed.map(({ id }) => id) : [];
  return { kind: "ask", flow: { ...flow, asks: "variant", offered }, text };
}
