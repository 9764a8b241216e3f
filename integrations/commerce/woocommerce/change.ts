import type { ChangeOutcome, OrderChange, Variant } from "../../../core/change.ts";
import type { Order, PostalAddress } from "../../../core/order.ts";
import { returnRecord, returnWords } from "../local-returns.ts";
import {
  objectionTo,
  objectionToVariants,
  type Refusal,
  refused,
  variantsFor,
} from "../objection.ts";
import type { WooClient, WooOrder, WooUpdate } from "./client.ts";
import { hasKey, metaOf } from "./kept-changes.ts";

/** The states in which nobody has begun with an order; what a plugin's own states mean is not known. */
const UNTOUCHED = ["pending", "processing", "on-hold"];

/**
 * CommerceProvider.change on WooCommerce. Not for two changes of one order at the same moment. Everything is one update
 * that carries the key with it, so that doing it again does nothing more; the note for staff comes after. No refund is
 * ever asked for: WooCommerce has no key for it, and answers 500 also to what it has understood.
 */
export async function changeOrder(
  change: OrderChange,
  key: string,
  found: { raw: WooOrder; order: Order } | undefined,
  ports: {
    woo: WooClient;
    now: number;
    variantsOf: (productId: string) => Promise<readonly Variant[]>;
  },
): Promise<ChangeOutcome> {
  if (!found) return refused("not_found", "there is no such order");
  if (change.do === "change_items") {
    return refused("not_allowed", "WooCommerce does not keep stock and tax right in such an edit");
  }
  const { raw, order } = found;
  const wished: Wished = { ...ports, key, raw, order };
  const isMade = hasKey(raw, key);
  const offered =
    change.do === "exchange" ? await variantsFor(change.swaps, order, ports.variantsOf) : new Map();
  const no = isMade ? undefined : await make(change, offered, wished);
  if (no) return no;
  await tellStaff(change, offered, isMade, wished);
  const isComingBack = change.do === "return" || change.do === "exchange";
  return { kind: "done", ...(isComingBack ? { reference: key } : {}), refunds: false };
}

type Wished = { woo: WooClient; now: number; key: string; raw: WooOrder; order: Order };
type Variants = ReadonlyMap<string, readonly Variant[]>;

async function make(
  change: Possible,
  offered: Variants,
  { woo, now, key, raw, order }: Wished,
): Promise<Refusal | undefined> {
  const no = objectionTo(change, order) ?? objectionToState(change, raw);
  if (no) return no;
  const sold = change.do === "exchange" ? objectionToVariants(change.swaps, offered) : undefined;
  if (sold) return sold;
  const update = updateFor(change, metaOf(key, now, recordOf(change, key)));
  const words = await woo.update(raw.id, update);
  return words === undefined ? undefined : refused("not_allowed", words);
}

/** Only who asks again may find a note there. */
async function tellStaff(
  change: Possible,
  offered: Variants,
  isMade: boolean,
  { woo, key, raw, order }: Wished,
): Promise<void> {
  const mark = `[nightdesk ${key}]`;
  if (isMade && (await woo.notesOf(raw.id)).some((note) => note.includes(mark))) return;
  const names = new Map([...offered.values()].flat().map(nameOf));
  await woo.addNote(raw.id, `${wordsOf(change, order, names)}\n${mark}`);
}

type Possible = Exclude<OrderChange, { do: "change_items" }>;

function objectionToState(change: Possible, { status }: WooOrder): Refusal | undefined {
  if (change.do === "return" || change.do === "exchange") return undefined;
  return UNTOUCHED.includes(status) ? undefined : refused("not_allowed", `the order is ${status}`);
}

function updateFor(change: Possible, meta: WooUpdate["meta_data"][number]): WooUpdate {
  const meta_data = [meta];
  switch (change.do) {
    case "cancel":
      return { status: "cancelled", meta_data };
    case "change_address":
      return { shipping: shippingOf(change.address), meta_data };
    case "return":
    case "exchange":
      return { meta_data };
    default:
      return change satisfies never;
  }
}

function recordOf(change: Possible, key: string): string {
  const isComingBack = change.do === "return" || change.do === "exchange";
  return isComingBack ? returnRecord(change, key) : change.do;
}

/** Every field, so that nothing of the old address stays; the name stays where none is given. */
function shippingOf(address: PostalAddress): Readonly<Record<string, string>> {
  const [first = "", ...rest] = address.name?.trim().split(/\s+/) ?? [];
  return {
    ...(first === "" ? {} : { first_name: first, last_name: rest.join(" "), company: "" }),
    address_1: address.line1,
    address_2: address.line2 ?? "",
    city: address.city,
    state: address.region ?? "",
    postcode: address.postcode,
    country: address.country.toUpperCase(),
  };
}

function wordsOf(
  change: Possible,
  order: Order,
  variantNames: ReadonlyMap<string, string>,
): string {
  switch (change.do) {
    case "cancel":
      return `The customer cancelled: ${change.reason.replaceAll("_", " ")}. The money is still to be refunded.`;
    case "change_address":
      return "The customer gave another address.";
    case "return":
    case "exchange":
      return returnWords(change, order, variantNames);
    default:
      return change satisfies never;
  }
}

function nameOf({ id, options }: Variant): [string, string] {
  return [id, Object.values(options).join(", ")];
}
