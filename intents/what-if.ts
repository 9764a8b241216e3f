import type { IntentName } from "../core/understanding.ts";

/**
 * What is asked by the form of a question (a case that has not come, what sending back costs), and in which words a shop's
 * documents speak of it, by language. No phrase teaches these.
 */
export const WRITTEN_OF: Readonly<Record<IntentName, Readonly<Record<string, string>>>> = {
  what_if_late: { en: "late or lost parcel", es: "paquete con retraso o perdido" },
  what_if_absent: { en: "if nobody is at home", es: "si no hay nadie en casa" },
  return_cost: { en: "a return label costs", es: "cuesta la etiqueta de devolución" },
  return_how: {
    en: "hand in a return: label, box, parcel shop, receipt",
    es: "entregar la devolución: etiqueta, caja, punto de recogida, recibo",
  },
  what_if_uncollected: {
    en: "waits for days before it comes back",
    es: "espera unos días antes de volver",
  },
  what_if_kept: {
    en: "collect in the shop, ready, keep it for days",
    es: "recoger en la tienda, listo, lo guardamos días",
  },
  collect_with: {
    en: "collecting in the shop: bring the order number, an ID",
    es: "recoger en la tienda: traer el número de pedido, el DNI",
  },
  return_worn: {
    en: "unworn, unwashed, has its tags, tried on",
    es: "sin usar, sin lavar, con las etiquetas, probar",
  },
  pay_with: {
    en: "payment methods accepted: pay by card, invoice, PayPal",
    es: "formas de pago aceptadas: pagar con tarjeta, factura, PayPal",
  },
  what_if_breaks: { en: "guarantee or warranty for faults", es: "garantía por defectos" },
  what_if_wrong: {
    en: "faulty or damaged: photo or picture, repair, replace, refund",
    es: "defectuoso o dañado: foto, reparar, cambiar, reembolso",
  },
};

/**
 * What a question about something that may happen wants to know: "what if it's late", "what happens if I miss it". It asks
 * for the shop's rules, and tells of nothing wrong with an order. `undefined`: no such question, or not one of these cases.
 * English and Spanish.
 */
export function whatIf(text: string): IntentName | undefined {
  const plain = text.toLowerCase().replaceAll(/[\u2018\u2019]/g, "'");
  const later = changeLater(plain);
  if (later) return later;
  const opening = OPENINGS.find((pattern) => pattern.test(plain));
  if (!opening) return undefined;
  const supposed = plain.replace(opening, "");
  if (NOT.test(supposed)) return "what_if_late";
  return CASES.find(([, pattern]) => pattern.test(supposed))?.[0];
}

/** "Can i cancel if it takes too long": not now, so it is the rule that they ask for. */
function changeLater(plain: string): IntentName | undefined {
  if (MAY_I_RETURN.test(plain) && WORN.test(plain)) return "return_worn";
  const [, cancels, supposed = ""] = MAY_I.exec(plain) ?? [];
  if (!CASES.some(([, pattern]) => pattern.test(supposed))) return undefined;
  return cancels === undefined ? "return_policy" : "what_if_unwanted";
}

const MAY_I =
  /^(?!.*\b(?:my money back now|please cancel)\b).*?(?:\b(?:can|could|may) (?:i|we)|(?<!\p{L})(?:puedo|podemos|se puede))\b[^.?!]{0,20}?\b(?:(cancel\p{L}*|anular\p{L}*)|return|send (?:it|them|this|that) back|exchange|swap|devolver\p{L}*|cambiar\p{L}*)\b.*?\b(?:if|in case|when|si)\b(.*)$/su;

const MAY_I_RETURN =
  /\b(?:can|could|may|is it (?:ok|okay|possible)|am i allowed)\b.{0,20}?\b(?:return(?:ed)?|send\b.{0,30}\bback|bring\b.{0,30}\bback|exchange)\b|(?<!\p{L})(?:puedo|podemos|se pueden?)(?!\p{L}).{0,20}(?:devolver|cambiar)/u;

/** Worn, washed, out of its box. */
const WORN =
  /\b(?:wore|worn|wear(?:ing)?|used|tried (?:it|them|this|that|one) on|opened|unpacked|washed|(?:without|no|cut(?: off)?|removed|took off|lost) (?:the |its |their |any )?(?:original )?(?:tags?|labels?|box|packaging))\b|(?<!\p{L})(?:usad[oa]s?|puest[oa]s?|estren\p{L}*|abiert[oa]s?|lavad[oa]s?|sin (?:la |las |el )?(?:etiquetas?|caja))(?!\p{L})/u;

/** "Can i return the boots" of "can i return the boots if i wore them once". */
export function withoutCondition(text: string): string {
  return text.replace(CONDITION, "");
}

const CONDITION =
  /[\s,;.]+(?:(?:even )?if|in case|when|after|although|though|without|but|(?:i|i'?ve|we) (?:have )?(?:only )?(?:wore|worn|used|opened|tried)|aunque|si|cuando|despu[eé]s|sin)(?!\p{L}).*$/isu;

/** "What if not", asked after when it comes. */
const NOT = /^\W*(?:not|no)\W*$/;

const BEFORE =
  "^\\W*(?:(?:and|but|so|ok(?:ay)?|also|oh|hi|hey|hello|thanks|thank you|great|cool|good|just|hm+|wait|y|pero|vale|hola|gracias|oye)\\W+)*";

const OPENINGS: readonly RegExp[] = [
  new RegExp(
    `${BEFORE}(?:what|wat|wot)(?: (?:happens?|would happen|will happen|about|do you do)(?: then)?)? (?:if|when|in case)\\b`,
  ),
  new RegExp(`${BEFORE}(?:what'?s|whats) (?:if|the plan if)\\b`),
  /^\W*(?:(?:and|but|so|ok|also)\W+)*(?:if|in case)\b(?=.*\?\W*$)(?!.*\b(?:can|could|may|will|would|do|should) (?:i|you|we)\b)/,
  new RegExp(
    `${BEFORE}(?:(?:y )?qu[eé] (?:pasa|pasar[ií]a|sucede|ocurre|hac[eé]is|hacen)(?: entonces)? (?:si|cuando)|y si)(?!\\p{L})`,
    "u",
  ),
];

/** In this order: a thing that comes broken comes late as well sometimes, and what is told first is what matters. */
const CASES: readonly (readonly [IntentName, RegExp])[] = [
  ["return_worn", WORN],
  [
    "what_if_breaks",
    /\b(?:breaks?|stops? working|falls? apart|wears? out)\b|\bafter (?:a|one|two|three|\d+) (?:years?|months?|weeks?)\b|se (?:rompe|estropea)/,
  ],
  [
    "what_if_wrong",
    /\b(?:broken|damaged|faulty|defective|scratched|(?:doesn'?t|does not) work|wrong (?:item|thing|colou?r|one|order|product)|missing|incomplete)\b|(?<!\p{L})(?:rot[oa]s?|da[ñn]ad\p{L}*|defectuos\p{L}*|no funciona|equivocad\p{L}*|falta)(?!\p{L})/u,
  ],
  [
    "what_if_uncollected",
    /\b(?:don'?t|dont|do not|can'?t|cant|cannot|never|forget to) (?:collect|pick|fetch|come (?:and|to))\b|(?<!\p{L})no (?:lo |la |los |las )?(?:recojo|recoja|puedo recoger)/u,
  ],
  [
    "what_if_absent",
    /\bmiss(?: (?:it|the|my|that|him|them|you|a)\b|\W*$)|\bnot (?:at )?home\b|\b(?:am|i'?m|im|be|are|we'?re) (?:not (?:there|in|around)|out|away|at work|on (?:holiday|vacation)|asleep|abroad|travell?ing)\b|\b(?:no ?body|no-?one|no one)(?:'?s| is)? (?:at |there|in\b|home|opens|answers|around)|\b(?:can'?t|cannot|can not|won'?t) (?:be (?:there|home|in)|receive|open|sign|hear|take it|accept)\b|(?<!\p{L})(?:no estoy|no hay nadie|estoy (?:fuera|trabajando|de viaje)|me lo pierdo|no puedo (?:recibir|abrir)\p{L}*|no estar[eé])(?!\p{L})/u,
  ],
  [
    "what_if_late",
    /\b(?:late|later|delayed?|delays?|lost|stolen|stuck|disappears?|vanish\w*)\b|\bnever (?:comes|arrives?|turns? up|gets? here|shows? up|reaches)\b|\b(?:doesn'?t|does not|don'?t|isn'?t|is not|won'?t|not) (?:\w+ )?(?:come|arrive|get here|make it|turn up|show up|here|delivered|reach)\b|\btakes? (?:too long|longer|forever|ages)\b|(?<!\p{L})(?:tarde|se retrasa|retras\p{L}*|no (?:me )?llega\p{L}*|nunca llega|se pierde|pierde|lo roban)(?!\p{L})/u,
  ],
  [
    "what_if_unwanted",
    /\bchang(?:e|ed) my mind\b|\b(?:don'?t|do not) (?:want|need)\b|\bwant to cancel\b|(?<!\p{L})(?:cambio de (?:idea|opini[oó]n)|no lo quiero|quiero cancelar\p{L}*)(?!\p{L})/u,
  ],
  [
    "return_policy",
    /\b(?:fits?|too (?:small|big|large|tight|loose|short|long|warm|heavy|little)|wrong size|(?:don'?t|do not|dont|doesn'?t|does not) (?:like|love|suit|match)|not (?:what|like|happy|right)|hate (?:it|them)|ugly|itch\w*|scratchy|want (?:to (?:return|send|exchange)|my money|a refund|something else|another))\b|(?<!\p{L})(?:no me (?:vale|queda|va|gusta|sirve|convence)\p{L}*|me queda|peque[ñn]\p{L}*|grande|quiero devolver\p{L}*)(?!\p{L})/u,
  ],
];
