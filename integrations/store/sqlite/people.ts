import type { Address } from "../../../core/message.ts";
import type { Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";

/** Which addresses are whose. What an address said about being written to is kept by the address, and goes with it. */
export function people({ sql, commits }: Book): Pick<Store, "addressesOf" | "join"> {
  return {
    addressesOf: (customer) =>
      // Only addresses are ever written to this column.
      commits.read(() => sql.ownAddressesOf.all(customer).map(({ address }) => address as Address)),
    join: (addresses, into) =>
      commits
        .write({
          run() {
            sql.addCustomer.run(into);
            for (const address of addresses) sql.moveAddress.run(address, into);
          },
        })
        .then(() => undefined),
  };
}
