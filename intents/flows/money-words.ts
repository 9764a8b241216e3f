import type { Flow } from "../../core/flow.ts";
import { asksOfTime } from "../asks-further.ts";
import { saysNo } from "./answer-words.ts";
import type { FlowContext, FlowStep } from "./flow-context.ts";
import { nextStep } from "./next-step.ts";
import { givenFor } from "./return-steps.ts";

/** Another card, another account: where money goes is not for a chat to change. */
export function wantsMoneyElsewhere(text: string): boolean {
  return MONEY_ELSEWHERE.test(text) && !saysNo(text) && !ASKS_HOW_IT_GOES.test(text);
}

/** A person has to say whether money may go elsewhere. */
export function moneyElsewhere({ telling }: FlowContext): FlowStep {
  const reason = "wants the money another way";
  return { kind: "person", reason, text: telling.phrase("flow.money") };
}

const MONEY_ELSEWHERE =
  /\b(?:pay ?pal|gift ?card|store credit|credit card|debit card|(?:another|different|other|new|my) (?:card|account|payment)|visa|master ?card|amex|bank (?:account|transfer)|iban|cash|venmo|apple pay|mobile ?pay)\b/i;

/** "Will I get it back on my card?" wants nothing else than what happens anyway. */
const ASKS_HOW_IT_GOES =
  /^\W*(?:(?:and|so|ok|but)\W+)*(?:will|when|how|do|does|is|where|what(?:'?s)? (?:happens?|becomes?|about))\b(?!.*\b(?:instead|rather|prefer|another|different|other|new)\b).*\?*\s*$/is;

/** What happens to the money, asked in the middle of a flow; `undefined`: that was not asked. */
export function aboutMoney(flow: Flow, text: string, context: FlowContext): FlowStep | undefined {
  const isPrice =
    (flow.kind === "swap" && ABOUT_PRICE.test(text)) ||
    // Nothing else about a cancelling takes time, except the parcel that comes all the same.
    (flow.kind === "cancel" && /\bhow long\b/i.test(text) && asksOfTime(text));
  if (flow.kind === "address" || !(isPrice || ABOUT_MONEY.test(text))) return undefined;
  const step = nextStep(flow, context);
  const { policy, telling } = context;
  const days = policy.returns.refund_days ?? 0;
  const outcome = flow.kind === "return" ? givenFor(flow, policy) : "refund";
  const words = telling.phrase(`flow.about_money.${flow.kind}`, { days, outcome });
  return step.kind === "ask" ? { ...step, text: `${words} ${step.text}` } : step;
}

const ABOUT_MONEY =
  /\b(?:money|refund\w*|paid back|reimburs\w*|(?:my|the|same|original) (?:(?:gift ?)?card|account|payment|voucher)|credited)\b|(?<!\p{L})(?:dinero|reembols\p{L}*|mi tarjeta)(?!\p{L})/iu;

/** What another variant costs. */
const ABOUT_PRICE =
  /\b(?:costs?|price|pricier|dearer|extra|pay (?:more|anything|something)|how much|surcharge)\b|(?<!\p{L})(?:cuesta|precio|cu[aá]nto(?! (?:tarda|tiempo|falta)))(?!\p{L})/iu;
