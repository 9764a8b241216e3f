import type { PostalAddress } from "../../core/order.ts";

/** What is known of an address so far. */
export type AddressRead = {
  readonly [Part in keyof PostalAddress]?: PostalAddress[Part] | undefined;
};
