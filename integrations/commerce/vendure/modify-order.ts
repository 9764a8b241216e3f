import type { ChangeOutcome } from "../../../core/change.ts";
import { OutcomeUnknownError } from "../../../core/errors.ts";
import { type Refusal, refused } from "../objection.ts";
import {
  ADD_NOTE,
  MODIFY,
  resultSchema,
  TRANSITION,
  type VendureRefusal,
} from "./change-queries.ts";
import type { VendureClient, VendureOrder } from "./client.ts";
import { markOf } from "./notes.ts";

/** What is to be different, in words for the note and as Vendure's `modifyOrder` takes it. */
export type Modification = {
  words: string;
  input: {
    updateShippingAddress?: Readonly<Record<string, string>>;
    addItems?: readonly { productVariantId: string; quantity: number }[];
    adjustOrderLines?: readonly { orderLineId: string; quantity: number }[];
  };
};

/**
 * Modifies an order the way Vendure allows it: into the state Modifying, the change, and back to where it was. Any of
 * these may be lost on the way, so that each can be taken up again: a private note with the key says that it was we who
 * began, the modification's own note that it is made.
 */
export async function modifyOrder(
  order: VendureOrder,
  key: string,
  { words, input }: Modification,
  vendure: VendureClient,
  /** Asked before anything is begun. */
  objection: () => Promise<Refusal | undefined>,
): Promise<ChangeOutcome> {
  const mark = markOf(key);
  const isMade = order.modifications.some(({ note }) => note.includes(mark));
  const isNoted = order.notes.items.some(({ data }) => data.note?.includes(mark));
  const isBegun = order.state === "Modifying" && isNoted;
  if (isMade && !isBegun) return done;
  if (!isBegun) {
    const note = isNoted ? undefined : `${words}\n${mark}`;
    const no = (await objection()) ?? (await begin(order, vendure, note));
    if (no) return no;
  }
  try {
    const no = isMade ? undefined : await make(order, { ...input, note: mark }, vendure);
    await leave(order, vendure);
    return no ?? done;
  } catch (cause) {
    throw new OutcomeUnknownError("Vendure: the order may have been left Modifying", { cause });
  }
}

const done: ChangeOutcome = { kind: "done", refunds: false };

async function begin(
  { id }: VendureOrder,
  vendure: VendureClient,
  note: string | undefined,
): Promise<Refusal | undefined> {
  if (note !== undefined) await vendure.change(ADD_NOTE, { id, note }, resultSchema);
  const { result } = await vendure.change(TRANSITION, { id, state: "Modifying" }, resultSchema);
  return "errorCode" in result ? refusalOf(result) : undefined;
}

/** Tried without effect first: from an order that then costs something else there is no way back. */
async function make(
  { id, totalWithTax }: VendureOrder,
  input: Modification["input"] & { note: string },
  vendure: VendureClient,
): Promise<Refusal | undefined> {
  const modify = async (dryRun: boolean) => {
    const options = { recalculateShipping: false };
    const wanted = { orderId: id, dryRun, options, ...input };
    return (await vendure.change(MODIFY, { input: wanted }, resultSchema)).result;
  };
  const tried = await modify(true);
  if ("errorCode" in tried) return refusalOf(tried);
  if (tried.totalWithTax !== totalWithTax) {
    return refused("not_allowed", "it would cost more or less than was paid");
  }
  const made = await modify(false);
  return "errorCode" in made ? refusalOf(made) : undefined;
}

/** Back to where the order was when we began. */
async function leave({ id, state, history }: VendureOrder, vendure: VendureClient): Promise<void> {
  const entered = history.items.find(({ data }) => data.to === "Modifying");
  const before = state === "Modifying" ? (entered?.data.from ?? "PaymentSettled") : state;
  const wanted = { id, state: before };
  const { result } = await vendure.change(TRANSITION, wanted, resultSchema);
  if ("errorCode" in result) throw new Error(`Vendure does not go to ${before}: ${result.message}`);
}

function refusalOf({ errorCode, message }: VendureRefusal): Refusal {
  return refused(
    errorCode === "INSUFFICIENT_STOCK_ERROR" ? "not_available" : "not_allowed",
    message,
  );
}
