import type { Holder } from "../core/conversation.ts";
import type { Agent } from "../core/message.ts";

/**
 * Who holds a conversation. The bot holds it until a person is needed; then it *waits* until an agent claims it; the
 * agent holds it until they hand it back, resolve it, or fall silent past their lease; a resolved conversation is the
 * bot's again at the customer's next word. While an agent holds it, the bot cannot speak (G6).
 *
 *   bot ── need_person ──▶ waiting ── claim ──▶ agent ── resolve ──▶ resolved ── customer_wrote ──▶ bot
 *                             ▲ │                │ │
 *                             │ └─ hand_back ─▶ bot ◀─ hand_back
 *                             └ lapse, pass_on ──┘
 *
 * Work may also be given to a colleague (`give`: waiting or agent → agent), or taken back once it has ended (`reopen`:
 * resolved or bot → agent). Passing it on begins a new handoff, with the other team's card.
 */
export type HolderEvent =
  | { type: "need_person"; at: number; handoff: number }
  | { type: "claim"; at: number; agent: Agent }
  | { type: "hand_back" }
  | { type: "resolve"; at: number }
  | { type: "lapse"; at: number }
  | { type: "pass_on"; at: number; handoff: number }
  | { type: "give"; at: number; agent: Agent }
  | { type: "reopen"; at: number; agent: Agent; handoff: number }
  | { type: "customer_wrote" };

const ALLOWED = {
  bot: ["need_person", "reopen"],
  waiting: ["claim", "hand_back", "resolve", "pass_on", "give"],
  agent: ["hand_back", "resolve", "lapse", "pass_on", "give"],
  resolved: ["customer_wrote", "need_person", "reopen"],
} as const satisfies Record<Holder["kind"], readonly HolderEvent["type"][]>;

/** Whether `event` may happen while `holder` holds the conversation. */
export function mayHappen(holder: Holder, event: HolderEvent["type"]): boolean {
  return (ALLOWED[holder.kind] as readonly string[]).includes(event); // widened: each row is a tuple of its own
}

/** The holder after `event`, or `undefined` when the table does not allow it: then nothing may change. */
export function moveHolder(holder: Holder, event: HolderEvent): Holder | undefined {
  if (!mayHappen(holder, event.type)) return undefined;
  const handoff = holder.kind === "bot" ? 0 : holder.handoff;
  switch (event.type) {
    case "need_person":
    case "pass_on":
      return { kind: "waiting", since: event.at, handoff: event.handoff };
    case "claim":
    case "give":
      return heldBy(event, handoff);
    case "reopen":
      return heldBy(event, event.handoff);
    case "lapse":
      return { kind: "waiting", since: event.at, handoff };
    case "resolve":
      return { kind: "resolved", at: event.at, handoff };
    case "hand_back":
    case "customer_wrote":
      return { kind: "bot" };
    default:
      return event satisfies never;
  }
}

function heldBy({ agent, at }: { agent: Agent; at: number }, handoff: number): Holder {
  return { kind: "agent", agent, since: at, activeAt: at, handoff };
}
