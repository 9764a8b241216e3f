import { saysCameWrong } from "./came-wrong.ts";
import { spanish } from "./flows/spanish-words.ts";

/**
 * Whether somebody says that a parcel never reached them, rather than that something is wrong with what came. Then
 * `orderStatus` with `about: "not_received"` gives the first step: look around, ask the neighbours. English and Spanish.
 */
export function saysNotReceived(text: string): boolean {
  const plain = text.toLowerCase().replaceAll(/['\u2019]/g, "");
  return NOT_RECEIVED.some((pattern) => pattern.test(plain)) || spanish.saysNotReceived(text);
}

/** "An email saying delivered but its not": what the carrier claims, and they deny. */
export function saysMarkedDelivered(text: string): boolean {
  return MARKED.test(text.toLowerCase().replaceAll(/['\u2019]/g, ""));
}

/** Whether they say that they have looked where a parcel may lie, or know that it is gone. English. */
export function saysLooked(text: string): boolean {
  const plain = text.toLowerCase().replaceAll(/['\u2019]/g, "");
  return LOOKED.test(plain) || spanish.saysLooked(text);
}

const LOOKED =
  /\b(?:(?:have |ive |i )?(?:already |just )?(?:looked|checked|searched|asked)(?! (?:my|the) (?:e-?mail|account|bank|tracking|status))|(?:looked|searched) everywhere|neighbou?rs? (?:dont|doesnt|didnt|havent|hasnt|has not|have not|know nothing)|nobody (?:has|took|saw)|(?:no|not any) neighbou?rs?|stolen|someone took|still (?:missing|nothing|not (?:here|there))|cctv|doorbell camera)\b/;

/** Whether they say that it has turned up, as it should be. English. */
export function saysFound(text: string): boolean {
  const plain = text.toLowerCase().replaceAll(/['\u2019]/g, "");
  if (saysCameWrong(plain)) return false;
  return (
    (FOUND.test(plain) && !/\b(?:not|never|cant|cannot|didnt|havent|nobody|hasnt)\b/.test(plain)) ||
    spanish.saysFound(text)
  );
}

const FOUND =
  /\b(?:(?:i |we )?(?:(?:have|ive|weve|just) )?(?:found|got) (?:it|the (?:parcel|package|box)|them)|(?:it|(?:the|my) (?:parcel|package|box|order)) (?:has |just |finally )*(?:turned up|showed up|arrived|came|is here|was (?:at|with|behind|in|under|next))|(?:a |my |the )?neighbou?rs? (?:had|has|took) (?:it|them)|found\W*$)/;

const MARKED =
  /\b(say(s|ing)?|said|marked|shows?|shown|showing|claims?|claiming)( as| its| it was| it is| its been)? delivered,? (but|yet|and (its|it is|i have|there) not?)\b/;

const NOT_RECEIVED: readonly RegExp[] = [
  /\b(never|not|didnt|hasnt|havent|hadnt|isnt|wasnt|no) (?!in (?:it|there|the|my)\b)(\w+ )?(delivered|received?|arrived?|got(ten)?|get|come|came|show(ed|n)? up|turn(ed)? up|here|there|at my door|seen)\b/,
  /\b(cant|cannot|couldnt|could not|can not) find (it|the|my|any)\b/,
  /\b(dont|do not|didnt|did not) (have|see) (it|the (parcel|package|box|order)|my (parcel|package|order)|any|anything)\b/,
  MARKED,
  /\b(nowhere to be (found|seen)|no (parcel|package|box) (here|at|outside|anywhere)|nothing (here|arrived|came|at my door|outside)|stolen|someone took)\b/,
];
