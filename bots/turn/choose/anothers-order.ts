import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import type { Brief } from "../brief.ts";

/**
 * Answers "it's my husband's order", said of an order that was not found: who may ask about it, and how. `false`: that is
 * not what they say, or nothing was asked about yet.
 */
export function answerAnothers(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { holder, flow, lines } = draft.conversation;
  if (!ANOTHERS.test(brief.said?.text ?? "") || holder.kind !== "bot") return false;
  if (openFlow(flow, draft.now) || !lines.some(({ who }) => who === "bot")) return false;
  decide(draft, "answer", "somebody else's order");
  say(draft, phrase("number.others"), { purpose: "answer" });
  return true;
}

/** English and Spanish. */
const WHO =
  "(?:husband|wife|partner|spouse|mum|mom|mother|dad|father|parents|sister|brother|son|daughter|kid|child|friend|boyfriend|girlfriend|bf|gf|flatmate|roommate|neighbou?r|boss|colleague|gran|grandma|grandmother|grandpa|grandfather|aunt|uncle|cousin|marido|mujer|esposa|esposo|pareja|madre|padre|hermana|hermano|hija|hijo|novia|novio|amiga|amigo|jefe|vecina|vecino)";
const ANOTHERS = new RegExp(
  `^\\W*(?:(?:hi|no|sorry|well|actually|but|oh|yes|it['’]?s|it is|was|that['’]?s|this is|because|cause|cos|es|el|la|pedido|de|del|porque|lo)\\W+)*(?:(?:for|from|under|on|in|by|of|placed by|ordered by|a nombre de)\\W+)?(?:my|mi)\\W+${WHO}(?:['’]?s)?(?:\\W+(?:order|orders|one|name|account|phone|number|purchase|parcel|package|who|did|has|ordered|bought|placed|pidi[oó]|compr[oó]|it|this|not|me|mine))*\\W*$`,
  "i",
);
