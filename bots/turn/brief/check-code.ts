import type { Conversation } from "../../../core/conversation.ts";
import type { Address, Inbound } from "../../../core/message.ts";
import type { Clock, Store } from "../../../core/ports.ts";
import type { CodeRoad, Proof } from "../../../core/proof.ts";
import {
  CODE_GOOD_FOR_MS,
  codeIn,
  isCodeOf,
  TRIES_OF_ALL,
  TRIES_PER_CODE,
  triesOn,
} from "../../../customers/code.ts";
import { contactFor } from "../../../customers/proof.ts";
import { codeSecret } from "../outbox/send-code.ts";
import { type Reading, timedRead } from "./timed-read.ts";

/** What came of a one-time code that stands in this turn's messages. */
export type CodeGiven =
  | { outcome: "right"; contact: Address; wish: string }
  /** `locked`: too many tries, here or by anybody. `unavailable`: right, but nobody can say whose it is just now. */
  | { outcome: "wrong" | "expired" | "locked" | "unavailable" };

type CodePorts = Reading & {
  store: Pick<Store, "send" | "spend" | "keepOnce">;
  clock: Clock;
};

/**
 * Looks for the code that a conversation waits for, and checks it: at most one guess a turn. What reads like a code is
 * masked before anybody else sees the messages; `rest` is what else they say. The same is read and counted in the same
 * order whether or not the order exists; only a right code for one that does leads any further.
 */
export async function checkCode(
  inbounds: readonly Inbound[],
  conversation: Pick<Conversation, "proof">,
  roads: readonly CodeRoad[],
  ports: CodePorts,
): Promise<{ inbounds: readonly Inbound[]; code?: CodeGiven; rest: string }> {
  const open = conversation.proof?.open;
  if (!open) return { inbounds, rest: "" };
  const rest: string[] = [];
  let guess: { digits: string; key: string } | undefined;
  const masked = inbounds.map((inbound): Inbound => {
    if (inbound.kind !== "message") return inbound;
    const found = codeIn(inbound.text, open);
    rest.push(found ? found.rest : inbound.text);
    if (!found) return inbound;
    guess = { digits: found.digits, key: inbound.key };
    return { ...inbound, text: found.masked };
  });
  if (!guess) return { inbounds: masked, rest: "" };
  const code = await judge(guess, open, roads, ports);
  return { inbounds: masked, code, rest: rest.filter(Boolean).join("\n") };
}

async function judge(
  guess: { digits: string; key: string },
  open: NonNullable<Proof["open"]>,
  roads: readonly CodeRoad[],
  ports: CodePorts,
): Promise<CodeGiven> {
  const now = ports.clock.now();
  if (now - open.at >= CODE_GOOD_FOR_MS) return { outcome: "expired" };
  if (open.tries >= TRIES_PER_CODE) return { outcome: "locked" };
  const secret = await codeSecret(ports.store);
  for (const allowance of [triesOn(open, secret), TRIES_OF_ALL]) {
    if (!(await ports.store.spend(allowance, guess.key, now))) return { outcome: "locked" };
  }
  const row = await ports.store.send(open.id);
  const perhapsSent = ["sending", "ambiguous", "sent"].includes(row?.status ?? "");
  if (!isCodeOf(guess.digits, open, secret) || !perhapsSent) return { outcome: "wrong" };
  const found = await timedRead(
    "orders of the proven contact",
    () => ports.commerce.findOrders(open.about),
    ports,
  );
  if (found === "unavailable") return { outcome: "unavailable" };
  const contact = contactFor(open, found, roads);
  return contact === undefined
    ? { outcome: "wrong" }
    : { outcome: "right", contact, wish: open.wish };
}
