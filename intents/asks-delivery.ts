import { plainWishIn } from "./flows/wish-words.ts";

/**
 * "Can they try again tomorrow", "can you leave it with my neighbour", "can someone else receive it": how, when or to whom a
 * parcel is to be brought, which only its carrier can arrange. English and Spanish.
 */
export function wishesOfDelivery(text: string): boolean {
  if (text.trim().split(/\s+/).length > FEW_WORDS || plainWishIn(text) !== undefined) return false;
  return OF_DELIVERY.some((pattern) => pattern.test(text));
}

/** "Do i need id", "can my wife pick it up": what it takes to collect a parcel. English and Spanish. */
export function asksOfCollecting(text: string): boolean {
  if (text.trim().split(/\s+/).length > FEW_WORDS) return false;
  return OF_COLLECTING.some((pattern) => pattern.test(text));
}

/** "Can you keep it longer", "i can't make it by tuesday": more time to collect it. English and Spanish. */
export function asksToKeep(text: string): boolean {
  return text.trim().split(/\s+/).length <= FEW_WORDS && TO_KEEP.test(text);
}

const TO_KEEP =
  /\b(?:can|could|will|would|please|pls)\b.{0,12}\b(?:keep|hold|store|save) (?:it|them|that|my \w+|the \w+)(?: \w+){0,2} (?:longer|(?:some |a few )?more days|(?:until|till|til) \w+|another (?:day|week)|for me)|\b(?:can|could|is it possible to) (?:you |i |we |they )?extend\b|\bi (?:can'?t|cannot|won'?t) (?:make it|come|get there|pick it up|collect it|fetch it)(?: (?:there|over|in))? (?:by|until|before|in time|this week|on|till)\b|(?<!\p{L})(?:pod[eé]is|pueden?|puedes) guardar\p{L}* .{0,20}(?:m[aá]s|hasta)(?!\p{L})|(?<!\p{L})no puedo (?:ir|recoger\p{L}*|pasar) (?:antes|hasta)/iu;

/** Longer words have a story of their own. */
const FEW_WORDS = 16;

const SOMEBODY =
  "(?:some(?:one|body)(?: else)?|any(?:one|body)(?: else)?|another person|a friend|my (?:\\p{L}+ )?(?:wife|husband|partner|girlfriend|boyfriend|gf|bf|hubby|friend|son|daughter|kids?|mum|mom|mother|dad|father|parents|brother|sister|neighbou?rs?|flatmate|roommate|colleague|assistant))";
const PLACE =
  "(?:with (?:my|a|the|one of my) (?:\\p{L}+ )?neighbou?rs?|next door|(?:at|by|behind|outside|in front of|on|in) (?:(?:my|the|a) )?(?:\\p{L}+ )?(?:doors?|doorstep|porch|shed|garage|gate|mailbox|letter ?box|reception|safe place|hallway|back|bin)|outside|somewhere safe)";
const ANOTHER_TIME =
  "(?:again|tomorrow|another (?:day|time)|later|earlier|(?:on |next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:in the |this |tomorrow )?(?:morning|afternoon|evening)|after \\d|before \\d|at (?:the )?weekends?)";
const ALGUIEN =
  "(?:alguien|otra persona|(?:mi|un|una|el|la) (?:vecin[oa]|mujer|marido|pareja|novi[oa]|amig[oa]|hij[oa]|madre|padre|herman[oa]|compañer[oa]))";

const OF_DELIVERY: readonly RegExp[] = [
  new RegExp(
    `\\b(?:can|could|will|would) (?:they|you|u|he|the (?:carrier|driver|courier|post(?:man| office)?)|postnord|dhl|ups|gls|royal mail) (?:please |just |maybe |not )*(?:try|come|deliver|re-?deliver|bring|attempt|drop|leave|put|hide|hand|give)\\b.*(?:${ANOTHER_TIME}|${PLACE}|to ${SOMEBODY})`,
    "iu",
  ),
  new RegExp(
    `\\b(?:can|could|may|is it (?:ok|okay|possible) (?:if|for)) ${SOMEBODY} (?:to )?(?:else )?(?:receive|accept|take|sign for|open for)\\b`,
    "iu",
  ),
  /\b(?:can|could|may|how (?:do|can)) i (?:\w+ )?(?:choose|pick|book|select|set|arrange|change|reschedule) (?:a|an|the|another|my|what)? ?(?:\w+ )?(?:time|date|day|slot|time ?slot|window|re-?delivery)\b(?!.*\b(?:appointment|order date)\b)/i,
  /\b(?:re-?deliver(?:y|ed)?|re-?schedule (?:it|the|my)|second (?:delivery )?attempt|new delivery (?:date|day|time|attempt))\b.*\?|\b(?:can|could|want|need|like) .{0,20}\b(?:re-?deliver\w*|re-?schedul\w*)\b/i,
  /\b(?:will|do|can|could) (?:they|the (?:driver|carrier|courier)) (?:call|ring|phone|text|knock|let me know)\b/i,
  new RegExp(
    `(?<!\\p{L})(?:pueden?|puedes|pod[eé]is|podr[ií]a[ns]?)(?: por favor)? (?:venir|volver|pasar|entregar\\p{L}*|intentar\\p{L}*|dejar\\p{L}*|traer\\p{L}*)(?!\\p{L}).*(?<!\\p{L})(?:otra vez|de nuevo|otro d[ií]a|m[aá]s tarde|mañana|por la (?:mañana|tarde)|el (?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)|con ${ALGUIEN}|a(?:l| la)? ${ALGUIEN}|en la puerta|en (?:la )?recepci[oó]n|fuera)(?!\\p{L})`,
    "iu",
  ),
  new RegExp(
    `(?<!\\p{L})(?:puede|podr[ií]a)(?:n)? (?:recibir|aceptar|coger|firmar)\\p{L}* ${ALGUIEN}(?!\\p{L})|(?<!\\p{L})(?:puedo )?elegir (?:la hora|el d[ií]a|otra hora|otro d[ií]a)(?!\\p{L})`,
    "iu",
  ),
];

const OF_COLLECTING: readonly RegExp[] = [
  /^\W*(?:(?:and|so|ok|but|hi|hey)\W+)*(?:do|will|would|should|must) (?:i|we|they|he|she) (?:need|have)(?: to)?(?: (?:bring|show|have|take))*(?: (?:an?|my|any|some|the|photo|kind of|form of))* ?(?:i\.?d\.?|id card|identification|passport|driving licen[cs]e|proof of id(?:entity)?|order number|receipt|pick-?up code|anything)(?: (?:with me|to (?:pick|collect|get) (?:it|them|my \w+)(?: up)?|for (?:that|it|the pickup)|there))*\W*$/i,
  new RegExp(
    `^\\W*(?:(?:and|so|ok|but|hi|hey)\\W+)*${SOMEBODY} can (?:collect|pick|fetch|get|take) (?:it|them)(?: up)?(?: for me)?\\W*\\?\\W*$`,
    "iu",
  ),
  /\bwhat (?:do|should|must) (?:i|we) (?:need|have)?(?: to)? ?(?:bring|show|take with me)\b|\bwhat (?:do|should) i need (?:to|for) (?:collect|pick|the pick)/i,
  new RegExp(
    `\\b(?:can|could|may|must|is it (?:ok|okay|possible|fine) (?:if|for|that)) ${SOMEBODY} (?:to )?(?:collects?|picks? (?:it |them |my \\p{L}+ |the \\p{L}+ )?up|fetch(?:es)?|gets? (?:it|them)|come (?:and|to) get)\\b|\\bdo(?:es)? (?:it|i) have to (?:be me|come (?:myself|in person))\\b`,
    "iu",
  ),
  new RegExp(
    `(?<!\\p{L})(?:necesito|hace falta|tengo que (?:llevar|enseñar|mostrar)|hay que llevar|piden)(?: (?:el|la|un|una|mi|alg[uú]n))* ?(?:dni|nie|carn[eé]|documento|identificaci[oó]n|pasaporte|recibo|n[uú]mero de pedido)(?!\\p{L})|(?<!\\p{L})qu[eé] (?:tengo que|hay que|debo|necesito) (?:llevar|traer|enseñar|mostrar)|(?<!\\p{L})puede recoger\\p{L}* ${ALGUIEN}(?!\\p{L})|(?<!\\p{L})puede ${ALGUIEN} recoger\\p{L}*`,
    "iu",
  ),
];
