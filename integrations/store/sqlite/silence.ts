import { createHmac, randomBytes } from "node:crypto";
import type { Address } from "../../../core/message.ts";
import type { Statements } from "./statements.ts";

const SECRET = "erasure secret";
const SECRET_BYTES = 32;

/** Whether this address asked for silence: by its last word, or, if its person was erased, by the hash that is left. */
export function isSilent(address: Address, sql: Statements): boolean {
  const said = sql.consentOf.get(address)?.status;
  if (said !== undefined) return said === "opted_out";
  const secret = sql.cursor.get(SECRET)?.value;
  return secret !== undefined && sql.cursor.get(nameOf(address, secret)) !== undefined;
}

/** Remembers the silence of an address without the address. */
export function keepSilence(address: Address, sql: Statements): void {
  sql.keepOnce.run(SECRET, randomBytes(SECRET_BYTES).toString("base64url"));
  const secret = sql.cursor.get(SECRET)?.value ?? "";
  sql.setCursor.run(nameOf(address, secret), "1");
}

function nameOf(address: Address, secret: string): string {
  return `silent:${createHmac("sha256", secret).update(address).digest("base64url")}`;
}
