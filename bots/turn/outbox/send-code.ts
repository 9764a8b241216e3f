import { randomBytes } from "node:crypto";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import { type Address, addressKind, phoneOf } from "../../../core/message.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock, Send, Settlement, Store } from "../../../core/ports.ts";
import type { Challenge, CodeRoad } from "../../../core/proof.ts";
import type { Shop } from "../../../core/shop.ts";
import {
  CODE_GOOD_FOR_MS,
  CODES_OF_ALL,
  codeOf,
  codesAtNightTo,
  codesTo,
} from "../../../customers/code.ts";
import { contactFor } from "../../../customers/proof.ts";
import { isQuiet, recipientZone } from "../../../outreach/quiet-hours.ts";
import type { Channel } from "../../channel.ts";
import { type Reading, timedRead } from "../brief/timed-read.ts";

export type CodePorts = Pick<Reading, "events" | "breakers"> & {
  store: Pick<Store, "spend" | "keepOnce">;
  commerce: CommerceProvider;
  channels: readonly Pick<Channel, "carries">[];
  clock: Clock;
  shop: () => Shop;
  own: { sms?: Address };
};

/**
 * A one-time code as the message that carries it, made as it leaves, after the turn that asked for it: so that who asks
 * waits as long and reads the same whether or not the order exists. Stopped where there is nobody to send it to, where
 * that contact (or the whole house) has been sent enough of them, and when it would come too late. `asker`: where whoever
 * asked for it writes from.
 * @throws what the shop's system and the store throw; nothing was sent then.
 */
export async function codeToSend(
  send: Send,
  { challenge, asker }: { challenge: Challenge; asker: Address | undefined },
  ports: CodePorts,
): Promise<{ send: Send; stopped?: Settlement }> {
  const look = () => ports.commerce.findOrders(challenge.about);
  const found = await timedRead("orders of a code", look, { ...ports, reads: [] });
  if (found === "unavailable") throw new ProviderUnavailableError("the shop's system is away");
  const to = contactFor(challenge, found, codeRoads(ports));
  if (to === undefined) return { send, stopped: NOBODY };
  const secret = await codeSecret(ports.store);
  const shop = ports.shop();
  const locale = found.find((order) => order.locale !== undefined)?.locale;
  const values = { code: codeOf(challenge, secret), shop: shop.file.name };
  const { from: _, ...row } = send;
  const message: Send = {
    ...row,
    to,
    ...(addressKind(to) === "sms" && ports.own.sms ? { from: ports.own.sms } : {}),
    body: { kind: "text", text: shop.phrases(locale)("proof.code", values) },
  };
  const now = ports.clock.now();
  if (now - challenge.at >= CODE_GOOD_FOR_MS) return { send: message, stopped: TOO_LATE };
  const mayWake = mayWakeSomebody(to, { asker, found, now, shopZone: shop.file.timezone });
  const atNight = mayWake ? [codesAtNightTo(to, secret)] : [];
  for (const allowance of [...atNight, codesTo(to, secret), CODES_OF_ALL]) {
    const isLeft = await ports.store.spend(allowance, send.id, now);
    if (!isLeft) return { send: message, stopped: ENOUGH };
  }
  return { send: message };
}

/** Whether it is night where this phone is, or may be, and somebody else may be asking. */
function mayWakeSomebody(
  to: Address,
  where: { asker: Address | undefined; found: readonly Order[]; now: number; shopZone: string },
): boolean {
  const { asker, found, now, shopZone } = where;
  const phone = phoneOf(to);
  if (phone === undefined || (asker && phone === phoneOf(asker))) return false;
  const postalAddress = found.find((order) => order.phone === phone)?.shippingAddress;
  return isQuiet(now, NIGHT, recipientZone({ postalAddress, phone, shopZone }));
}

const NIGHT = "22:00-08:00";

const NOBODY: Settlement = { kind: "cancelled", reason: "no contact to send a code to" };
const ENOUGH: Settlement = { kind: "cancelled", reason: "enough codes for now" };
const TOO_LATE: Settlement = { kind: "cancelled", reason: "the code would come too late" };

/** How one-time codes can be sent with the channels there are: to a phone first, for it is looked at sooner. */
export function codeRoads({
  channels,
  own,
}: Pick<CodePorts, "channels" | "own">): readonly CodeRoad[] {
  const carries = (road: CodeRoad) => channels.some((channel) => channel.carries.includes(road));
  const bySms = own.sms !== undefined && carries("sms");
  return [...(bySms ? (["sms"] as const) : []), ...(carries("email") ? (["email"] as const) : [])];
}

/** What codes are made from: random, kept in the store so that all servers share it, and never shown. */
export function codeSecret(store: Pick<Store, "keepOnce">): Promise<string> {
  return store.keepOnce("code secret", randomBytes(SECRET_BYTES).toString("base64url"));
}

const SECRET_BYTES = 32;
