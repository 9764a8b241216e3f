import type { ChangeOutcome, CommerceAbilities, OrderChange, Variant } from "./change.ts";
import type { ShopEventName } from "./message.ts";
import type { Order } from "./order.ts";

/** `detail` tells several happenings of one kind apart, as `shop_event` has it. */
export type CommerceEvent = {
  event: ShopEventName;
  order: Order;
  happenedAt: number;
  detail?: string;
};

/** What a shop system posted to us: header names in lower case, the body byte for byte as it was signed. */
export type Webhook = {
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
};

/** What a webhook says. It names orders and is never believed further: each of them is read from the system itself. */
export type WebhookReading =
  /** Not signed with the secret that we share, or too long ago. */
  { kind: "forged" } | { kind: "genuine"; orderIds: readonly string[] };

/**
 * The shop's own system. A rejection (`ProviderUnavailableError`) means that we could not find out;
 * an empty answer means that there is none. Every order returned matches what was asked, exactly.
 */
export type CommerceProvider = {
  readonly name: string;
  /** What `change` can do here; absent where it only reads. */
  readonly abilities?: CommerceAbilities;
  /** Orders with exactly this phone (E.164), e-mail (any case) or number, newest first. */
  findOrders(
    query: { phone: string } | { email: string } | { number: string },
  ): Promise<readonly Order[]>;
  getOrder(id: string): Promise<Order | undefined>;
  /** What happened since `cursor` (none: from now on), oldest first, and where to go on from. */
  changesSince(
    cursor: string | undefined,
  ): Promise<{ events: readonly CommerceEvent[]; cursor: string }>;
  /**
   * Reads what the system posted to /commerce/<system>/events. Absent where it posts nothing or no secret is configured.
   * @throws MalformedInboundError for a genuine webhook that names no order in a known way.
   */
  readWebhook?(webhook: Webhook): WebhookReading;
  /** The variants of a product, those out of stock too; empty where there is no such product. */
  variantsOf?(productId: string): Promise<readonly Variant[]>;
  /**
   * Makes this change once, however often it is asked for with this `key`: it looks first whether the key (kept with
   * what it makes) or the wished-for state is there already, and at the order's state as it is now.
   * @throws ProviderUnavailableError when nothing was changed for sure, OutcomeUnknownError when it may have been:
   * either way it is safe to ask again with the same key.
   */
  change?(change: OrderChange, key: string): Promise<ChangeOutcome>;
  /** For `doctor`: what is wrong with the configuration though the system answers, or nothing. */
  check?(): Promise<readonly string[]>;
};
