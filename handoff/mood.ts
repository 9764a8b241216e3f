/** How a customer sounds. `angry` is worth a rule of its own; `annoyed` is worth a word on the card. */
export type Mood = "calm" | "annoyed" | "angry";

/**
 * How a customer sounds, by plain signs that an agent would read the same way: shouting in capitals, rows of exclamation
 * marks, swearing, the third time of asking. Each sign has its weight; no single mild one makes anybody angry.
 */
export function moodOf(text: string): Mood {
  const weight = SIGNS.reduce((sum, sign) => sum + (sign.in(text) ? sign.weight : 0), 0);
  if (weight >= ANGRY) return "angry";
  return weight >= ANNOYED ? "annoyed" : "calm";
}

const ANNOYED = 1;
const ANGRY = 3;

/** Shouting needs a sentence: "OK" and "WH 1000 XM4" are no shouting. */
const SHOUTED_WORDS = 4;
const WORD = /\p{L}{2,}/gu;

const SIGNS: readonly { weight: number; in: (text: string) => boolean }[] = [
  { weight: 2, in: isShouted },
  { weight: 1, in: (text) => /!{2,}|\?{3,}|[!?]{3,}/.test(text) },
  {
    weight: 3,
    in: has(/\b(f+u+c+k\w*|fck\w*|bullshit|assholes?|arseholes?|bastards?|wankers?)\b/i),
  },
  { weight: 2, in: has(/\b(shit\w*|crap|bloody|damn|wtf|piss(ed)? off|pissing)\b/i) },
  {
    weight: 2,
    in: has(
      /\b(ridiculous|disgrace(ful)?|disgusting|outrageous|unacceptable|appalling|scam(mers?|med)?|thieves|fraud|liars?|furious|fuming|livid|sick of|fed up|had enough)\b/i,
    ),
  },
  {
    weight: 3,
    in: has(
      /(?<!\p{L})(coño|joder|mierda|hij[oa]s? de puta|cabr[oó]n(?:es)?|gilipollas|pendej[oa]s?|chinga\p{L}*|malditos?)(?!\p{L})/iu,
    ),
  },
  {
    weight: 2,
    in: has(
      /(?<!\p{L})(estafa\p{L}*|ladron(?:es)?|sinvergüenzas?|vergüenza|inaceptable|indignante|intolerable|in[uú]til(?:es)?|hart[oa]s?|furios[oa]|(?:tercera|cuarta|quinta|décima) vez|nadie (?:responde|contesta))(?!\p{L})/iu,
    ),
  },
  {
    weight: 1,
    in: has(
      /(?<!\p{L})(enfadad[oa]|enojad[oa]|fatal|p[eé]simo|horrible|asco|nunca m[aá]s|sigo esperando|otra vez)(?!\p{L})/iu,
    ),
  },
  {
    weight: 1,
    in: has(
      /\b(angry|annoyed|frustrat\w+|terrible|horrible|awful|useless|pathetic|a joke|rubbish|worst)\b/i,
    ),
  },
  {
    weight: 2,
    in: has(
      /\b(how many times|((for|is) the|my) (third|3rd|fourth|4th|fifth|5th|tenth|10th|hundredth) (time|message|email|e-mail)|(three|four|five|3|4|5) times (now|already)|nobody (answers|replies|cares|is answering)|no ?one (answers|replies|cares)|keep ignoring|being ignored)\b/i,
    ),
  },
  {
    weight: 1,
    in: has(
      /\b(still (waiting|nothing|not here|no answer|no reply)|yet again|once again|again and again)\b/i,
    ),
  },
  {
    weight: 1,
    in: has(
      /\b(never (again|buy|order|shop)\w*|last time i|want my money back|give me my money)\b/i,
    ),
  },
];

function has(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

function isShouted(text: string): boolean {
  if (text === text.toLowerCase()) return false;
  const words = text.match(WORD) ?? [];
  const loud = words.filter((word) => word === word.toUpperCase() && word !== word.toLowerCase());
  return loud.length >= SHOUTED_WORDS && loud.length > words.length / 2;
}
