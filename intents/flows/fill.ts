import type { Flow } from "../../core/flow.ts";
import { fillAddress } from "./fill-address.ts";
import { fillItems } from "./fill-items.ts";
import { fillOrder } from "./fill-order.ts";
import { fillReason } from "./fill-reason.ts";
import { fillVariants } from "./fill-variants.ts";
import type { FlowContext, Said } from "./flow-context.ts";
import { fillReturn } from "./return-steps.ts";

/** The flow with everything that a message adds to it or corrects; the same flow when it adds nothing. */
export function fill(flow: Flow, said: Said, context: FlowContext): Flow {
  const found = fillOrder(flow, said, context);
  const isNew = flow.orderId !== found.orderId && found.orderId !== undefined;
  // Read twice, what they have and what they want instead would change places.
  const begun = isNew && found.words !== said.text ? fillFromWish(found, context) : found;
  return DETAILS.reduce((filled, step) => step(filled, said, context, flow.asks), begun);
}

/** What was said when the change was wished for is read again, now that it is known of which order it was said. */
export function fillFromWish(flow: Flow, context: FlowContext): Flow {
  const { words } = flow;
  if (words === undefined) return flow;
  return DETAILS.reduce((filled, step) => step(filled, { text: words }, context, undefined), flow);
}

type Words = Pick<Said, "text" | "hasPicture">;
type Step = (flow: Flow, said: Words, context: FlowContext, asks: Flow["asks"]) => Flow;

const DETAILS: readonly Step[] = [fillItems, fillReason, fillReturn, fillVariants, fillAddress];
