import { readConversation } from "../core/conversation.ts";
import { addressSchema, type CustomerId } from "../core/message.ts";
import type { Dossier, Store } from "../core/ports.ts";
import { identityOf } from "./identity.ts";

/** A person with everything that is kept of them: their own first, then of each who joined them. */
export type Person = { customer: CustomerId; dossiers: readonly Dossier[] };

/**
 * The person whom an address or an id names, whoever they have turned out to be by now; `undefined`: nobody.
 * @throws what the store throws, and ZodError for a conversation of another version.
 */
export async function findPerson(
  who: string,
  store: Pick<Store, "customerOf" | "dossier">,
): Promise<Person | undefined> {
  const address = addressSchema.safeParse(who);
  const named = address.success ? await store.customerOf(identityOf(address.data)) : who;
  if (named === undefined) return undefined;
  const own = await store.dossier(named);
  if (own.addresses.length === 0 && own.conversation === undefined) return undefined;
  const { joinedTo, joined = [] } =
    own.conversation === undefined ? {} : readConversation(own.conversation);
  if (joinedTo) return findPerson(joinedTo.customer, store);
  const others = await Promise.all(joined.map(({ customer }) => store.dossier(customer)));
  return { customer: named, dossiers: [own, ...others] };
}
