import type { Flow } from "../../core/flow.ts";
import { saysThanks } from "../without-words.ts";
import { asksBack } from "./answer-words.ts";
import type { FlowContext, FlowStep, Said } from "./flow-context.ts";
import { nextStep } from "./next-step.ts";
import { withoutSuch } from "./variant-step.ts";

/** Asked so often without an answer, a person had better help. */
const MOST_TRIES = 2;

/** All of it is left as it is. */
export function dropped({ telling: { phrase } }: FlowContext): FlowStep {
  return { kind: "over", why: "left by the customer", text: phrase("flow.left") };
}

/** Who asks for a moment has it: the question stays open. `undefined`: there is nothing to ask any more. */
export function waitedFor(flow: Flow, context: FlowContext): FlowStep | undefined {
  const step = nextStep(flow, context);
  return step.kind === "ask" ? { ...step, text: context.telling.phrase("talk.wait") } : undefined;
}

/** The open question once more, with what was not understood of the answer. */
export function again(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const isRepeat = said.understanding.intents.some(({ name }) => name === "repeat");
  if (isRepeat || (flow.asks !== "yes" && saysThanks(said.text))) return nextStep(flow, context);
  const tries = flow.tries + 1;
  if (tries > MOST_TRIES) return { kind: "person", reason: "could not agree on what is wanted" };
  const step = nextStep({ ...flow, tries }, context);
  if (step.kind !== "ask") return step;
  const unknown = unknownNumbers(said, context);
  const { phrase } = context.telling;
  const unheard = withoutSuch(flow, said.text, context);
  if (unheard !== undefined) return { ...step, text: `${unheard} ${step.text}` };
  if (unknown.length === 0 && asksBack(said.text) && !saysHuh(said.text))
    return { ...step, text: `${phrase("flow.again.question")} ${step.text}`, isUnanswered: true };
  if (flow.asks === "photo") return { ...step, text: phrase("flow.photo_wait") };
  const opening =
    unknown.length > 0
      ? unknown.map((number) => phrase("number.unknown", { number })).join(" ")
      : phrase(`flow.again.${flow.asks === "yes" ? "yes" : "other"}`);
  return { ...step, text: `${opening} ${step.text}` };
}

/** "Why me?", "really?": short of words that could be answered. */
function saysHuh(text: string): boolean {
  return text.trim().split(/\s+/).length < FEWEST_WORDS;
}

const FEWEST_WORDS = 4;

/** Numbers that look like orders and are none of theirs. */
export function unknownNumbers(
  { understanding }: Said,
  { orders }: FlowContext,
): readonly string[] {
  const plain = (number: string) => number.replace("#", "").trim().toLowerCase();
  const known = new Set(orders.map(({ number }) => plain(number)));
  return understanding.entities.orderNumbers.filter((number) => !known.has(plain(number)));
}
