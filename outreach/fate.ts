import { OUTREACH_KINDS, type OutreachKind } from "../core/shop-file.ts";

/** What became of an occasion to write, as the journal keeps it. `held` is for good; `later` is looked at again. */
export type Fate = {
  kind: OutreachKind;
  fate: "planned" | "sent" | "later" | "held" | "answered";
  /** Why not, which text, or what they answered; plain words without "+". */
  why?: string | undefined;
};

/** The rule of the journal that says so: "thank-you: held for good, they opted out". */
export function fateRule({ kind, fate, why }: Fate): string {
  return `${LABELS[kind]}: ${WORDS[fate]}${why === undefined ? "" : `, ${why}`}`;
}

/** All that a rule of the journal says about messages that we start. */
export function fatesIn(rule: string): readonly Fate[] {
  return rule.split(" + ").flatMap((part) => {
    const [, label, rest = ""] = /^([a-z -]+): (.+)$/.exec(part) ?? [];
    const kind = OUTREACH_KINDS.find((known) => LABELS[known] === label);
    const fate = FATES.find(
      (known) => rest === WORDS[known] || rest.startsWith(`${WORDS[known]}, `),
    );
    if (!kind || !fate) return [];
    const why = rest.slice(WORDS[fate].length + 2);
    return [{ kind, fate, ...(why === "" ? {} : { why }) }];
  });
}

const LABELS: Readonly<Record<OutreachKind, string>> = {
  thank_you: "thank-you",
  ready_for_pickup: "ready for pickup",
  delayed: "delay",
  refunded: "refund",
  return_received: "return received",
  survey: "survey",
};

const WORDS: Readonly<Record<Fate["fate"], string>> = {
  planned: "planned",
  sent: "sent",
  later: "later",
  held: "held for good",
  answered: "answered",
};

const FATES = ["planned", "sent", "later", "held", "answered"] as const;
