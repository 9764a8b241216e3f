import { type Address, phoneOf } from "../core/message.ts";

/**
 * The address that stands for the person behind `address`. SMS and WhatsApp on one number are one person, because the
 * carrier vouches for the number on both; everything else is only itself until proof joins it to somebody.
 */
export function identityOf(address: Address): Address {
  const phone = phoneOf(address);
  return phone === undefined ? address : `sms:${phone}`;
}
