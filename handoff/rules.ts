import { minorDigits } from "../core/money.ts";
import type { Order } from "../core/order.ts";
import type { HandoffFile, HandoffRule } from "../core/shop.ts";
import { moodOf } from "./mood.ts";

/** What a handoff rule can see of a moment in a conversation. */
export type Situation = {
  text: string;
  intents: readonly string[];
  /** Messages in a row that were not understood, this one included. */
  misunderstood: number;
  proofMissing: boolean;
  attachment: boolean;
  /** Their proven orders; none where nothing is proven or nobody looked. */
  orders?: readonly Order[];
  language?: string | undefined;
};

export type RuleThatFired = {
  name: string;
  team: string;
  priority: "normal" | "high" | "urgent";
  say?: string | undefined;
  ask?: string | undefined;
  skills?: readonly string[] | undefined;
  /** The shipped text that stands for `say`. */
  phrase?: string;
};

/**
 * Before every rule of the shop: words of somebody who may harm themselves. They get the emergency text at once
 * (`handoff.crisis` in phrases/<locale>.yaml, the shop's own where it has one), and a person. A false alarm is harmless.
 */
const CRISIS: HandoffRule & { phrase: string } = {
  name: "somebody may be in danger",
  when: {
    words: [
      ..."suicide, suicidal, kill myself, killing myself, end my life, ending my life, take my own life".split(
        ", ",
      ),
      ..."want to die, wanna die, don't want to live, dont want to live, hurt myself, harm myself, self harm".split(
        ", ",
      ),
      ..."quitarme la vida, suicidarme, suicidio, quiero morir".split(", "),
    ],
  },
  then: { team: "care", priority: "urgent" },
  phrase: "handoff.crisis",
};

/** What holds whatever handoff.yaml says: nobody who asks for a person, or is not understood twice, is kept from one. */
const BUILT_IN: readonly HandoffRule[] = [
  { name: "asked for a person", when: { intent: "human" } },
  { name: "not understood twice", when: { misunderstood: 2 } },
  { name: "no proof that the order is theirs", when: { proof: "missing" as const } },
].map((rule) => ({ ...rule, then: { team: "care", priority: "normal" as const } }));

/** The first rule of handoff.yaml, then of the built-in ones, whose every condition holds; `undefined`: no person is needed. */
export function ruleFor(situation: Situation, file: HandoffFile): RuleThatFired | undefined {
  if (holds(CRISIS.when, situation)) {
    return { name: CRISIS.name, ...CRISIS.then, phrase: CRISIS.phrase };
  }
  const rule = [...file.rules, ...BUILT_IN].find(({ when }) => holds(when, situation));
  return rule && { name: rule.name, ...rule.then };
}

function holds(when: HandoffRule["when"], situation: Situation): boolean {
  const conditions = [
    when.intent === undefined ||
      [when.intent].flat().some((intent) => situation.intents.includes(intent)),
    when.misunderstood === undefined || situation.misunderstood >= when.misunderstood,
    when.proof === undefined || situation.proofMissing,
    when.words === undefined || saysAny(situation.text, when.words),
    when.attachment === undefined || situation.attachment,
    when.mood === undefined || moodOf(situation.text) === when.mood,
    when.order_value_over === undefined || hasOrderOver(when.order_value_over, situation),
    when.orders_at_least === undefined || (situation.orders ?? []).length >= when.orders_at_least,
    when.language === undefined ||
      [when.language].flat().some((language) => language === situation.language),
  ];
  return Object.keys(when).length > 0 && conditions.every(Boolean);
}

function hasOrderOver(amount: number, { orders = [] }: Situation): boolean {
  return orders.some(({ total }) => total.amount > amount * 10 ** minorDigits(total.currency));
}

/** Whole words only: "fire" is not in "fireplace". */
function saysAny(text: string, words: readonly string[]): boolean {
  if (words.length === 0) return false;
  const pattern = patterns.get(words) ?? patternOf(words);
  patterns.set(words, pattern);
  return pattern.test(text);
}

/** Each rule's own words as one pattern, as long as the file that they stand in is in use: every message is asked. */
const patterns = new WeakMap<readonly string[], RegExp>();

function patternOf(words: readonly string[]): RegExp {
  const literals = words.map((each) =>
    each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"),
  );
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${literals.join("|")})(?![\\p{L}\\p{N}])`, "iu");
}
