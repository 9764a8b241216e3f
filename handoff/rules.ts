import type { HandoffFile, HandoffRule } from "../core/handoff-file.ts";
import { minorDigits } from "../core/money.ts";
import type { Order } from "../core/order.ts";
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
  /** What of the situation made it fire, for people. */
  because?: string;
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
      ..."want to die, wanna die, don't want to live, dont want to live, hurt myself, harm myself, self harm, hurting myself, harming myself, better off dead, end it all, took all my pills".split(
        ", ",
      ),
      ..."quitarme la vida, suicidarme, me voy a suicidar, suicidio, quiero morir, quiero morirme, me quiero morir".split(
        ", ",
      ),
      ..."me quiero matar, quiero matarme, me voy a matar, matarme, no quiero vivir, no quiero seguir viviendo".split(
        ", ",
      ),
      ..."acabar con mi vida, hacerme daño, hacerme dano".split(", "),
    ],
  },
  then: { team: "care", priority: "urgent" },
  phrase: "handoff.crisis",
};

/**
 * Words of an accident, unless a rule of the shop's for such words says what to do with its own goods: an emergency number (`handoff.emergency`) and a person
 * at once. No single word that a thing may be sold under ("ambulance", "choking hazard"); a false alarm is harmless.
 */
const EMERGENCY: HandoffRule & { phrase: string } = {
  name: "somebody may be hurt",
  when: {
    words: [
      ..."call an ambulance, need an ambulance, call me an ambulance, not breathing, stopped breathing, can't breathe, cant breathe".split(
        ", ",
      ),
      ..."unconscious, having a heart attack, overdose, overdosed, swallowed, poisoned, poisoning, is choking, was choking, choking on, toddler ate, baby ate, kid ate, child ate, is hitting me, he hits me, she hits me, is beating me, he beats me".split(
        ", ",
      ),
      ..."electrocuted, electric shock, got a shock, gas leak, caught fire, is on fire, bleeding badly, won't stop bleeding".split(
        ", ",
      ),
      ..."he collapsed, she collapsed, dad collapsed, mum collapsed, mom collapsed, husband collapsed, wife collapsed".split(
        ", ",
      ),
      ..."una ambulancia, no respira, no puedo respirar, inconsciente, infarto, sobredosis, se ha tragado, se tragó, se trago".split(
        ", ",
      ),
      ..."envenenado, envenenada, intoxicado, intoxicada, electrocutado, me ha dado calambre, echa humo, fuga de gas, se ha incendiado".split(
        ", ",
      ),
    ],
  },
  then: { team: "care", priority: "urgent" },
  phrase: "handoff.emergency",
};

/** What holds whatever handoff.yaml says: nobody who asks for a person, or is not understood twice, is kept from one. */
const BUILT_IN: readonly HandoffRule[] = [
  { name: "asked for a person", when: { intent: "human" } },
  { name: "not understood twice", when: { misunderstood: 2 } },
  { name: "no proof that the order is theirs", when: { proof: "missing" as const } },
].map((rule) => ({ ...rule, then: { team: "care", priority: "normal" as const } }));

/** The first rule of handoff.yaml, then of the built-in ones, whose every condition holds; `undefined`: no person is needed. */
export function ruleFor(situation: Situation, file: HandoffFile): RuleThatFired | undefined {
  if (holds(CRISIS.when, situation)) return fired(CRISIS, situation, CRISIS.phrase);
  const rule = [...file.rules, ...BUILT_IN].find(({ when }) => holds(when, situation));
  if (!isOfAccidents(rule) && holds(EMERGENCY.when, situation))
    return fired(EMERGENCY, situation, EMERGENCY.phrase);
  return rule && fired(rule, situation);
}

/** Whether a shop's rule names such words itself: then it says what to do with the shop's own goods. */
function isOfAccidents(rule: HandoffRule | undefined): boolean {
  const named = (rule?.when.words ?? []).map((word) => word.toLowerCase());
  return named.some((word) => EMERGENCY.when.words?.some((each) => each.includes(word)));
}

function fired(rule: HandoffRule, situation: Situation, phrase?: string): RuleThatFired {
  const because = conditionsOf(rule.when, situation)
    .map(({ because }) => because())
    .join(", ");
  return { name: rule.name, because, ...rule.then, ...(phrase === undefined ? {} : { phrase }) };
}

function holds(when: HandoffRule["when"], situation: Situation): boolean {
  return conditionsOf(when, situation).every((condition) => condition.holds);
}

/** Each condition that the rule names: whether it holds, and what of the situation it looks at, in words for people. */
function conditionsOf(
  when: HandoffRule["when"],
  situation: Situation,
): readonly { holds: boolean; because: () => string }[] {
  const { text, intents, misunderstood, orders = [], language } = situation;
  const conditions: { holds: boolean; because: () => string }[] = [];
  const look = (holds: boolean, because: () => string) => void conditions.push({ holds, because });
  if (when.intent !== undefined) {
    const wanted = [when.intent].flat().filter((intent) => intents.includes(intent));
    look(wanted.length > 0, () => `they want ${wanted.join(", ")}`);
  }
  if (when.misunderstood !== undefined)
    look(
      misunderstood >= when.misunderstood,
      () => `not understood ${misunderstood} times in a row`,
    );
  if (when.proof !== undefined)
    look(situation.proofMissing, () => "no proof that the order is theirs");
  if (when.words !== undefined) {
    const word = saidOf(text, when.words);
    look(word !== undefined, () => `they wrote "${word}"`);
  }
  if (when.attachment !== undefined) look(situation.attachment, () => "they sent a file");
  if (when.mood !== undefined) look(moodOf(text) === when.mood, () => `they sound ${when.mood}`);
  if (when.order_value_over !== undefined)
    look(
      hasOrderOver(when.order_value_over, situation),
      () => `an order of theirs cost more than ${when.order_value_over}`,
    );
  if (when.orders_at_least !== undefined)
    look(orders.length >= when.orders_at_least, () => `they have ${orders.length} orders`);
  if (when.language !== undefined)
    look(
      [when.language].flat().some((each) => each === language),
      () => `they write ${language}`,
    );
  return conditions;
}

function hasOrderOver(amount: number, { orders = [] }: Situation): boolean {
  return orders.some(({ total }) => total.amount > amount * 10 ** minorDigits(total.currency));
}

/** Which of the words stands in the text. Whole words only: "fire" is not in "fireplace". */
function saidOf(text: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const pattern = patterns.get(words) ?? patternOf(words);
  patterns.set(words, pattern);
  return pattern.exec(text)?.[0];
}

/** Each rule's own words as one pattern, as long as the file that they stand in is in use: every message is asked. */
const patterns = new WeakMap<readonly string[], RegExp>();

function patternOf(words: readonly string[]): RegExp {
  const literals = words.map((each) =>
    each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"),
  );
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${literals.join("|")})(?![\\p{L}\\p{N}])`, "iu");
}
