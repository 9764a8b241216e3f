import type { Flow } from "../../core/flow.ts";
import { GIVEN_FOR_RETURNS, type GivenForReturn, type Order } from "../../core/order.ts";
import { outcomeIn } from "./answer-words.ts";
import type { Policy } from "./eligibility.ts";
import type { FlowContext, FlowStep, Said } from "./flow-context.ts";
import { namesOf } from "./flow-words.ts";
import { placesIn } from "./places.ts";

/** What a customer may choose for what they send back, as the shop's policy has it. */
export function offeredFor({ returns }: Policy): readonly GivenForReturn[] {
  return GIVEN_FOR_RETURNS.filter((each) => returns.outcomes.includes(each));
}

/** What they get for it: what they chose, else what the shop gives. */
export function givenFor(flow: Flow, policy: Policy): GivenForReturn {
  return flow.outcome ?? offeredFor(policy)[0] ?? "refund";
}

/** What a message says of what they would like for a return, and the photo that came with it. */
export function fillReturn(
  flow: Flow,
  said: Pick<Said, "text" | "hasPicture">,
  { policy }: FlowContext,
  asks: Flow["asks"],
): Flow {
  if (flow.kind !== "return") return flow;
  const hasPhoto = said.hasPicture === true && flow.hasPhoto !== true;
  const outcome = chosenIn(said.text, offeredFor(policy), asks);
  const isNew = outcome !== undefined && outcome !== flow.outcome;
  if (!hasPhoto && !isNew) return flow;
  return { ...flow, ...(hasPhoto ? { hasPhoto } : {}), ...(isNew ? { outcome } : {}) };
}

/** Where the shop gives one thing only, there is nothing to choose. */
function chosenIn(
  text: string,
  offered: readonly GivenForReturn[],
  asks: Flow["asks"],
): GivenForReturn | undefined {
  if (offered.length < 2) return undefined;
  const [place, ...more] = asks === "outcome" ? placesIn(text, offered) : [];
  if (place && more.length === 0) return place;
  const named = outcomeIn(text, asks === "outcome");
  return named !== undefined && offered.includes(named) ? named : undefined;
}

/** What they would like for it, where the shop gives more than one thing. */
export function askOutcome(
  flow: Flow,
  order: Order,
  { policy, telling }: FlowContext,
): FlowStep | undefined {
  const offered = offeredFor(policy);
  if (flow.kind !== "return" || flow.outcome !== undefined || offered.length < 2) return undefined;
  const { phrase } = telling;
  const lines = offered.map((each, index) => `${index + 1}. ${phrase(`outcome.${each}`)}`);
  const text = [
    phrase("flow.outcome", { items: namesOf(flow, order, telling) }),
    ...lines,
    phrase("flow.outcome_reply"),
  ].join("\n");
  return { kind: "ask", flow: { ...flow, asks: "outcome", offered: [] }, text };
}

/** The photo that the policy asks for, for this reason. */
export function askPhoto(
  flow: Flow,
  order: Order,
  { policy, telling }: FlowContext,
): FlowStep | undefined {
  const isAsked = policy.returns.photo_for.some((reason) => reason === flow.reason?.code);
  if (flow.kind !== "return" || !isAsked || flow.hasPhoto === true) return undefined;
  const text = telling.phrase("flow.photo", { items: namesOf(flow, order, telling) });
  return { kind: "ask", flow: { ...flow, asks: "photo", offered: [] }, text };
}

/** They have no photo and the policy wants one: a person decides. `undefined`: that is not what they say. */
export function withoutPhoto(flow: Flow, { text, hasPicture }: Said, { telling }: FlowContext) {
  if (flow.asks !== "photo" || hasPicture === true || !LACKS_PHOTO.test(text)) return undefined;
  const reason = "wants to send back something without the photo that the policy asks for";
  return { kind: "person", reason, text: telling.phrase("flow.photo_none") } as const;
}

const LACKS_PHOTO =
  /^\W*(?:no|nope|nah|none|sorry,? no|unfortunately,? (?:no|not))\b|\b(?:don'?t|do not|can'?t|cannot|can ?not|couldn'?t|not able|unable|won'?t|haven'?t|no)\b.{0,40}\b(?:photos?|pictures?|pics?|images?|camera|one|any|it|that|upload|attach|send|take|phone)\b|\b(?:camera|phone)\b.{0,20}\bbroken\b|\b(?:threw|thrown|tossed|binned)\b|\b(?:no (?:tengo|puedo)|sin (?:foto|camara|cámara))\b/i;
