/** "I want to talk to somebody about a mistake on my card": asks for a person in so many words, whatever it is about. English and Spanish. */
export function asksForPerson(text: string): boolean {
  return ASKS.test(text) && !DECLINES.test(text);
}

const SOMEBODY =
  "(?:some(?:one|body)|any(?:one|body)|a (?:real |actual |live )?(?:person|human|colleague|rep(?:resentative)?)|(?:a |an |the |your )?(?:real |actual |live |human )*(?:people|agent|advisor|operator|staff|manager|supervisor|support team|customer (?:service|support)|human(?: being)?)|alguien|(?:una )?persona(?: real)?|un (?:agente|humano|empleado|compa[nñ]ero))";

const ASKS = new RegExp(
  `\\b(?:talk|speak|speek|chat|tlk) (?:to|with|2) ${SOMEBODY}\\b|\\b(?:get|give|put|connect|transfer|pass) me (?:to |through to |on to |over to |with |with )*${SOMEBODY}\\b|\\b(?:when|what time|how (?:long|soon))\\b.{0,25}\\b${SOMEBODY} (?:(?:be )?(?:back|there|here|available|around|online|awake)|answers?|repl(?:y|ies)|responds?|comes? back|calls?|gets? back)\\b|\\b(?:is|are) (?:there )?${SOMEBODY} (?:there )?(?:working|available|online|awake|around|on shift|(?:who|that) can help)\\b|(?<!\\p{L})(?:hablar|hablo|comunicarme|comun[ií]c[ae]n?me|p[aá]s[ae]n?me) con ${SOMEBODY}(?!\\p{L})`,
  "iu",
);

/** "Dont get me a person, i just want to know"; "i don't want to talk to a bot" declines none. */
const DECLINES = new RegExp(
  `\\b(?:don['’]?t|do not|no need to) (?:want to |need to )?(?:get|give|put|connect|transfer|pass|talk|speak|chat) (?:me )?(?:to |with |through to |on to |over to )*${SOMEBODY}\\b`,
  "iu",
);
