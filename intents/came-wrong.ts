import { spanish } from "./flows/spanish-words.ts";

/**
 * Whether somebody says that something came, but not as it should: then advice on a lost parcel would be wrong, and
 * thanks for kind words around it would be worse. English and Spanish.
 */
export function saysCameWrong(text: string): boolean {
  return CAME_WRONG.test(text) || SENT_ELSE.test(text) || spanish.saysCameWrong(text);
}

const CAME_WRONG =
  /\b(damaged?|brok[ea]n?|crack(ed)?|smash(ed)?|torn|ripped|holes?|stain(ed)?|leak(ed|ing)?|missing|wrong|faulty|defective|scratch(ed)?|shattered|dent(ed)?)\b/i;

/** "You sent me a size S but i ordered M." */
const SENT_ELSE =
  /\b(?:you|u|they|the shop) (?:sent|gave|shipped|delivered|packed)\b.{1,40}\b(?:but|and|when|while|although) (?:i|we) (?:had |actually |clearly )*(?:ordered|bought|asked|wanted|paid)\b|\b(?:ordered|bought|paid for)\b.{1,40}\b(?:but|and) (?:i |we )?(?:got|received|was sent|were sent|you sent|they sent)\b(?! (?:no|nothing|it|them|charged|told|an? (?:e-?mail|call|text|message|code)))/i;
