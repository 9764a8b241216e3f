import type { OrderChange } from "../../core/change.ts";
import type { GivenForReturn, ReturnReason } from "../../core/order.ts";
import type { IntentName } from "../../core/understanding.ts";

/**
 * What the flows read in a customer's answer, in Spanish as it is typed: accents, capitals and opening marks do not
 * matter. No word in here is an English one, so it can be asked of any text.
 */
export const spanish = {
  /** It begins as a yes does. */
  opensWithYes: (text: string) => YES.test(plain(text)),
  /** What makes a yes something else than a yes: "sí, pero …". */
  holdsBack: (text: string) => HOLDS_BACK.test(plain(text)),
  /** A no, or the wish to leave it. */
  saysNo: (text: string) => NO.test(plain(text)) || LEAVES_IT.test(plain(text)),
  /** The wish to leave a whole matter. */
  leavesIt: (text: string) => LEAVES_IT.test(plain(text)),
  /** All of it: "todo", "ambos", "los dos". */
  saysAll: (text: string) => ALL.test(plain(text)) && !/\bno todo/.test(plain(text)),
  /** Another order than the one just named. */
  meansAnotherOrder: (text: string) => ANOTHER_ORDER.test(plain(text)),
  /** "Cancélalo": a yes to "¿Cancelo el pedido?", and to nothing else. */
  commandsCancel: (text: string) => COMMANDS_CANCEL.test(plain(text)),
  /** A parcel never reached them. */
  saysNotReceived: (text: string) => NOT_RECEIVED.test(plain(text)),
  /** They have looked where a parcel may lie. */
  saysLooked: (text: string) => LOOKED.test(plain(text)),
  /** It has turned up. */
  saysFound: (text: string) =>
    FOUND.test(plain(text)) && !/\b(?:no|nunca|nadie)\b/.test(plain(text)),
  /** Something came, but not as it should. */
  saysCameWrong: (text: string) => CAME_WRONG.test(plain(text)),
  /** Why something goes back. */
  returnReasonIn: (text: string) => firstOf(RETURN_REASONS, text),
  /** Why an order is cancelled. */
  cancelReasonIn: (text: string) => firstOf(CANCEL_REASONS, text),
  /** What somebody would like for what they send back. */
  outcomesIn: (text: string) =>
    OUTCOMES.filter(([, pattern]) => pattern.test(plain(text))).map(([outcome]) => outcome),
  /** How an option that a shop names in English is called, as a pattern: "talla" for "size". */
  optionName: (name: string): string | undefined => OPTION_NAMES[name],
  /** The same for the value of one: "azul marino" for "navy". */
  optionValue: (value: string): string | undefined => OPTION_VALUES[value],
  /** The change that is asked for in so many words; `undefined` for questions about one. */
  changeWishIn: (text: string) =>
    ASKS_WHAT_BECAME.test(plain(text)) ? undefined : firstOf(WISHES, text),
};

/** In small letters, without accents. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");
}

function firstOf<Code>(said: readonly (readonly [Code, RegExp])[], text: string): Code | undefined {
  const words = plain(text);
  return said.find(([, pattern]) => pattern.test(words))?.[0];
}

const YES =
  /^\W*(?:(?:bueno|ah|eh|pues|hola)[\s,.]+)*(?:si+p?|claro(?: que si)?|vale|dale|de acuerdo|por supuesto|correcto|exacto|eso es|asi es|confirm(?:o|ado|ar)|adelante|hazlo|hagalo|haganlo|procede|proceda|perfecto|esta bien|me parece bien|listo|ok(?:ay|ey)?|afirmativo)\b/;

/** "Si", which is "if" after a yes, and what takes a yes back. */
const HOLDS_BACK =
  /\b(?:pero|no|mejor|espera|espere|aunque|excepto|salvo|menos|todavia|otr[oa]s?|cambie de (?:idea|opinion))\b|\?|,\s*si\b|\bsolo\b/;

const NO =
  /^\W*(?:(?:eh|ah|ay|pues|bueno|ok|vale|perdon)[\s,.]+)*(?:no+(?! (?:problem|prob|worries|rush|hurry|reason|pics?|photos?|pictures?|hay problema|pasa nada)\b)|nop|nel|para nada|ahora no)\b/;

const LEAVES_IT =
  /\b(?:dej(?:a|e)(?:lo|la|los|las|nlo)(?: asi)?|olvid(?:a|e)(?:lo|nlo)|mejor no|no (?:lo |la |los |las )?(?:hagas?|hagan|cancel(?:es?|en)|devuelv\w+|cambi(?:es?|en))|(?:he cambiado|cambie) de (?:idea|opinion)|me (?:lo|la|los|las) quedo|ya no (?:hace falta|es necesario)|no importa)\b/;

const ALL =
  /\b(?:tod[oa]s?|amb[oa]s|l[oa]s (?:dos|tres)|(?:el|la) (?:pedido|orden|compra) (?:enter[oa]|complet[oa]))\b/;

const ANOTHER_ORDER =
  /\b(?:otr[oa] (?:pedido|orden|compra)|(?:el|la) otr[oa]|no (?:ese|esa|este|esta) (?:pedido|orden|compra))\b/;

const COMMANDS_CANCEL =
  /^\W*(?:por favor )?(?:cancela(?:lo|la)?|cancelen(?:lo|la)?|anula(?:lo|la)?)(?: por favor)?\W*$/;

const NOT_RECEIVED =
  /\b(?:(?:no|nunca|tampoco) (?:me |nos )?(?:ha |han |he |hemos |lo |la )*(?:lleg|recib|entreg|aparec)\w*|aqui no hay nada|no hay nada|no (?:lo|la|los) (?:encuentro|tengo|veo|recibi)|(?:pone|dice|aparece|consta|figura)(?: como| que esta| que)? entregad[oa],? (?:pero|y)|(?:me )?(?:lo )?robaron|se (?:ha )?perdi(?:o|do))\b/;

const LOOKED =
  /\b(?:ya (?:he )?(?:mir|busc|pregunt|revis)\w+|(?:mire|busque|he buscado|he mirado) (?:en todas partes|por todos lados|por todas partes)|(?:ningun|los) vecinos? (?:no )?(?:lo tiene|sabe)\w*|nadie lo (?:tiene|ha visto|vio)|(?:sigue sin|todavia no|aun no) aparec\w+|robaron)\b/;

const FOUND =
  /\b(?:lo (?:he )?encontr(?:e|ado|amos)|ya (?:lo tengo|aparecio|llego)|(?:ha )?aparecio|ha aparecido|lo tenia (?:un|el|la|mi) vecin[oa])\b/;

const CAME_WRONG =
  /\b(?:rot[oa]s?|danad[oa]s?|quebrad[oa]s?|rajad[oa]s?|golpead[oa]s?|rasgad[oa]s?|manchad[oa]s?|mojad[oa]s?|abiert[oa]s?|incomplet[oa]s?|defectuos[oa]s?|equivocad[oa]s?|falta(?:n|ba)?|otr[oa] (?:cosa|producto|articulo))\b/;

const RETURN_REASONS: readonly (readonly [ReturnReason, RegExp])[] = [
  [
    "wrong_item",
    /\b(?:equivocad[oa]s?|no es lo que pedi|otr[oa] (?:producto|articulo|cosa|color))\b/,
  ],
  [
    "too_small",
    /\b(?:pequen[oa]s?|chic[oa]s?|apretad[oa]s?|estrech[oa]s?|cort[oa]s?|me aprietan?)\b/,
  ],
  ["too_large", /\b(?:grandes?|anch[oa]s?|larg[oa]s?|holgad[oa]s?)\b/],
  [
    "damaged",
    /\b(?:rot[oa]s?|danad[oa]s?|quebrad[oa]s?|rajad[oa]s?|golpead[oa]s?|rasgad[oa]s?|manchad[oa]s?|rayad[oa]s?)\b/,
  ],
  [
    "defective",
    /\b(?:defect\w+|no (?:funciona|enciende|prende|carga|sirve)\w*|falla(?:n|do)?|dejo de funcionar|mala calidad)\b/,
  ],
  [
    "not_as_described",
    /\b(?:no es como|no se parece|distint[oa]s? (?:a|de)|diferentes? (?:a|de)|no es lo que esperaba)\b/,
  ],
  ["late", /\b(?:(?:llego|demasiado|muy) tarde|tardo demasiado)\b/],
  [
    "changed_mind",
    /\b(?:(?:he cambiado|cambie) de (?:idea|opinion)|ya no l[oa]s? (?:quiero|necesito)|no me gust\w+|no l[oa]s? (?:quiero|necesito)|me arrepenti|por error|sin querer)\b/,
  ],
];

const OUTCOMES: readonly (readonly [GivenForReturn, RegExp])[] = [
  ["refund", /\b(?:reembols\w*|mi dinero|el dinero|devuelv\w+ (?:el|mi) dinero)\b/],
  ["store_credit", /\b(?:vale|bono|credito (?:de|en) la tienda|saldo)\b/],
  ["replacement", /\b(?:reemplaz\w*|repuesto|(?:otro|uno) (?:igual|nuevo)|nuevo igual)\b/],
];

type CancelReason = Extract<OrderChange, { do: "cancel" }>["reason"];

const CANCEL_REASONS: readonly (readonly [CancelReason, RegExp])[] = [
  [
    "ordered_by_mistake",
    /\b(?:por error|por equivocacion|me equivoque|sin querer|dos veces|duplicad[oa])\b/,
  ],
  [
    "no_longer_needed",
    /\b(?:ya no l[oa]s? (?:quiero|necesito)|no l[oa]s? (?:quiero|necesito)|ya no hace falta|(?:he cambiado|cambie) de (?:idea|opinion)|mas barat[oa]|muy car[oa]|me arrepenti|tarda (?:mucho|demasiado))\b/,
  ],
];

/** "¿Dónde está mi reembolso?", "¿cómo funcionan las devoluciones?": nothing to begin. */
const ASKS_WHAT_BECAME =
  /\b(?:donde esta|cuando (?:me )?(?:llega|devuelv|regres|reembols|recib)\w*|cuanto (?:tarda|tiempo|cuesta)|cuantos dias|como (?:va|funciona)\w*|politica|plazo|condiciones|estado de|que paso con|ya (?:recibieron|hicieron)|mensajes|suscripcion|publicidad|forma de pago)\b/;

const ASKING =
  "(?:quier[oe]|quisiera|kiero|necesito|deseo|puedo|pueden|puedes|podeis|podria\\w*|se puede|me gustaria|como|por favor|porfa|solicito)(?:\\W+\\w+){0,4}?\\W+";

function wish(verbs: string): RegExp {
  return new RegExp(`(?:\\b${ASKING}|^\\W*(?:hola\\W+|si\\W+|y\\W+|tambien\\W+)*)(?:${verbs})\\b`);
}

const WISHES: readonly (readonly [IntentName, RegExp])[] = [
  ["cancel_order", wish("cancel(?:ar|a|en|e)(?:lo|la|me)?|anul(?:ar|a|en)(?:lo|la)?")],
  [
    "change_address",
    /\b(?:cambi\w+|modific\w+|correg\w+|actualiz\w+)\b.{0,25}\b(?:direccion|domicilio)\b|\b(?:a otra direccion|otro domicilio)\b/,
  ],
  [
    "exchange",
    /\bcambi(?:ar|o|en|a)(?:l[oa]s?|mel[oa]s?)?\b.{0,30}\b(?:talla|talle|por (?:un|una|otr[oa]|el|la))\b/,
  ],
  ["change_order", wish("anadir|agregar|envolver")],
  [
    "return_start",
    wish(
      "devolver(?:l[oa]s?)?|devolucion(?: de)?|regresar(?:l[oa]s?)? (?:el|la|los|las|un|una|esto|lo)|(?:un )?reembolso",
    ),
  ],
];

const OPTION_NAMES: Readonly<Record<string, string>> = {
  size: "talla|talle|n[uú]mero|tama[nñ]o",
  colour: "color",
  color: "color",
};

const OPTION_VALUES: Readonly<Record<string, string>> = {
  s: "peque[nñ]a|peque[nñ]o|chica|chico",
  m: "mediana|mediano",
  l: "grande",
  navy: "azul marino|azul",
  blue: "azul(?:es)?",
  black: "negr[oa]s?",
  white: "blanc[oa]s?",
  "off-white": "blanco roto|crudo",
  cream: "crema",
  grey: "gris(?:es)?",
  gray: "gris(?:es)?",
  green: "verdes?",
  red: "roj[oa]s?",
  rust: "teja|[oó]xido",
  yellow: "amarill[oa]s?",
  orange: "naranjas?",
  brown: "marr[oó]n(?:es)?|caf[eé]",
  walnut: "nogal",
  pink: "rosas?",
  purple: "morad[oa]s?|violetas?",
  beige: "beis",
  sand: "arena",
  moss: "musgo",
  olive: "oliva",
  brass: "lat[oó]n",
  silver: "plata|platead[oa]s?",
  gold: "dorad[oa]s?|oro",
};
