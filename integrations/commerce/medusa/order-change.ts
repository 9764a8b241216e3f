import { z } from "zod";
import type { ChangeOutcome, OrderChange, Variant } from "../../../core/change.ts";
import type { Order, ReturnReason } from "../../../core/order.ts";
import { type Refusal, refused } from "../objection.ts";
import type { MedusaReturnReason, MedusaWriter, OrderChangeRow, Step } from "./write.ts";

/** A change that a customer wishes, under the key that tells it from every other. */
export type MedusaWish = {
  key: string;
  order: Order | undefined;
  writer: MedusaWriter;
  variantsOf: (productId: string) => Promise<readonly Variant[]>;
};

type Objection = () => Promise<Refusal | undefined>;
type ChangeOf<Do extends OrderChange["do"]> = Extract<OrderChange, { do: Do }>;

/**
 * Returns, exchanges and edits are made in Medusa step by step: begun, filled, and confirmed as a whole. While one is
 * open it blocks every other, so that a half-made one of ours is taken back before anything else, and a confirmed one is
 * the proof that the change was made. Both are known by the key, which is the internal note of the change.
 * Source: Medusa 2.21, `/admin/returns`, `/admin/exchanges`, `/admin/order-edits`, `/admin/orders/:id/changes`.
 */
type Making = {
  /** The path of the change while it is open, where it is also taken back. */
  openAt(row: Pick<OrderChangeRow, "return_id" | "exchange_id">): string;
  begin(note: string): Promise<Step<Pick<OrderChangeRow, "return_id" | "exchange_id">>>;
  /** The steps up to and with the one that makes it true; the first refusal ends them. */
  fill(open: string): Promise<Refusal | undefined>;
};

async function make(
  wish: MedusaWish,
  objection: Objection,
  making: Making,
): Promise<ChangeOutcome> {
  const { writer, key, order } = wish;
  const note = `nightdesk ${key}`;
  const rows = await writer.orderChanges(order?.id ?? "");
  const mine = rows.filter(({ internal_note }) => internal_note === note);
  const made = mine.find(({ status }) => status === "confirmed");
  if (made) return done(made);
  for (const row of mine.filter(isOpen)) await writer.abandon(making.openAt(row));

  const refusal = await objection();
  if (refusal) return refusal;
  if (rows.some((row) => isOpen(row) && !mine.includes(row))) {
    return refused("not_available", "somebody has an unfinished change on this order");
  }
  const begun = await making.begin(note);
  if (begun.kind === "refused") return begun.refusal;
  const no = await making.fill(making.openAt(begun.told));
  if (!no) return done(begun.told);
  await writer.abandon(making.openAt(begun.told));
  return no;
}

function isOpen({ status }: OrderChangeRow): boolean {
  return status === "pending" || status === "requested";
}

function done({ return_id, exchange_id }: Pick<OrderChangeRow, "return_id" | "exchange_id">) {
  const reference = exchange_id ?? return_id;
  return { kind: "done", ...(reference ? { reference } : {}), refunds: false } as const;
}

/** A return without a label of its own: its parcel is the shop's to arrange. */
export function takeBack(
  change: ChangeOf<"return">,
  wish: MedusaWish,
  objection: Objection,
): Promise<ChangeOutcome> {
  const { writer } = wish;
  return make(wish, objection, {
    openAt: ({ return_id }) => `/admin/returns/${return_id}/request`,
    begin: async (note) => {
      const metadata = { nightdesk_outcome: change.outcome };
      const { location } = await writer.dispatchOf(change.orderId);
      const body = { order_id: change.orderId, internal_note: note, metadata, ...at(location) };
      const schema = z.object({ return: z.object({ id: z.string() }) });
      const step = await writer.step("/admin/returns", body, schema);
      return step.kind === "refused"
        ? step
        : { kind: "taken", told: { return_id: step.told.return.id } };
    },
    fill: async (open) => {
      const reasons = await writer.returnReasons();
      const items = change.items.map(({ lineItemId, quantity, reason, note }) => ({
        id: lineItemId,
        quantity,
        ...reasonOf(reason, reasons),
        internal_note: [reason.replaceAll("_", " "), note].filter(Boolean).join(": "),
      }));
      return taken(writer, [
        [open.replace(/request$/, "request-items"), { items }],
        [open, {}],
      ]);
    },
  });
}

export function exchangeItems(
  change: ChangeOf<"exchange">,
  wish: MedusaWish,
  objection: Objection,
): Promise<ChangeOutcome> {
  const { writer } = wish;
  return make(wish, objection, {
    openAt: ({ exchange_id }) => `/admin/exchanges/${exchange_id}/request`,
    begin: async (note) => {
      const body = { order_id: change.orderId, internal_note: note };
      const schema = z.object({ exchange: z.object({ id: z.string() }) });
      const step = await writer.step("/admin/exchanges", body, schema);
      return step.kind === "refused"
        ? step
        : { kind: "taken", told: { exchange_id: step.told.exchange.id } };
    },
    fill: async (open) => {
      const exchange = open.replace(/\/request$/, "");
      const { shippingOption, location } = await writer.dispatchOf(change.orderId);
      const back = change.swaps.map(({ lineItemId: id, quantity }) => ({ id, quantity }));
      const out = change.swaps.map(({ variantId, quantity }) => ({
        variant_id: variantId,
        quantity,
      }));
      const shipping = { shipping_option_id: shippingOption, custom_amount: 0 };
      return taken(writer, [
        [`${exchange}/inbound/items`, { items: back, ...at(location) }],
        [`${exchange}/outbound/items`, { items: out }],
        ...(shippingOption === undefined
          ? []
          : [[`${exchange}/outbound/shipping-method`, shipping] as const]),
        [open, {}],
      ]);
    },
  });
}

const previewSchema = z.object({
  order_preview: z.object({ summary: z.object({ pending_difference: z.number() }) }),
});

/** An order edit; taken back where it would change what the customer owes. */
export function swapItems(
  change: ChangeOf<"change_items">,
  wish: MedusaWish,
  objection: Objection,
): Promise<ChangeOutcome> {
  const { writer, order } = wish;
  const edit = `/admin/order-edits/${encodeURIComponent(change.orderId)}`;
  return make(wish, objection, {
    openAt: () => edit,
    begin: async (note) => {
      const body = { order_id: change.orderId, internal_note: note };
      const step = await writer.step("/admin/order-edits", body, z.unknown());
      return step.kind === "refused" ? step : { kind: "taken", told: {} };
    },
    fill: async () => {
      const before = await writer.owed(change.orderId);
      const items = change.swaps.map(({ variantId, quantity }) => ({
        variant_id: variantId,
        quantity,
      }));
      const added = await writer.step(`${edit}/items`, { items }, previewSchema);
      if (added.kind === "refused") return added.refusal;
      let owed = added.told.order_preview.summary.pending_difference;
      for (const id of new Set(change.swaps.map(({ lineItemId }) => lineItemId))) {
        const ordered = order?.lineItems.find((line) => line.id === id)?.quantity ?? 0;
        const leaves = change.swaps
          .filter(({ lineItemId }) => lineItemId === id)
          .reduce((sum, { quantity }) => sum + quantity, 0);
        const path = `${edit}/items/item/${encodeURIComponent(id)}`;
        const set = await writer.step(path, { quantity: ordered - leaves }, previewSchema);
        if (set.kind === "refused") return set.refusal;
        owed = set.told.order_preview.summary.pending_difference;
      }
      if (Math.abs(owed - before) > ROUNDING) {
        return refused("not_allowed", `what is owed would change from ${before} to ${owed}`);
      }
      return taken(writer, [[`${edit}/confirm`, {}]]);
    },
  });
}

/** Medusa gives what is owed as a binary fraction of the major unit. */
const ROUNDING = 1e-6;

function at(location: string | undefined): { location_id?: string } {
  return location === undefined ? {} : { location_id: location };
}

/** Takes the steps in order, up to the first that is refused. */
async function taken(
  writer: MedusaWriter,
  steps: readonly (readonly [path: string, body: unknown])[],
): Promise<Refusal | undefined> {
  for (const [path, body] of steps) {
    const step = await writer.step(path, body, z.unknown());
    if (step.kind === "refused") return step.refusal;
  }
  return undefined;
}

/** What shops call our reasons, most alike first. */
const REASON_VALUES: Readonly<Record<ReturnReason, readonly string[]>> = {
  too_small: ["too_small"],
  too_large: ["too_large", "too_big"],
  changed_mind: ["changed_mind", "unwanted", "no_longer_needed"],
  not_as_described: ["not_as_described"],
  damaged: ["damaged", "defective"],
  defective: ["defective", "damaged"],
  wrong_item: ["wrong_item"],
  late: ["late", "arrived_late"],
  other: ["other"],
};

/** The shop's own reason for it, or its "other"; none where it has neither: our words stand in the note. */
function reasonOf(
  reason: ReturnReason,
  reasons: readonly MedusaReturnReason[],
): { reason_id?: string } {
  const parents = new Set(reasons.map(({ parent_return_reason_id }) => parent_return_reason_id));
  const usable = reasons.filter(({ id }) => !parents.has(id));
  const found = [...REASON_VALUES[reason], "other"]
    .map((wanted) =>
      usable.find(({ value }) => value.toLowerCase().replace(/[\s-]+/g, "_") === wanted),
    )
    .find(Boolean);
  return found ? { reason_id: found.id } : {};
}
