import { findPerson, type Person } from "../customers/person.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { UsageError } from "./terminal.ts";

/** The person whom a command names by an address or an id. @throws UsageError without a name. */
export async function personNamed(
  who: string | undefined,
  store: StoreDesk,
): Promise<Person | undefined> {
  if (who === undefined) {
    throw new UsageError('say whom: an address such as "sms:+4520304050", or the id of a customer');
  }
  return findPerson(who, store);
}
