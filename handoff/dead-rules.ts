import type { HandoffRule } from "../core/handoff-file.ts";

/**
 * The rules of handoff.yaml that can never decide anything, because one before them holds whenever they do: the place of
 * each, and of the rule that always comes first. Pure.
 */
export function deadRules(
  rules: readonly HandoffRule[],
): readonly { index: number; behind: number }[] {
  return rules.slice(0, MOST_RULES).flatMap(({ when }, index) => {
    const behind = rules.findIndex((rule, n) => n < index && isImplied(rule.when, when));
    return behind === -1 ? [] : [{ index, behind }];
  });
}

/** Each is held against all before it: no shop has more, and a file gone wrong must not hold up a server. */
const MOST_RULES = 500;

type When = HandoffRule["when"];

/** Whether every condition of `wide` holds wherever all of `narrow` do. */
function isImplied(wide: When, narrow: When): boolean {
  return CONDITIONS.every(
    (name) => wide[name] === undefined || isNarrower(name, wide[name], narrow[name]),
  );
}

const CONDITIONS = [
  "intent",
  "misunderstood",
  "proof",
  "words",
  "attachment",
  "mood",
  "order_value_over",
  "orders_at_least",
  "language",
] as const satisfies readonly (keyof When)[];

type Condition = string | number | boolean | readonly string[] | undefined;

/** Of words, intents and languages any counts; of numbers, those from there on; everything else is itself. */
function isNarrower(name: keyof When, wide: Condition, narrow: Condition): boolean {
  if (narrow === undefined) return false;
  if (typeof wide === "number") return typeof narrow === "number" && narrow >= wide;
  const written = (each: Condition) => (name === "words" ? String(each).toLowerCase() : each);
  const any = [wide].flat().map(written);
  return [narrow].flat().every((each) => any.includes(written(each)));
}
