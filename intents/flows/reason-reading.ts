import type { OrderChange } from "../../core/change.ts";
import type { ReturnReason } from "../../core/order.ts";
import { spanish } from "./spanish-words.ts";

type CancelReason = Extract<OrderChange, { do: "cancel" }>["reason"];

/** Why something goes back, if the text says so. English and Spanish. */
export function returnReasonIn(text: string): ReturnReason | undefined {
  return (
    RETURN_REASONS_SAID.find(([, pattern]) => pattern.test(text))?.[0] ??
    spanish.returnReasonIn(text) ??
    (TOO_SOMETHING.test(text) || saysMisfit(text) ? "other" : undefined)
  );
}

/** "It is too big", "me queda grande": said of a thing, with no word of what is wanted done. */
export function saysMisfit(text: string): boolean {
  return MISFIT.test(text);
}

const MISFIT =
  /\b(?:too|(?:a )?(?:tiny |little |wee )?(?:bit|little|touch|tad)|slightly|very|way(?: too)?|so) (?:small|big|large|tight|loose|snug)\b|\b(?:doesn['’]?t|does not|don['’]?t|do not|didn['’]?t) fit\b|\b(?:tiny|huge|massive|enormous|baggy|tight|short|long|small|big) on (?:me|him|her)\b|(?<!\p{L})me (?:quedan?|est[aá]n?|va|van|viene|vienen) (?:\p{L}+ )?(?:grandes?|peque[nñ]\p{L}*|chic[oa]s?|estrech\p{L}*|anch\p{L}*|apretad\p{L}*|cort[oa]s?|larg[oa]s?)(?!\p{L})|(?<!\p{L})no me (?:vale|valen|entra|entran)(?!\p{L})/iu;

/** Why an order is cancelled, if the text says so. English and Spanish. */
export function cancelReasonIn(text: string): CancelReason | undefined {
  return (
    CANCEL_REASONS_SAID.find(([, pattern]) => pattern.test(text))?.[0] ??
    spanish.cancelReasonIn(text)
  );
}

/** The first that fits stands: what is wrong with the thing comes before how its customer feels about it. */
const RETURN_REASONS_SAID: readonly (readonly [ReturnReason, RegExp])[] = [
  [
    "wrong_item",
    /\b(?:wrong (?:item|thing|product|article|one|colou?r)|(?:sent|got|received|gave) me (?:the|a) (?:wrong|different)|not what i ordered|didn'?t order (?:this|that|it))\b/i,
  ],
  [
    "too_small",
    /\b(?:(?:too|bit|little|very|way|touch|tad|slightly) (?:\w+ )?(?:small|tight|short|narrow|snug)|(?:need|want) (?:a )?(?:bigger|larger)|doesn'?t fit me, too small|small on me|runs? small)\b/i,
  ],
  [
    "too_large",
    /\b(?:(?:too|bit|little|very|way) (?:\w+ )?(?:big|large|loose|long|wide)|(?:need|want) (?:a )?smaller|big on me|runs? (?:big|large))\b/i,
  ],
  [
    "damaged",
    /\b(?:damaged?|brok[ea]n?|crack(?:ed|s)?|smashed|torn|ripped|scratch(?:ed|es)?|shattered|dent(?:ed|s)?|stain(?:s|ed)?|hole|leak(?:s|ed|ing)?|dirty|spill(?:ed)?)\b/i,
  ],
  [
    "defective",
    /\b(?:defect(?:ive|s)?|faulty|(?:(?:does|do|did|is|are|was)(?:n'?t| not)|stopped|never|not) (?:\w+ ){0,3}(?:work(?:s|ed|ing)?|function(?:s|ing)?|turn(?:s|ing)? on|charg(?:e|es|ing)|start(?:s|ing)?)|malfunction\w*|dead on arrival|won'?t (?:\w+ )?(?:work|turn on|charge|start)|poor quality|bad quality)\b/i,
  ],
  [
    "not_as_described",
    /\b(?:not (?:as|like) (?:described|expected|pictured|advertised|shown|(?:in )?the (?:picture|photo|website))|(?:looks?|is|are|feels?) (?:\w+ )?different|differs|not what i (?:expected|wanted|thought)|misleading)\b/i,
  ],
  ["late", /\b(?:(?:too|came|arrived|was) late(?! (?:to|for)\b)|took too long|late delivery)\b/i],
  [
    "changed_mind",
    /\b(?:chang(?:ed?|ing) (?:my|our|his|her) minds?|(?:don'?t|do not|didn'?t|doesn'?t|no longer|not) (?:\w+ )?(?:need|want|like|love|suit|use)\w*|no (?:longer )?(?:need|use)|regret|bought (?:it )?by mistake|by mistake|duplicate|found (?:it|one|something) (?:cheaper|better|else)|not (?:for me|my (?:style|taste|thing)))\b/i,
  ],
];

/** What is wrong with it in words that no list of reasons has. */
const TOO_SOMETHING =
  /\btoo (?:warm|hot|cold|heavy|light|thin|thick|stiff|soft|hard|rough|scratchy|itchy|bright|dark|dull|noisy|loud|slow|fragile|shiny|plain|expensive|warm for \w+|complicated|weak|strong)\b/i;

const CANCEL_REASONS_SAID: readonly (readonly [CancelReason, RegExp])[] = [
  [
    "ordered_by_mistake",
    /\b(?:mistake|mistaken(?:ly)?|accident(?:al|ally)?|accidental|by error|in error|(?:an|my|the) error|error on|wrong(?:ly)? click\w*|click\w* (?:the )?wrong\w*|mis-?click\w*|wrong (?:item|order|one|size|thing|address|colou?r|button)|did not mean to|twice|duplicate|double|didn'?t mean to|not meant to)\b/i,
  ],
  [
    "no_longer_needed",
    /\b(?:(?:no longer|not|don'?t|do not|doesn'?t) (?:\w+ )?(?:need|want|require)\w*|no (?:longer )?(?:need|use|want)|unneeded|changed? (?:my|our) minds?|found (?:it|one|something|a) (?:\w+ )?(?:cheaper|better|else)|bought (?:it|one) (?:elsewhere|somewhere)|too (?:expensive|late|slow|long)|cheaper|can'?t afford)\b/i,
  ],
];
