/**
 * Whether a text, as a whole, asks to be written to no more, in whatever words people find for it: "pls dont text me",
 * "unsubscribe me please", "take me off your list". Whatever says more than that is talk: "stop the order" and "dont
 * text me at work, call" are not meant. Source: 47 CFR 64.1200(a)(10), any reasonable words count.
 */
export function saysNoMoreMessages(text: string): boolean {
  const said = text
    .toLowerCase()
    .replaceAll(/[’'`]/g, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ");
  const words = said.trim();
  return words.split(" ").length <= MOST_WORDS && (WHOLE.test(words) || SPANISH.test(words));
}

/** Longer texts say more than one thing. */
const MOST_WORDS = 14;

const BEFORE =
  "(?:(?:hi|hey|hello|ok|okay|i|pls|plz|please|just|can|could|would|will|you|u|now|sorry|i said|i want(?: you)? to|id like to|im asking you to|and|thanks|no) )*";
const AFTER =
  "(?: (?:pls|plz|please|any ?more|again|ever|now|thanks|thank you|thx|ok|okay|at all|immediately|to me|on this number|to this number|from you|from this number|from your (?:shop|store|company)|u|you))*";
const WRITING = "(?:text|txt|message|msg|sms|contact|spam|bother|whatsapp|write(?: to)?)";
const WRITINGS =
  "(?:texting|txting|messaging|msging|smsing|contacting|spamming|bothering|writing(?: to)?)";
const MESSAGES = "(?:texts?|txts?|messages?|msgs?|sms|spam|text messages?|notifications?|updates)";

const WHOLE = new RegExp(
  `^${BEFORE}(?:${[
    `(?:dont|do not|never) ${WRITING} me`,
    `(?:stop|quit) ${WRITINGS}(?: me)?`,
    `stop sending(?: me)?(?: (?:these|those|your|any|all|the|so many|more))* ${MESSAGES}`,
    "stop sending me (?:these|those|this|them|stuff|things|crap|rubbish)(?: (?:stuff|things|crap|rubbish))?",
    `(?:dont|do not) (?:send|want|wish|need)(?: to (?:get|receive|have))?(?: me)?(?: (?:these|those|your|any|more|the))* ${MESSAGES}`,
    `no more ${MESSAGES}`,
    `(?:stop|end|cancel) (?:all )?(?:these|those|your|the|my)? ?${MESSAGES}`,
    "unsubscribe(?: me)?(?: from (?:this|these|your|all)(?: (?:list|messages|texts))?)?",
    "(?:take|remove) (?:me|my number) (?:off|from)(?: (?:your|ur|the|this|that|all))?(?: (?:list|lists|mailing list|texts|messages|database|system))?",
    "(?:remove|delete) (?:me|my number)",
    "opt (?:me )?out",
    "(?:i )?(?:want to )?be removed",
    "leave me alone",
  ].join("|")})${AFTER}$`,
  "u",
);

/** The same in Spanish, in all the ways in which people are addressed. */
const SPANISH =
  /^(?:(?:hola|por favor|porfa|ya|y|quiero que) )*(?:no me (?:escriban|escrib[aá]is|escribas|escriba|manden|mand[eé]is|mandes|env[ií]en|env[ií]es|molesten|contacten)|dej(?:en|a|ad|e) de (?:escribirme|mandarme|enviarme|molestarme)|no quiero (?:recibir )?(?:m[aá]s )?(?:mensajes|sms|avisos|publicidad)|no m[aá]s mensajes|(?:quiero )?dar(?:me)? de baja|baja|borra(?:d|me)? mi n[uú]mero(?: y no me escrib\p{L}*)?|b[oó]rr(?:enme|ame)(?: de la lista)?)(?: (?:m[aá]s|nunca m[aá]s|mensajes|sms|avisos|publicidad|por favor|porfa|gracias|de la lista|de sus? listas?))*$/u;
