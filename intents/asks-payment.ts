/** "How can i pay", "do you take paypal": which ways to pay there are, and nothing that went wrong with one. English and Spanish. */
export function asksHowToPay(text: string): boolean {
  return WAYS.test(text) && !WENT_WRONG.test(text);
}

const MEANS =
  "(?:card|cards|credit|debit|visa|master ?card|amex|american express|paypal|klarna|mobilepay|swish|vipps|apple ?pay|google ?pay|invoice|cash|bank transfer|gift cards?|instal+ments?|bitcoin|crypto|tarjeta|efectivo|bizum|transferencia|factura|plazos)";

const WAYS = new RegExp(
  `\\b(?:(?:how|where) (?:can|do|could|should|may|would) (?:i|we|you|one) pay\\b(?! (?:back|for (?:the |a )?(?:return|label)))|(?:what|which) (?:\\p{L}+ )?(?:payments?|cards?|ways? to pay|methods? of payment)\\b.{0,15}\\b(?:do|can|are|you|u|there|accept|take)\\b|(?:payment|pay) (?:methods?|options?|types?)\\W*$|ways (?:to pay|of paying)|(?:can|could|may) (?:i|we) (?:also )?pay (?:\\p{L}+ ){0,2}?(?:${MEANS}\\b|later\\b|on delivery\\b)|(?:do|can|will) (?:you|u) (?:guys )?(?:take|accept|support|have|do) (?:\\p{L}+ )?${MEANS}\\b)|(?<!\\p{L})(?:c[oó]mo (?:puedo|se puede|podemos) pagar|(?:qu[eé]|cu[aá]les son las) (?:formas|m[eé]todos|medios) de pago|(?:puedo|se puede|podemos) pagar (?:con|en|por|a) (?:\\p{L}+ )?${MEANS}|acept[aá](?:is|n|s) ${MEANS})(?!\\p{L})`,
  "iu",
);

/** What somebody who has paid, or tried to, tells; and what changes how one order is paid. English and Spanish. */
const WENT_WRONG =
  /\b(?:twice|double|declin\w*|reject\w*|fail\w*|error|wrong|charged?|billed|refund\w*|(?:do|does|did|wo|ca|is|was)n['’]?t|not|chang\w*|different|another|other|instead|tried|trying|already|order(?:ed)?|blocked)\b|(?<!\p{L})(?:no|dos veces|rechaz\p{L}*|cobrad\p{L}*|cambiar|otr[oa]|fall\p{L}*|pedido)(?!\p{L})/iu;
