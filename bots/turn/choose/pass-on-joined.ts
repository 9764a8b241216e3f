import { addressSchema, type CustomerMessage, type Inbound } from "../../../core/message.ts";
import type { Store } from "../../../core/ports.ts";
import type { Brief } from "../brief.ts";

/**
 * Does outside what it means to have joined somebody: they get the conversation as it is and what still came in here, and
 * only then the addresses lead to them, so that nothing of later overtakes it. Before the commit of a turn of whoever
 * has joined; safe to do again. @throws what the store throws.
 */
export async function passOnJoined(
  { customer, conversation, inbounds, now }: Brief,
  { store }: { store: Pick<Store, "accept" | "addressesOf" | "join" | "customerOf"> },
): Promise<void> {
  for (const inbound of inbounds) await takeNewAddress(inbound, customer, store);
  const { joinedTo, reach } = conversation;
  if (!joinedTo || !inbounds.some((inbound) => isPassedOn(inbound) || isJoin(inbound))) return;
  const into = joinedTo.customer;
  const addresses = await store.addressesOf(customer);
  const key = `joined:${customer}:${joinedTo.at}`;
  const joined: Inbound = {
    kind: "person",
    key,
    receivedAt: now,
    change: { do: "joined", customer, addresses: [...addresses], by: joinedTo.by, conversation },
  };
  const words: readonly CustomerMessage[] =
    joinedTo.words === undefined || !reach
      ? []
      : [
          {
            kind: "message",
            key: `${key}:words`,
            receivedAt: now,
            from: reach.to,
            to: reach.from,
            text: joinedTo.words,
            media: [],
          },
        ];
  const late = inbounds
    .filter(isPassedOn)
    .map((inbound): Inbound => ({ ...inbound, key: `passed on:${inbound.key}` }));
  const route = { kind: "customer", customer: into } as const;
  await store.accept([joined, ...words, ...late].map((inbound) => ({ inbound, route })));
  await store.join(addresses, into);
}

/** Whether this belongs to whoever its customer has joined. Receipts stay: they are about sends of here. */
export function isPassedOn(inbound: Inbound): boolean {
  if (inbound.kind === "timer")
    return inbound.timer === "thank_you" || inbound.timer === "outreach";
  return PASSED_ON.has(inbound.kind);
}

const PASSED_ON: ReadonlySet<Inbound["kind"]> = new Set(["message", "shop_event", "change_result"]);

function isJoin(inbound: Inbound): boolean {
  return inbound.kind === "timer" && inbound.timer === "join";
}

async function takeNewAddress(
  inbound: Inbound,
  customer: string,
  store: Pick<Store, "join" | "customerOf">,
): Promise<void> {
  if (inbound.kind !== "timer" || inbound.timer !== "join") return;
  const { success, data: address } = addressSchema.safeParse(inbound.subject);
  if (success && (await store.customerOf(address)) === undefined) {
    await store.join([address], customer);
  }
}
