import { spanish } from "./flows/spanish-words.ts";

/**
 * Whether somebody says that something came, but not as it should: then advice on a lost parcel would be wrong, and
 * thanks for kind words around it would be worse. English and Spanish.
 */
export function saysCameWrong(text: string): boolean {
  return CAME_WRONG.test(text) || spanish.saysCameWrong(text);
}

const CAME_WRONG =
  /\b(damaged?|brok[ea]n?|crack(ed)?|smash(ed)?|torn|ripped|holes?|stain(ed)?|leak(ed|ing)?|missing|wrong|faulty|defective|scratch(ed)?|shattered|dent(ed)?)\b/i;
