/**
 * Whether a text asks how an order stands in words that say little else: "shipment update please", "whens my package due".
 * For what was not understood otherwise; it says nothing about what is wanted with the order.
 */
export function asksForStatus(text: string): boolean {
  return (THING.test(text) && ASKS.test(text)) || HOW_IS.test(text);
}

/** "My order 1042 is late", "still nothing", "anything new", "my stuff?": hardly a question, and yet they want to hear how it stands. English and Spanish. */
export function saysLate(text: string): boolean {
  return [LATE, NO_NEWS, MINE, GOING_ON, BEEN_LONG, NOBODY_CAME].some((pattern) =>
    pattern.test(text),
  );
}

/** "Can you make it faster": neither a change of the order nor a question that its state would answer. English and Spanish. */
export function asksToHurry(text: string): boolean {
  return (
    HURRY.test(text) && !ABOUT_MONEY.test(text) && text.trim().split(/\s+/).length <= FEW_WORDS
  );
}

/** "Thats too late, i need it friday", said of an order whose day was told. English and Spanish. */
export function saysTooLate(text: string): boolean {
  return TOO_LATE.test(text) && text.trim().split(/\s+/).length <= FEW_WORDS + FEW_WORDS;
}

/** "They say i wasn't home i was": of a parcel that nobody tried to bring, whatever is written of it. English and Spanish. */
export function saysWasHome(text: string): boolean {
  return WAS_HOME.test(text) && text.trim().split(/\s+/).length <= FEW_WORDS + FEW_WORDS;
}

const WAS_HOME =
  /\b(?:sa(?:y|ys|id)|claim\w*|wrote|writes|states?)\b.{0,30}\b(?:not|nobody|no one|wasn['’]?t|weren['’]?t|isn['’]?t)\b.{0,20}\b(?:home|in|here|there)\b.*\b(?:i|we) (?:was|were|am|are)\b|\b(?:i|we) (?:was|were) (?:at )?(?:home|here|in)(?: all| the whole| the entire) (?:day|morning|afternoon)\b|(?<!\p{L})(?:dicen?|pone) que no estaba.*(?<!\p{L})(?:s[ií] )?(?:estaba|estuve)(?!\p{L})/iu;

const TOO_LATE =
  /\b(?:that'?s|that is|it'?s|this is) (?:way |much |far )?too late\b|\b(?:i|we) need (?:it|them|my \w+|the \w+) (?:(?:by|before|on|this|for|for this|latest) )?(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|the weekend|weekend|christmas|asap|urgently|sooner|earlier|then)\b|(?<!\p{L})(?:(?:es|llega) demasiado tarde|lo necesito (?:ya|antes|hoy|mañana|cuanto antes|el (?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)))(?!\p{L})/iu;

const HURRY =
  /^\W*(?:(?:that'?s|that is|it'?s|its|this is|way|much|far|really|but|ugh+)\W+)*(?:too|so) slow\W*$|\b(?:make|get|have|bring|send|ship|deliver|arrive|come|go)\w*\b.{0,30}\b(?:faster|quicker|sooner|earlier)\b|\b(?:send|ship|upgrade|switch|change|make|deliver)\b (?:it|them|this|that|my \p{L}+|(?:order )?#?\d{3,})\b.{0,20}\b(?:express|priority|next[- ]day|overnight)\b|^\W*(?:it'?s|this is|its) (?:very |really |kind of )?urgent\W*$|\b(?:speed (?:(?:it|this|that|things|my order|the (?:order|delivery)) )?up|hurry (?:(?:it|this|that|them) )?up|rush (?:it|this|that|my|the) ?\w*|expedite)\b|(?<!\p{L})(?:m[aá]s r[aá]pido|llegar antes|acelerar|apresurar|corre prisa|tengo prisa|es urgente)(?!\p{L})/iu;
const ABOUT_MONEY = /\b(?:money|refund\w*|answer|reply|back)\b/i;
const FEW_WORDS = 9;

const LATE =
  /^\W*(?:(?:hi|hey|hello|hola|ok|so|well|but|and|why|how|come|por|qu[eé]|it|it's|its|it’s|is|was|are|my|the|our|that|this|order|orders|parcel|package|delivery|shipment|stuff|thing|one|number|no|nr|#?[a-z]{0,2}\d{4,}|still|very|so|really|quite|already|running|again|days?|weeks?|a|two|2|three|3|been|has|mi|el|pedido|paquete|va|est[aá]|lleva|llega|con|muy)\W+)*(?:late|overdue|delayed|not here(?: yet)?|tarde|retrasad[oa]|retraso)(?:\W+(?:again|now|already|why|please|pls|thanks?|ya))*\W*$/iu;

const NO_NEWS =
  /^\W*(?:(?:hi|hey|hello|hola|ugh+|argh+|omg|hm+|ok|so|well|but|and|y|pero)\W+)*(?:still (?:nothing|no (?:news|sign|update|parcel|package|order|delivery))|nothing (?:yet|here yet|so far)|no (?:news|sign|updates?)(?: yet)?|(?:is there |have you )?any(?:thing)? (?:new|news|updates?|sign)|se (?:me |os )?(?:ha perdido|perdi[oó])|est[aá] perdido|sigue sin llegar|(?:todav[ií]a|a[uú]n|sigo sin) nada|nada todav[ií]a|(?:hay |alg[uú]na )*(?:novedad(?:es)?|algo nuevo))(?:\W+(?:yet|now|today|on it|about it|from (?:the carrier|them|you)|of (?:it|my \p{L}+|the \p{L}+)))*\W*$/iu;

/** "Its been a week whats going on", "is it lost". */
const GOING_ON =
  /^\W*(?:(?:hi|hey|hello|so|and|ok|but|ugh+)\W+)*(?:(?:it(?:'?s| has)|its) been (?:\w+ ){0,3}(?:days?|weeks?|months?|ages|forever)\W*)?(?:(?:and|so)\W+)*(?:what(?:'?s| is| the hell is)? (?:going on|happening|the matter)(?: (?:with|to) (?:it|this|my \w+|the \w+))?|(?:is|was) (?:it|my \w+) lost|(?:has|have|did) (?:it|my \w+|you|they) (?:been lost|(?:got|get|gone) lost|lost it|lose it))(?: (?:now|then|yet))*\W*$/i;

/** "Nobody rang the bell", "where is mine". English and Spanish. */
const NOBODY_CAME =
  /^\W*(?:(?:hi|hey|hello|but|and|so|ok)\W+)*(?:(?:no ?(?:body|one)|the (?:driver|courier|postman|carrier) (?:never|did ?n['’]?t)|they (?:never|did ?n['’]?t)|he (?:never|did ?n['’]?t)) (?:even )?(?:came|come|rang|ring|knock\w*|show\w*(?: up)?|turn\w*(?: up)?|call\w*)(?: (?:the|my|at the|at my) (?:door ?)?(?:bell|door))?(?: (?:today|yesterday|at all))?|where(?:['’]?s| is) mine|nadie (?:ha )?(?:vino|venido|llam[oó]|llamado|toc[oó])(?: al? (?:timbre|puerta))?)\W*$/iu;

/** "Its been 6 days", and nothing else. */
const BEEN_LONG =
  /^\W*(?:(?:hi|hey|hello|so|and|ok|but|ugh+)\W+)*(?:it(?:['’]?s| has)|its) been (?:\w+ ){0,3}(?:days?|weeks?|months?|ages|forever)(?: (?:now|already))*\W*$/i;

/** Their own things and a question mark. */
const MINE =
  /^\W*(?:(?:hi|hey|hello|so|and|ok)\W+)*my (?:orders?|stuff|things|parcel|package|delivery|goods)(?=[^\w?]*\?)\W*$/i;

/** "Parcel", "order status pls", "what's my order number": the thing alone, and nothing that is wanted with it. English and Spanish. */
export function namesOnlyParcel(text: string): boolean {
  return BARE.test(text) || ITS_NUMBER.test(text);
}

const ITS_NUMBER =
  /^\W*(?:(?:hi|hey|hello|and|so|sorry|ok|please|pls|(?:can|could|would) you(?: please)?|y|hola)\W+)*(?:(?:what(?:'?s| is| was)|whats|tell me|give me|send me|remind me(?: of)?|i (?:forgot|lost|need)|cu[aá]l es)\W+)(?:(?:my|the|mi|el)\W+)(?:order number|number of my order|n[uú]mero de(?:l| mi)? pedido)(?:\W+(?:again|please|pls|por favor))*\W*$/iu;

const BARE =
  /^\W*(?:(?:hi|hey|hello|so|and|ok|hola|y|please|pls)\W+)*(?:(?:list|show)(?: me)?(?: all)?(?: of)?\W+)?(?:(?:my|the|mi|el|about)\W+)*(?:orders?|parcels?|packages?|shipment|pedidos?|paquetes?)(?:\W+(?:status|update|info|please|pls|plz|por favor))*\W*$/i;

/** "Hows my order", and nothing after it that it could be asked for. */
const HOW_IS =
  /\bhow(?:'?s|’s| is| are) (?:the|my|our) (?:\w+ )?(?:orders?|packages?|parcels?|delivery|shipment)(?: (?:doing|going|getting on|coming(?: along| on)?|looking))?\W*$/i;

const THING =
  /\b(?:orders?|packages?|parcels?|deliver(?:y|ies|ed)|shipments?|purchases?|items?|stuff|pedido|paquete|env[ií]o)\b/i;

const ASKS =
  /\b(?:where(?:'?s)?|when(?:'?s)?|status|track(?:ing)?|follow|update|news|eta|due|late|delayed|overdue|arriv\w*|dispatch\w*|shipped|coming|on its way|happen(?:ed|ing)|progress|how long|d[oó]nde|cu[aá]ndo|estado|seguir|llega)\b/i;
