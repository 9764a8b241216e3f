/**
 * The text as the engine reads it: small letters, one form for every quote, contraction, texting shorthand and
 * drawn-out word, numbers and addresses replaced by what they are. Words are separated by single spaces.
 */
export function normalise(text: string): string {
  const words = withoutAddresses(plainLetters(text))
    .replace(/([a-z])\1{2,}/g, "$1")
    .match(WORD);
  return words?.map(asRead).join(" ") ?? "";
}

/** Small letters without accents, and one form for every quote. */
function plainLetters(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll("`", "'");
  return text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[‘’ʼ´`]/g, "'");
}

/** Most texts are plain ASCII, where there is nothing to take off. */
const ASCII = /^\p{ASCII}*$/u;

function withoutAddresses(plain: string): string {
  const withoutLinks = /:\/\/|www\./.test(plain)
    ? plain.replace(/\b(?:https?:\/\/|www\.)\S+/g, " weblink ")
    : plain;
  return withoutLinks.includes("@")
    ? withoutLinks.replace(/(?<![^\s@])[^\s@]+@[^\s@]+\.\w+/g, " emailaddress ")
    : withoutLinks;
}

/** A word, a number with its currency sign, a mark that carries a question or alarm, or one picture character. */
const WORD =
  /[$€£]?\d[\d.,:]*\d|[$€£]?\d+|[\p{L}\d]+(?:'[\p{L}]+)*|[?]+|\p{Extended_Pictographic}/gu;

function asRead(word: string): string {
  const known = SHORTHAND.get(word);
  if (known !== undefined) return known;
  if (!word.includes("'")) return NO_WORD.test(word) ? numberKind(word) : word;
  const bare = word.replaceAll("'", "");
  return SHORTHAND.get(bare) ?? bare;
}

const NO_WORD = /^[$€£\d?]/;

function numberKind(word: string): string {
  if (/^[$€£]/.test(word)) return "moneyamount";
  if (/^\d{4,}$/.test(word)) return "longnumber";
  if (/^\?+$/.test(word)) return "?";
  return word;
}

/** What people type on a phone, and the contractions with or without their apostrophe. */
const SHORTHAND: ReadonlyMap<string, string> = new Map(
  Object.entries({
    u: "you",
    ya: "you",
    yu: "you",
    ur: "your",
    r: "are",
    n: "and",
    k: "ok",
    kk: "ok",
    okay: "ok",
    okey: "ok",
    cncl: "cancel",
    pls: "please",
    plz: "please",
    plss: "please",
    pleas: "please",
    thx: "thanks",
    thnx: "thanks",
    tnx: "thanks",
    tks: "thanks",
    ty: "thank you",
    tysm: "thank you so much",
    tyvm: "thank you very much",
    cheers: "thanks",
    ta: "thanks",
    np: "no problem",
    idk: "i do not know",
    dunno: "do not know",
    dono: "do not know",
    asap: "as soon as possible",
    msg: "message",
    b4: "before",
    "2day": "today",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    tmrw: "tomorrow",
    tmr: "tomorrow",
    tomoz: "tomorrow",
    gr8: "great",
    l8: "late",
    l8r: "later",
    w8: "wait",
    bc: "because",
    cuz: "because",
    coz: "because",
    cos: "because",
    wat: "what",
    wot: "what",
    wut: "what",
    wen: "when",
    wer: "where",
    wher: "where",
    hav: "have",
    recieved: "received",
    recieve: "receive",
    recvd: "received",
    rcvd: "received",
    del: "delivery",
    dely: "delivery",
    addy: "address",
    acct: "account",
    acc: "account",
    info: "information",
    pic: "picture",
    pics: "pictures",
    pw: "password",
    pwd: "password",
    cs: "customer service",
    hr: "hour",
    hrs: "hours",
    wk: "week",
    wks: "weeks",
    yr: "year",
    yrs: "years",
    abt: "about",
    ppl: "people",
    sry: "sorry",
    soz: "sorry",
    tho: "though",
    thru: "through",
    gonna: "going to",
    wanna: "want to",
    gotta: "got to",
    gimme: "give me",
    lemme: "let me",
    whats: "what is",
    wheres: "where is",
    whens: "when is",
    hows: "how is",
    whos: "who is",
    thats: "that is",
    theres: "there is",
    heres: "here is",
    its: "it is",
    im: "i am",
    ive: "i have",
    id: "i would",
    youre: "you are",
    youve: "you have",
    theyre: "they are",
    theyve: "they have",
    weve: "we have",
    dont: "do not",
    doesnt: "does not",
    didnt: "did not",
    cant: "can not",
    cannot: "can not",
    couldnt: "could not",
    wont: "will not",
    wouldnt: "would not",
    shouldnt: "should not",
    isnt: "is not",
    isn: "is not",
    arent: "are not",
    aint: "is not",
    wasnt: "was not",
    werent: "were not",
    hasnt: "has not",
    havent: "have not",
    hadnt: "had not",
    hasent: "has not",
    havnt: "have not",
    ppd: "prepaid",
    vid: "video",
    tel: "phone",
    ph: "phone",
    num: "number",
    nr: "number",
    xchange: "exchange",
    pkg: "package",
    pckg: "package",
    pkge: "package",
  }),
);
