import type { Entities } from "../core/understanding.ts";

/** "Where are you?", "where is the shop": its address, and not whether a bot is somewhere. English and Spanish. */
export function asksWhereShopIs(text: string): boolean {
  return WHERE.test(text);
}

const WHERE =
  /^\W*(?:(?:hi|hey|hello|hola|and|so|ok|y|pero)\W+)*(?:where(?:abouts)?(?:'s| is| are| r)? (?:you|u|ur|your|the|this)(?: guys| folks)?(?: (?:shop|store|place|physical shop|physical store))?(?: (?:at|located|based|exactly|situated|now))*|what(?:'s| is) (?:your|the)(?: shop'?s?| store'?s?)? address|d[oó]nde (?:est[aá]is?|est[aá]n|qued[aá]n?|os encontr[aá]is)(?: (?:la|vuestra|su) tienda)?|cu[aá]l es (?:la|vuestra|su) direcci[oó]n(?: de la tienda)?)\W*$/iu;

/** Whether a question about the shop is one for its phone number, its e-mail address or another way to reach it. English and Spanish. */
export function asksForContact(text: string): boolean {
  return CONTACT.test(text);
}

const CONTACT =
  /\b(?:(?:tele)?phone|call (?:you|u|the shop|somebody|someone)|(?:can|do|could|should|may|must) (?:i|we) (?:call|ring)|e-?mails?|contact|whatsapp|reach (?:you|u))\b|(?<!\p{L})(?:tel[eé]fono|correo|llamar|contact\p{L}*)(?!\p{L})/iu;

/** "Who can i ring?", and nothing else. English. */
export function asksWhomToCall(text: string): boolean {
  return WHOM.test(text);
}

const WHOM =
  /^\W*(?:(?:and|so|ok|but|please|hi|hello)\W+)*(?:who|whom|where|what number) (?:can|do|could|should|may|must) (?:i|we) (?:call|ring|phone|telephone)(?: (?:you|about (?:it|this|that)|please|then|now))*\W*$/i;

/** Whether a question about the shop is one for its hours. English and Spanish. */
export function speaksOfHours(text: string): boolean {
  return HOURS.test(text);
}

const HOURS =
  /\b(?:open\w*|clos\w*|shut\w*|hours?|times?|when|until|till|late|early|today|tonight|tomorrow|now|weekends?|holidays?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mornings?|evenings?|afternoons?|lunch|staffed|anyone there|anybody there|available)\b|(?<!\p{L})(?:abr\p{L}*|abiert\p{L}*|cerr\p{L}*|cierr\p{L}*|horarios?|horas?|hoy|mañana|ahora|cu[aá]ndo|festivos?|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bados?|domingos?)(?!\p{L})/iu;

/** Whether a question about the shop is one for the way there, whatever else it asks. */
export function speaksOfPlace(text: string): boolean {
  return /\b(?:where|wheres|whereabouts|address|located|location|directions?|find you|near|close to|far|parking|park|metro|bus|train|station|(?:shop|store|showroom|branch)(?:e?s)? in|(?:physical|real) (?:shop|store)s?)\b|tienda (?:f[ií]sica|en)|d[oó]nde|direcci[oó]n/i.test(
    text,
  );
}

/** "And on christmas eve?", "open on black friday?": a day and nothing else, asked of a shop, asks for its hours. English and Spanish. */
export function asksOnlyForDays(text: string, dates: Entities["dates"]): boolean {
  if (dates === undefined || dates.length === 0) return false;
  const rest = dates.reduce((left, { text: day }) => left.replace(day, " "), text);
  return AROUND_A_DAY.test(rest) && (ASKS_ON.test(text) || SPEAKS_OF_OPENING.test(rest));
}

const AROUND_A_DAY =
  /^(?:\W|\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?(?!\w)|\b(?:can|could|may|i|we|come|by|in|over|pop|drop|visit|around|after|before|then|and|so|ok|what|how|about|on|at|the|this|next|for|in|also|over|are|is|will|do|r|you|u|guys|please|pls|be|shop|store|open(?:ing)?|opened|closed?|hours|times|y|el|en|la|los|qu[eé]|tal|pasa|con|para|est[aá](?:is|n)?|abiert[oa]s?|abr(?:[ií]s|en|e|ir[eé]is|ir[aá]n?)|cerr[aá](?:is|n)|cerrad[oa]s?|cierran?|horario|tienda)(?!\p{L}))*$/iu;
const SPEAKS_OF_OPENING =
  /\b(?:open(?:ing)?|opened|closed?|hours|can (?:i|we) (?:come|pop|drop|visit))\b|(?<!\p{L})(?:abiert[oa]s?|abr(?:[ií]s|en|e|ir[eé]is|ir[aá]n?)|cerr[aá]is|cerrad[oa]s?|cierran?|horario)(?!\p{L})/iu;

/** Without any of these a day alone is more likely an answer. */
const ASKS_ON = /\?|\b(?:and|what|how) |(?<!\p{L})(?:y|qu[eé]) /iu;
