import type { HandoffFile, HandoffRule } from "../core/shop.ts";

/** What a handoff rule can see of a moment in a conversation. */
export type Situation = {
  text: string;
  intents: readonly string[];
  /** Messages in a row that were not understood, this one included. */
  misunderstood: number;
  proofMissing: boolean;
  attachment: boolean;
};

export type RuleThatFired = { name: string; team: string; priority: "normal" | "high" | "urgent" };

/** What holds whatever handoff.yaml says: nobody who asks for a person, or is not understood twice, is kept from one. */
const BUILT_IN: readonly HandoffRule[] = [
  { name: "asked for a person", when: { intent: "human" } },
  { name: "not understood twice", when: { misunderstood: 2 } },
  { name: "no proof that the order is theirs", when: { proof: "missing" as const } },
].map((rule) => ({ ...rule, then: { team: "care", priority: "normal" as const } }));

/** The first rule of handoff.yaml, then of the built-in ones, whose every condition holds; `undefined`: no person is needed. */
export function ruleFor(situation: Situation, file: HandoffFile): RuleThatFired | undefined {
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
  ];
  return Object.keys(when).length > 0 && conditions.every(Boolean);
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
