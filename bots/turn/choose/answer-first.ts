import type { Draft } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import type { RuleThatFired } from "../../../handoff/rules.ts";
import { MANNERS } from "../../../intents/manners.ts";
import type { Brief } from "../brief.ts";
import { beginsFlow } from "./flow-turn.ts";
import { answersTo } from "./fulfil.ts";
import { wasBroken } from "./keep-for-person.ts";
import { toPerson } from "./to-person.ts";
import type { Wishes } from "./wishes.ts";

/**
 * Calls the person whom a rule asks for, after whatever in the same message can be answered without one; the card then
 * names what is left. An emergency waits for no answer, and what is asked of a picture is asked of who can see it.
 */
export function answerAndCall(
  draft: Draft,
  brief: Brief,
  wishes: Wishes,
  { rule, phrase }: { rule: RuleThatFired; phrase: Phrase },
): void {
  const kind = kindly(draft, brief, wishes, rule);
  const sorry = kind === undefined ? undefined : phrase(kind);
  const before = draft.conversation.question;
  const asked = wishes.intents.filter(isAnswerable);
  const isAlone = rule.priority === "urgent" || hasFile(brief);
  const turn = { draft, brief, wishes, phrase, personFollows: true } as const;
  const { answers, unanswered, unproven } = answersTo(isAlone ? [] : asked, turn);
  const told = asked.filter((name) => ![...unanswered, ...unproven].includes(name));
  const { question } = draft.conversation;
  toPerson(draft, brief, {
    rule,
    reason: answers.length === 0 ? rule.name : withRest(rule.name, brief, told),
    opening: [sorry, ...answers].filter(Boolean).join("\n\n"),
    phrase,
  });
  // A list was shown: whoever waits for the person may still choose from it.
  if (question !== before) draft.conversation = { ...draft.conversation, question };
}

/** Who complains hears that we are sorry, once, unless the shop's rule has words of its own; who sends a picture, that nobody has seen it yet. */
function kindly(
  { conversation }: Draft,
  brief: Brief,
  { intents }: Wishes,
  { say: own, phrase: shipped }: RuleThatFired,
): string | undefined {
  if (own !== undefined || shipped !== undefined) return undefined;
  if (conversation.holder.kind !== "bot")
    return wasBroken(conversation) ? "handoff.sorry" : undefined;
  if (intents.includes("complaint")) return "handoff.sorry";
  return hasFile(brief) ? "attachment.unreadable" : undefined;
}

/** What a person is called for in any case, what changes an order, and manners are not answered before. */
function isAnswerable(intent: string): boolean {
  return !CALLS.includes(intent) && !MANNERS.includes(intent) && !beginsFlow(intent);
}

const CALLS = ["human", "complaint"];

function hasFile({ said }: Brief): boolean {
  return said?.messages.some(({ media }) => media.length > 0) ?? false;
}

/** In the customer's own words, what was not answered. */
function withRest(reason: string, { said }: Brief, told: readonly string[]): string {
  const { intents = [] } = said?.understanding ?? {};
  const left = intents.filter(({ name }) => !told.includes(name) && !MANNERS.includes(name));
  const words = [...new Set(left.map(({ clause }) => `"${clause.slice(0, LONGEST_QUOTE)}"`))];
  return words.length === 0 ? reason : `${reason}; left for you: ${words.join(", ")}`;
}

/** As much of each wish as a card has room for. */
const LONGEST_QUOTE = 120;
