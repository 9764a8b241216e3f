/**
 * "How much did i pay", "how did i pay", "when did i order the boots": what an order came to, with what, or when it was placed, and
 * nothing else. Not what sending it cost, or what comes back. English and Spanish.
 */
export function asksOfPurchase(text: string): boolean {
  if (text.trim().split(/\s+/).length > FEW_WORDS || OTHER_MONEY.test(text)) return false;
  return PURCHASE.some((pattern) => pattern.test(text));
}

/** Longer words have a story of their own. */
const FEW_WORDS = 16;

/** Who asks for the price of one thing of several is told where it stands. */
export function asksOfSum(text: string): boolean {
  return SUM.test(text);
}

/** "How did i pay", "which card did i use": with what, and not how much. English and Spanish. */
export function asksOfMeans(text: string): boolean {
  return MEANS.test(text);
}

const MEANS =
  /\bhow (?:did|have|was) (?:(?:i|we|it|this|that|my|the|order|#?\d{4,}) )+(?:pay|paid)\b|\b(?:card|account|payment method|method of payment|way of paying|paypal|klarna|mobilepay|apple ?pay|google ?pay|visa|master ?card|invoice|gift card|cash)\b|\bwhat (?:did|have) (?:i|we) (?:pay|paid) with\b|\bpa(?:y|id) with what\b|(?<!\p{L})(?:c[oó]mo (?:lo )?(?:pagu[eé]|pagamos|he pagado|est[aá] pagado)|tarjeta|forma de pago|m[eé]todo de pago|con qu[eé] (?:lo )?(?:pagu[eé]|pagamos|he pagado))(?!\p{L})/iu;

/** "Did my payment go through": whether, and not with what. */
export function asksIfPaid(text: string): boolean {
  return IF_PAID.test(text);
}

const IF_PAID =
  /\bpayment\b.*\b(?:go|gone|went|come|came)\b|\b(?:get|got|received?) (?:my |the )?payment\b|\b(?:is|was)\b.*\bpaid\b/i;

const SUM =
  /\b(?:how much|total|sum|amount|price|cost|what (?:did|have) (?:i|we) (?:pay|paid|spen[dt]))\b|(?<!\p{L})(?:cu[aá]nto|precio|importe)(?!\p{L})/iu;

const OTHER_MONEY =
  /\b(?:shipping|delivery|postage|labels?|returns?|refund\w*|back(?! then)|tax|vat|customs|dut(?:y|ies)|fees?|extra|twice|deposit)\b|(?<!\p{L})(?:env[ií]o|portes|devol\p{L}*|reembols\p{L}*|etiqueta|impuestos?|iva|aduanas?)(?!\p{L})/iu;

const OPENING =
  "^\\W*(?:(?:hi|hey|hello|and|so|ok(?:ay)?|but|btw|by the way|sorry|please|pls|well|oh|hm+|also|(?:can|could|will) (?:you|u)|do you know|tell me|remind me|i forgot|y|pero|hola|oye|vale|perd[oó]n|(?:me )?(?:puedes|pod[eé]is) decir(?:me)?|dime|por favor)\\W+)*";
const ENDING =
  "(?:\\W+(?:in total|in all|all together|altogether|exactly|again|please|pls|thanks?|then|en total|por favor|gracias))*\\W*$";
// What a word is made of parts none: else a run of dashes can be parted in millions of ways.
const WORD = "[\\p{L}\\d#'’-]+(?![\\p{L}\\d#'’-])";
const GAP = "[^\\p{L}\\d#'’-]+";
const UP_TO_FIVE = `(?:${WORD}${GAP}){0,4}?${WORD}`;
const THING = `(?:it|that|this|them|they|those|these|#?\\p{L}{0,2}-?\\d{4,}|(?:for )?(?:(?:the|my|our|this|that|those|these)${GAP})?${UP_TO_FIVE})`;
const COSA = `(?:(?:el|la|los|las|mi|mis|lo|eso|esto)${GAP})?${UP_TO_FIVE}`;

// With what it was paid, and nothing that went wrong with it.
const MEANS_NAMED =
  "(?:credit |debit |bank )?(?:card|account|payment method|method of payment|method|way)(?: number)?";
const SORTS =
  "(?:a |an |my |the )?(?:credit |debit |gift )?(?:card|paypal|klarna|mobilepay|apple ?pay|google ?pay|visa|master ?card|invoice|cash|bank transfer)";

const PURCHASE: readonly RegExp[] = [
  `(?:did|has|have) (?:(?:you|u) (?:get|got|receive|received) )?(?:my |the )?payment(?: for ${THING})?(?: (?:go|gone|went|come|came) (?:through|thru|in))?`,
  `(?:is|was) (?:it|my order|the order|order #?\\d{4,}|#?\\d{4,}) (?:already |fully )?paid(?: for)?(?: yet)?`,
  `how (?:did|have) (?:i|we) (?:pay|paid)(?: for)?(?: ${THING})?`,
  `how (?:was|were|is) ${THING} paid(?: for)?`,
  `what (?:did|have) (?:i|we) (?:pay|paid)(?: for)?(?: ${THING})? with`,
  `(?:with )?(?:which|what|what kind of) ${MEANS_NAMED} (?:(?:did|have) )?(?:i|we) (?:pay|paid|use|used|order|ordered|buy|bought)(?: (?:it|this|that|them))?(?: (?:with|from|for|on))?(?: ${THING})?(?: with)?`,
  `(?:which|what) ${MEANS_NAMED} (?:was|did) ${THING} (?:paid|charged|bought|go)(?: (?:with|to|on))?`,
  `(?:did|have) (?:i|we) (?:pay|paid|use|used)(?: (?:for )?${THING})?(?: (?:with|by|using|on))? ${SORTS}(?: or(?: (?:with|by))? ${SORTS})?`,
  `(?:c[oó]mo|con qu[eé](?: tarjeta| m[eé]todo)?) (?:l[oa]s? )?(?:pagu[eé]|pagamos|(?:he|hemos) pagado)(?: ${COSA})?`,
  `(?:qu[eé]|cu[aá]l (?:fue|es)) (?:la |el )?(?:tarjeta|forma de pago|m[eé]todo de pago) (?:us[eé]|usamos|(?:he|hemos) usado)(?: (?:para|con|en) ${COSA})?`,
  `how much (?:money )?(?:(?:did|have|had|do) )?(?:i|we) (?:have )?(?:pay|paid|payed|spen[dt])(?: (?:for|on) ${THING})?`,
  `(?:look|check|see|say) (?:what|how much) (?:i|we) (?:have )?(?:pay|paid|payed|spen[dt])(?: (?:for|on) ${THING})?`,
  `what (?:did|have) (?:i|we) (?:pay|paid|spen[dt])(?: (?:for|on) ${THING})?`,
  `how much (?:was|were) ${THING}`,
  `(?:how much|what) did ${THING} cost(?: me| us)?`,
  `how much is (?:my|the|this) order`,
  `(?:what(?:'?s|’s| is| was) )?(?:(?:the|my) )?(?:(?:order|full|whole) )?(?:total|sum)(?: (?:price|cost|amount))?(?: (?:of|for) ${THING})?`,
  `(?:when|(?:on )?(?:what|which) (?:day|date)) (?:did|have) (?:i|we) (?:order(?:ed)?|buy|bought|purchased?|placed?|made?)(?: ${THING})?`,
  `(?:when|(?:on )?(?:what|which) (?:day|date)) (?:i|we) (?:have )?(?:ordered|bought|purchased|placed|made)(?: ${THING})?`,
  `(?:when|(?:on )?(?:what|which) (?:day|date)) (?:was|were) ${THING} (?:ordered|placed|bought|purchased|made)`,
  `(?:what(?:'?s|’s| is| was) )?(?:(?:the|my) )?(?:order|purchase) date(?: (?:of|for) ${THING})?`,
  `cu[aá]nto (?:(?:he|hemos) pagado|pagu[eé]|pagamos|me (?:ha costado|cost[oó]|gast[eé])|gast[eé]|cost[oó]|cost(?:aron|aba)|fue|era)(?: (?:por )?${COSA})?`,
  `(?:cu[aá]l (?:es|fue|era) )?(?:el )?(?:total|importe|precio total)(?: (?:del|de|de mi) ${COSA})?`,
  `(?:cu[aá]ndo|qu[eé] d[ií]a|en qu[eé] fecha) (?:l[oa]s? )?(?:ped[ií]|compr[eé]|encargu[eé]|hice|(?:he|hemos) (?:pedido|comprado|hecho)|hicimos|pedimos)(?: ${COSA})?`,
  `(?:cu[aá]l (?:es|fue) )?(?:la )?fecha (?:del|de(?: mi| la| el)?) (?:pedido|compra)(?: ${COSA})?`,
].map((form) => new RegExp(`${OPENING}(?:${form})${ENDING}`, "iu"));
