import type { Conversation } from "../../../core/conversation.ts";
import type { IntentName } from "../../../core/understanding.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { changeWishIn, FLOW_OF } from "../../../intents/flows/wish-words.ts";
import { withoutCondition } from "../../../intents/what-if.ts";
import { wishWithoutWords } from "../../../intents/without-words.ts";

/**
 * "Ok do it", said of a change that was only asked about ("can i return the boots if i wore them once") and answered with
 * the shop's rule: that change, in the words it was asked about without their condition. `undefined`: nothing of the kind.
 */
export function wishAgreedTo(
  text: string,
  { lines, flow, question, holder, proof }: Conversation,
  now: number,
): { text: string; name: IntentName } | undefined {
  if (!GO_AHEAD.test(text) || holder.kind === "agent" || proof?.open) return undefined;
  const last = lines.at(-1);
  // A list that was answered stays open for a while, and is not what this answers.
  if (openFlow(flow, now) || last?.who !== "bot" || question?.askedAt === last.at) return undefined;
  const asked = lines.findLast(
    ({ who, text: words }) => who === "customer" && wishWithoutWords(words, true) === undefined,
  );
  if (!asked || now - asked.at > REMEMBERED_FOR_MS) return undefined;
  const plain = withoutCondition(asked.text);
  const name = changeWishIn(plain);
  // "Cancel it", after the rule for returns was told, is another wish.
  const own = changeWishIn(text) ?? name;
  return name === undefined || own === undefined || FLOW_OF[own] !== FLOW_OF[name]
    ? undefined
    : { text: plain, name };
}

/** After this "do it" is about something else. */
const REMEMBERED_FOR_MS = 60 * 60_000;

/** More than a nod: a bare "ok" takes note of a rule. English and Spanish. */
const GO_AHEAD =
  /^\W*(?:(?:ok(?:ay)?|yes|yeah|yep|sure|great|good|fine|cool|alright|all right|well|then|so|please|pls|s[ií]|vale|pues|bueno|entonces)\W+)*(?:do (?:it|that|so)|(?:start|begin|make) (?:it|that|the (?:return|exchange|cancell?ation|process|refund))|go ahead|go on|let'?s (?:do|start|go)(?: (?:it|that|this|ahead|for it))?|please do|i want (?:to do )?(?:it|that)|(?:(?:return|cancel|exchange|swap) (?:it|them|that)|(?:return|send) (?:it|them|that) back)|hazlo|adelante|empi[eé]za\p{L}*|hag[aá]moslo|devu[eé]lvel[oa]s?|c[aá]ncel[ae]lo)(?:\W+(?:then|please|pls|now|thanks?|thank you|for me|entonces|por favor|gracias|ya))*\W*$/iu;
