import type { IntentName } from "../core/understanding.ts";
import { asksOfCollecting, asksToKeep, wishesOfDelivery } from "./asks-delivery.ts";
import { asksOfPurchase } from "./asks-purchase.ts";
import { asksOfReturning } from "./asks-returning.ts";
import { asksToHurry, namesOnlyParcel, saysTooLate, saysWasHome } from "./asks-status.ts";
import { saysSentBack } from "./told-of-change.ts";
import { whatIf } from "./what-if.ts";
import { asksWhy, asksWhySo } from "./without-words.ts";

/**
 * What is told by the form of a question, whatever its words look like: about a case that has not come, what a return
 * costs, what was paid and when, what it takes to collect, what a carrier is to do, more haste. `isReturning`: they are about to send something back;
 * `isFirst`: nothing was answered yet. `undefined`: none of these.
 */
export function askedByForm(
  text: string,
  { isReturning, isFirst }: { isReturning: boolean; isFirst: boolean },
): IntentName | undefined {
  const asked = whatIf(text) ?? asksOfReturning(text, isReturning);
  if (asked !== undefined) return asked;
  // There is nothing else yet that somebody could be at fault for, or ask the reason of.
  const asksReason = BLAMES.test(text) ? asksWhy(text) : PARCEL.test(text) && asksWhySo(text);
  if (isFirst && asksReason) return "order_status";
  if (!isFirst && saysTooLate(text)) return "hurry";
  return FORMS.find(([, isMeant]) => isMeant(text))?.[0];
}

const BLAMES = /\b(?:fault|blame)\b/i;
const PARCEL =
  /\b(?:(?:going|coming|sent) back|orders?|parcels?|packages?|delivery|shipment|pedido|paquete|env[ií]o)\b/i;

/** "I got a text with a code i didnt ask for": somebody else asked. English and Spanish. */
export function gotCodeUnasked(text: string): boolean {
  return CODE_UNASKED.test(text);
}

const CODE_UNASKED =
  /\bcode\b.{0,40}\b(?:(?:did|have)(?:n['’]?t| not)|never) (?:ask(?:ed)?|request(?:ed)?|want(?:ed)?|order(?:ed)?)\b|\b(?:why|what)\b(?!.{0,40}(?:n['’]?t\b|\bnot\b|\bnever\b)).{0,30}\b(?:get|got|getting|received?|send(?:ing)?|sent) (?:me )?(?:a |this |that )?code\b|(?<!\p{L})c[oó]digo.{0,40}no (?:he )?(?:ped[ií]|pedido|solicit)/iu;

const FORMS: readonly (readonly [IntentName, (text: string) => boolean])[] = [
  ["code_unasked", gotCodeUnasked],
  ["order_status", namesOnlyParcel],
  ["return_status", saysSentBack],
  ["delivery_problem", saysWasHome],
  ["purchase", asksOfPurchase],
  ["hurry", asksToHurry],
  ["collect_later", asksToKeep],
  ["collect_with", asksOfCollecting],
  ["delivery_wish", wishesOfDelivery],
];
