import type { Variant } from "../../core/change.ts";
import type { Wanted } from "./option-reading.ts";

/** Where the options asked for lead. Alternatives are in stock, the nearest to what was asked for first. */
export type VariantChoice =
  | { kind: "chosen"; variant: Variant }
  /** It is what they have already. */
  | { kind: "same"; variant: Variant }
  | { kind: "open"; alternatives: readonly Variant[] }
  | { kind: "out_of_stock"; alternatives: readonly Variant[] }
  | { kind: "no_such"; alternatives: readonly Variant[] };

/**
 * The variant that a customer wants instead of the one they have. What they did not name stays as it is; where that
 * cannot be had, they are asked rather than given something else.
 */
export function chooseVariant(
  wanted: Wanted,
  current: Variant | undefined,
  variants: readonly Variant[],
): VariantChoice {
  const whole = { ...current?.options, ...wanted };
  const others = nearestTo(
    whole,
    variants.filter(({ id, isAvailable }) => isAvailable && id !== current?.id),
  );
  if (Object.keys(wanted).length === 0) return { kind: "open", alternatives: others };
  const exact = variants.find(
    ({ options }) => has(options, whole) && Object.keys(options).every((name) => name in whole),
  );
  const fitting = others.filter(({ options }) => has(options, wanted));
  if (exact && exact.id === current?.id) return { kind: "same", variant: exact };
  if (exact?.isAvailable) return { kind: "chosen", variant: exact };
  const [only, ...more] = fitting;
  if (current === undefined && only && more.length === 0) return { kind: "chosen", variant: only };
  if (exact) return { kind: "out_of_stock", alternatives: fitting.length > 0 ? fitting : others };
  return fitting.length > 0
    ? { kind: current === undefined ? "open" : "no_such", alternatives: fitting }
    : { kind: "no_such", alternatives: others };
}

/** Those that share most of these options first. */
function nearestTo(options: Wanted, variants: readonly Variant[]): readonly Variant[] {
  return variants.toSorted((one, other) => likeness(other, options) - likeness(one, options));
}

function has(options: Wanted, wanted: Wanted): boolean {
  return Object.entries(wanted).every(([name, value]) => options[name] === value);
}

function likeness({ options }: Variant, whole: Wanted): number {
  return Object.entries(whole).filter(([name, value]) => options[name] === value).length;
}
