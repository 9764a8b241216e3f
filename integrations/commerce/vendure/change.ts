import type { ChangeOutcome, OrderChange } from "../../../core/change.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order, PostalAddress } from "../../../core/order.ts";
import { type LocalReturn, returnWords } from "../local-returns.ts";
import { objectionTo, objectionToVariants, piecesOf, refused, variantsFor } from "../objection.ts";
import { ADD_NOTE, CANCEL, resultSchema } from "./change-queries.ts";
import type { VendureClient, VendureOrder } from "./client.ts";
import { type Modification, modifyOrder } from "./modify-order.ts";
import { markOf, returnNote } from "./notes.ts";
import { variantsOf } from "./variants.ts";

/** An order as Vendure tells it, and in our words. */
export type Found = { raw: VendureOrder; order: Order };
export type VendurePorts = { vendure: VendureClient; precision: number };

/** From where an order may be changed; from the states between them somebody else is changing it just now. */
const STATES = ["PaymentAuthorized", "PaymentSettled"];
const BETWEEN = ["Modifying", "ArrangingAdditionalPayment"];

/** CommerceProvider.change on Vendure. Not for two changes of one order at the same moment. */
export async function changeOrder(
  change: OrderChange,
  key: string,
  found: Found | undefined,
  ports: VendurePorts,
): Promise<ChangeOutcome> {
  if (!found) return refused("not_found", "there is no such order");
  switch (change.do) {
    case "cancel":
      return cancel(change, key, found, ports);
    case "return":
    case "exchange":
      return noteReturn(change, key, found, ports);
    case "change_address": {
      const country = found.order.shippingAddress?.country;
      if (country !== undefined && country !== change.address.country.toUpperCase()) {
        return refused("not_allowed", "another country may cost another tax and another way");
      }
      return modify(change, key, found, ports, {
        words: `The customer wants it sent to:\n${addressWords(change.address)}`,
        input: { updateShippingAddress: addressInput(change.address) },
      });
    }
    case "change_items":
      return modify(change, key, found, ports, {
        words: returnWords(change, found.order),
        input: swapsInput(change.swaps, found.raw),
      });
    default:
      return change satisfies never;
  }
}

async function cancel(
  change: Extract<OrderChange, { do: "cancel" }>,
  key: string,
  { raw, order }: Found,
  { vendure }: VendurePorts,
): Promise<ChangeOutcome> {
  const done: ChangeOutcome = { kind: "done", refunds: false };
  if (raw.history.items.some(({ data }) => data.reason?.includes(markOf(key)))) return done;
  const objection = objectionTo(change, order) ?? objectionToState(raw);
  if (objection) return objection;
  // Customers may read it in their account.
  const reason = `${change.reason.replaceAll("_", " ")} ${markOf(key)}`;
  const { result } = await vendure.change(CANCEL, { id: raw.id, reason }, resultSchema);
  return "errorCode" in result ? refused("not_allowed", result.message) : done;
}

/** The note is all there is of a return: both what people read and what we read it back from. */
async function noteReturn(
  change: LocalReturn,
  key: string,
  { raw, order }: Found,
  { vendure, precision }: VendurePorts,
): Promise<ChangeOutcome> {
  const done: ChangeOutcome = { kind: "done", reference: key, refunds: false };
  if (order.returns.some(({ id }) => id === key)) return done;
  const objection = objectionTo(change, order);
  if (objection) return objection;
  let names: ReadonlyMap<string, string> = new Map();
  if (change.do === "exchange") {
    const offered = await variantsFor(change.swaps, order, (id) =>
      variantsOf(vendure, id, precision),
    );
    const unavailable = objectionToVariants(change.swaps, offered);
    if (unavailable) return unavailable;
    names = new Map(
      [...offered.values()]
        .flat()
        .map(({ id, options }) => [id, Object.values(options).join(", ")]),
    );
  }
  const note = returnNote(change, key, order, names);
  await vendure.change(ADD_NOTE, { id: raw.id, note }, resultSchema);
  return done;
}

async function modify(
  change: Extract<OrderChange, { do: "change_address" | "change_items" }>,
  key: string,
  { raw, order }: Found,
  { vendure, precision }: VendurePorts,
  modification: Modification,
): Promise<ChangeOutcome> {
  return modifyOrder(raw, key, modification, vendure, async () => {
    const objection = objectionTo(change, order) ?? objectionToState(raw);
    if (objection || change.do === "change_address") return objection;
    const offered = await variantsFor(change.swaps, order, (id) =>
      variantsOf(vendure, id, precision),
    );
    return objectionToVariants(change.swaps, offered);
  });
}

/** Vendure takes lines off an order that it then cannot cancel, and keeps it so. @throws ProviderUnavailableError in between. */
function objectionToState({ state }: VendureOrder) {
  if (BETWEEN.includes(state)) {
    throw new ProviderUnavailableError(`Vendure: somebody is changing the order (${state})`);
  }
  return STATES.includes(state) ? undefined : refused("not_allowed", `the order is ${state}`);
}

/** Every field, so that nothing of the old address stays. */
function addressInput(address: PostalAddress) {
  return {
    ...(address.name === undefined ? {} : { fullName: address.name, company: "" }),
    streetLine1: address.line1,
    streetLine2: address.line2 ?? "",
    city: address.city,
    province: address.region ?? "",
    postalCode: address.postcode,
    countryCode: address.country.toUpperCase(),
  };
}

function addressWords({ name, line1, line2, postcode, city, region, country }: PostalAddress) {
  return [name, line1, line2, `${postcode} ${city}`, region, country].filter(Boolean).join("\n");
}

/** The wanted pieces come, as many of the old ones go. */
function swapsInput(
  swaps: Extract<OrderChange, { do: "change_items" }>["swaps"],
  { lines }: VendureOrder,
): Modification["input"] {
  return {
    addItems: swaps.map(({ variantId, quantity }) => ({ productVariantId: variantId, quantity })),
    adjustOrderLines: lines
      .filter(({ id }) => piecesOf(swaps, id) > 0)
      .map(({ id, quantity }) => ({ orderLineId: id, quantity: quantity - piecesOf(swaps, id) })),
  };
}
