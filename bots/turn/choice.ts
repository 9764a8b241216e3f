import type { Shop } from "../../core/shop.ts";
import type { IntentName, Understanding } from "../../core/understanding.ts";

const FIRST = /^\W*(1|a|one|(the )?first( one)?|former)\W*$/i;
const SECOND = /^\W*(2|b|two|(the )?second( one)?|latter|last( one)?)\W*$/i;

/**
 * Which of the offered intents an answer to "did you mean … or …?" picks: by its place, by the words it was offered in,
 * or because the answer itself looks most like it. `undefined` when it picks neither: then it is read as a new message.
 */
export function choiceIn(
  text: string,
  understanding: Understanding,
  offered: readonly IntentName[],
  shop: Pick<Shop, "intent">,
): IntentName | undefined {
  if (FIRST.test(text)) return offered[0];
  if (SECOND.test(text)) return offered[1];
  const sure = understanding.intents.map(({ name }) => name);
  if (sure.length > 0) return sure.find((name) => offered.includes(name));
  const said = text.toLowerCase();
  const byTitle = offered.find((name) =>
    said.includes(shop.intent(name)?.title.toLowerCase() ?? name),
  );
  const likeliest = understanding.candidates[0]?.name;
  return byTitle ?? offered.find((name) => name === likeliest);
}
