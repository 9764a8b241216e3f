import { ProviderUnavailableError } from "../../../core/errors.ts";
import type { Events } from "../../../core/events.ts";
import {
  type Helper,
  type HelperAnswer,
  type HelperOptions,
  TOKENS_AT_ONCE,
} from "../../../core/helper.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock, Store } from "../../../core/ports.ts";
import type { Brief } from "../brief.ts";
import type { GatePorts } from "../outbox/gate.ts";

/** How long the night waits for a language model before it goes on without. */
const HELP_LIMIT_MS = 4_000;

/** As events and breakers name it. */
const NAME = "language model";

const HOUR_MS = 3_600_000;
const NIGHT_MS = 12 * HOUR_MS;

export type HelperPorts = Pick<GatePorts, "breakers"> & {
  /** Absent: there is no language model. */
  helper?: Helper | undefined;
  store: Pick<Store, "spend">;
  clock: Clock;
  events: Pick<Events, "provider">;
};

/**
 * One question to the model with its limit, within what shop.yaml allows; `undefined`: no answer, and the journal says
 * why. `about` tells it from others of its kind in the same turn.
 */
export async function askedOf<T>(
  what: string,
  brief: Brief,
  ports: HelperPorts,
  ask: (how: HelperOptions) => Promise<HelperAnswer<T>>,
  about: string = "",
): Promise<T | undefined> {
  const { clock, breakers, events } = ports;
  const startedAt = clock.now();
  const note = (outcome: string) =>
    brief.reads.push({ what: `helper: ${what}`, ms: clock.now() - startedAt, outcome });
  if (breakers?.ask(NAME, startedAt).go === false) {
    note("left alone");
    return undefined;
  }
  if (!(await isAffordable(`${what}${about}`, brief, ports))) {
    breakers?.told(NAME, clock.now(), "neither");
    note("used up");
    return undefined;
  }
  const limit = new AbortController();
  const asking = new AbortController();
  const answer = await Promise.race([
    ask({ signal: asking.signal, allowTokens: tokensFor(`${what}${about}`, brief, ports) }).catch(
      (error: unknown) => ({
        kind: "failed" as const,
        error,
      }),
    ),
    clock.sleep(HELP_LIMIT_MS, limit.signal).then(() => ({
      kind: "failed" as const,
      error: new ProviderUnavailableError(
        `the language model gave no answer in ${HELP_LIMIT_MS} ms`,
      ),
    })),
  ]);
  limit.abort("answered"); // with no reason given, an error with its stack is made each time
  asking.abort("over");
  const ms = clock.now() - startedAt;
  if (answer.kind === "spent") {
    breakers?.told(NAME, clock.now(), "neither");
    note("used up");
    return undefined;
  }
  if (answer.kind === "failed") {
    breakers?.told(NAME, clock.now(), "failed");
    events.provider({ name: NAME, outcome: "unavailable", ms, error: answer.error });
    note("unavailable");
    return undefined;
  }
  breakers?.told(NAME, clock.now(), "worked");
  events.provider({ name: NAME, outcome: "ok", ms });
  note("ok");
  return answer.value;
}

/** One of the calls of this conversation's night, and one of the house's. */
async function isAffordable(
  what: string,
  { customer, conversation, shop, now }: Brief,
  { store }: HelperPorts,
): Promise<boolean> {
  const { calls_per_conversation, calls_per_hour, calls_per_night } = shop.file.helper;
  const key = `helper:${customer}:${conversation.turn}:${what}`;
  const own = {
    name: `helper:${customer}`,
    limits: [{ count: calls_per_conversation, withinMs: NIGHT_MS }],
  };
  const all = {
    name: "helper",
    limits: [
      { count: calls_per_hour, withinMs: HOUR_MS },
      { count: calls_per_night, withinMs: NIGHT_MS },
    ],
  };
  return (await store.spend(own, key, now)) && (await store.spend(all, key, now));
}

/** Counted in the store, over all servers and whatever becomes of them; a turn that is done again uses the same ones. */
function tokensFor(
  what: string,
  { customer, conversation, shop, now }: Brief,
  { store }: HelperPorts,
): HelperOptions["allowTokens"] {
  const { tokens_per_hour, tokens_per_night } = shop.file.helper;
  const portions = (tokens: number) => Math.floor(tokens / TOKENS_AT_ONCE);
  const allowance = {
    name: "helper:tokens",
    limits: [
      { count: portions(tokens_per_hour), withinMs: HOUR_MS },
      { count: portions(tokens_per_night), withinMs: NIGHT_MS },
    ],
  };
  let portion = 0;
  return () =>
    store.spend(
      allowance,
      `helper:${customer}:${conversation.turn}:${what}:tokens:${portion++}`,
      now,
    );
}

/** What we know of who writes: of it nothing leaves. */
export function knownOf({ conversation, orders, said }: Brief): readonly string[] {
  const { firstName, profileName } = conversation;
  const named = said?.understanding.entities.orderNumbers ?? [];
  const own = orders.kind === "proven" ? orders.orders.flatMap(personalIn) : [];
  return [
    ...new Set([firstName, profileName, ...(profileName?.split(/\s+/) ?? []), ...named, ...own]),
  ].flatMap((value) => value ?? []);
}

function personalIn({
  firstName,
  lastName,
  shippingAddress,
  email,
  number,
  fulfillments,
}: Order): readonly (string | undefined)[] {
  const { name, line1, line2, city, postcode } = shippingAddress ?? {};
  const tracking = fulfillments.flatMap(({ trackingNumber }) => trackingNumber ?? []);
  return [firstName, lastName, name, line1, line2, city, postcode, email, number, ...tracking];
}
