import { type ZodType, z } from "zod";
import { type Ask, readAnswer, readChange } from "../ask.ts";
import { type Refusal, refused } from "../objection.ts";

const SYSTEM = "Medusa";

const refusalSchema = z.object({
  type: z.string(),
  code: z.string().nullish(),
  message: z.string().nullish(),
});

const orderChangeSchema = z.object({
  id: z.string(),
  change_type: z.string().nullish(),
  status: z.enum(["pending", "requested", "confirmed", "declined", "canceled"]),
  internal_note: z.string().nullish(),
  return_id: z.string().nullish(),
  exchange_id: z.string().nullish(),
});
/** One thing that was, or is being, changed about an order: a return, an exchange, an edit. */
export type OrderChangeRow = z.output<typeof orderChangeSchema>;

const returnReasonSchema = z.object({
  id: z.string(),
  value: z.string(),
  parent_return_reason_id: z.string().nullish(),
});
export type MedusaReturnReason = z.output<typeof returnReasonSchema>;

const dispatchSchema = z.object({
  order: z.object({
    shipping_methods: z.array(z.object({ shipping_option_id: z.string().nullish() })).nullish(),
    fulfillments: z
      .array(z.object({ location_id: z.string().nullish(), canceled_at: z.string().nullish() }))
      .nullish(),
  }),
});

/** What Medusa said to a step of a change. */
export type Step<T> = { kind: "taken"; told: T } | { kind: "refused"; refusal: Refusal };

/** The writing side of Medusa's Admin API. */
export type MedusaWriter = {
  /**
   * One step of a change.
   * @throws ProviderUnavailableError when it was not taken, OutcomeUnknownError when it may have been.
   */
  step<T>(path: string, body: unknown, schema: ZodType<T>): Promise<Step<T>>;
  /** Takes a half-made change back; one that is gone already is as good. */
  abandon(path: string): Promise<void>;
  orderChanges(orderId: string): Promise<readonly OrderChangeRow[]>;
  returnReasons(): Promise<readonly MedusaReturnReason[]>;
  /** What the customer owes (or is owed, below zero), in the major unit. */
  owed(orderId: string): Promise<number>;
  /** How and from where the order was sent: what comes back goes there, and what goes out instead goes the same way. */
  dispatchOf(
    orderId: string,
  ): Promise<{ shippingOption: string | undefined; location: string | undefined }>;
};

export function medusaWriter(ask: Ask): MedusaWriter {
  return {
    async step(path, body, schema) {
      const answer = await ask({ method: "POST", path, body, changes: true });
      const refusal = refusalIn(answer);
      return refusal
        ? { kind: "refused", refusal }
        : { kind: "taken", told: readChange(SYSTEM, answer, schema) };
    },
    async abandon(path) {
      const answer = await ask({ method: "DELETE", path, changes: true });
      if (answer.status !== 404) readChange(SYSTEM, answer, z.unknown());
    },
    async orderChanges(orderId) {
      const answer = await ask({ path: `/admin/orders/${encodeURIComponent(orderId)}/changes` });
      const schema = z.object({ order_changes: z.array(orderChangeSchema) });
      return readAnswer(SYSTEM, answer, schema).order_changes;
    },
    async returnReasons() {
      const answer = await ask({ path: "/admin/return-reasons", query: { limit: "100" } });
      const schema = z.object({ return_reasons: z.array(returnReasonSchema) });
      return readAnswer(SYSTEM, answer, schema).return_reasons;
    },
    async owed(orderId) {
      const answer = await ask({
        path: `/admin/orders/${encodeURIComponent(orderId)}`,
        query: { fields: "id,summary" },
      });
      const summary = z.object({ pending_difference: z.number() });
      const schema = z.object({ order: z.object({ summary }) });
      return readAnswer(SYSTEM, answer, schema).order.summary.pending_difference;
    },
    async dispatchOf(orderId) {
      const answer = await ask({
        path: `/admin/orders/${encodeURIComponent(orderId)}`,
        query: { fields: "id,*shipping_methods,*fulfillments" },
      });
      const { order } = readAnswer(SYSTEM, answer, dispatchSchema);
      const option = order.shipping_methods?.find((method) => method.shipping_option_id);
      const parcel = order.fulfillments?.find(
        ({ location_id, canceled_at }) => location_id && !canceled_at,
      );
      return {
        shippingOption: option?.shipping_option_id ?? undefined,
        location: parcel?.location_id ?? undefined,
      };
    },
  };
}

/** Medusa's own no; a refused key, a conflict with somebody's lock and the like are none, and are asked again later. */
function refusalIn({ status, text }: { status: number; text: string }): Refusal | undefined {
  if (status !== 400 && status !== 404) return undefined;
  const parsed = refusalSchema.safeParse(jsonIn(text));
  if (!parsed.success) return undefined; // not Medusa's words: a proxy's
  const { type, code, message } = parsed.data;
  const detail = message ?? type;
  if (code === "insufficient_inventory") return refused("not_available", detail);
  return refused(type === "not_found" ? "not_found" : "not_allowed", detail);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whoever asked then reports the status
  }
}
