import { z } from "zod";
import { type Address, addressSchema, type CustomerId } from "../../../core/message.ts";
import type { Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import { bindAddress, customerBehind, nameConsent } from "./names.ts";
import { partitionOf } from "./partitions.ts";
import { read } from "./replies.ts";
import { CONSENTS } from "./scripts-names.ts";
import { ADDRESSES, KEYS_OF, KNOW_KEYS, LEAVE_ADDRESS, TAKE_ADDRESS } from "./scripts-people.ts";

const KEYS_AT_ONCE = 1_000;

/** Which addresses are whose. */
export function people({ servers }: Book): Pick<Store, "addressesOf" | "join"> {
  /**
   * An address changes hands in an order in which dying in between is harmless: what it said is there twice before its
   * name leads to the other customer, and only then it is taken from the one who had it. What it says meanwhile (STOP)
   * goes the same way.
   */
  async function move(address: Address, into: CustomerId): Promise<void> {
    const had = await customerBehind(address, servers);
    const said = had && (await servers.ask(partitionOf(had), CONSENTS, address));
    await nameConsent(address, into, servers);
    await take(address, into, String(said ?? ""));
    if (had !== undefined && partitionOf(had) !== partitionOf(into)) await passKeys(had, into);
    await bindAddress(address, into, servers);
    if (had === undefined || had === into) return;
    await leave(address, { had, into, said: String(said ?? "") });
  }

  async function take(address: Address, into: CustomerId, said: string): Promise<void> {
    await servers.keep(partitionOf(into), TAKE_ADDRESS, into, address, said);
  }

  async function leave(
    address: Address,
    { had, into, said }: { had: CustomerId; into: CustomerId; said: string },
  ): Promise<void> {
    const isElsewhere = partitionOf(had) === partitionOf(into) ? "0" : "1";
    const place = partitionOf(had);
    const since = await servers.keep(place, LEAVE_ADDRESS, had, address, isElsewhere, said);
    if (typeof since !== "string") return;
    await take(address, into, since);
    await leave(address, { had, into, said: since });
  }

  /** A provider that repeats what came from this address is led to the other partition from now on. */
  async function passKeys(had: CustomerId, into: CustomerId): Promise<void> {
    const keys = read(z.array(z.string()), await servers.ask(partitionOf(had), KEYS_OF, had));
    for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
      const some = keys.slice(at, at + KEYS_AT_ONCE);
      await servers.keep(partitionOf(into), KNOW_KEYS, ...some);
    }
  }

  return {
    async addressesOf(customer) {
      const answer = await servers.ask(partitionOf(customer), ADDRESSES, customer);
      return read(z.array(addressSchema), answer);
    },
    async join(addresses, into) {
      for (const address of addresses) await move(address, into);
    },
  };
}
