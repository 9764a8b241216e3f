import type { Conversation } from "../core/conversation.ts";
import { addressKind, addressValue } from "../core/message.ts";

type Known = Pick<Conversation, "firstName" | "profileName" | "reach">;

/**
 * What the people at the desk call a customer: the first name on an order of theirs, the name they go by where they
 * write, else where that is (`SMS …4050`), so that forty whose names nobody knows can be told apart. Untrusted text.
 */
export function whoIs({ firstName, profileName, reach }: Known): string {
  return firstName ?? profileName ?? whereIs(reach) ?? "A customer";
}

/** The channel that somebody writes on, as people call it, and their address there, masked. */
export function placeOf(reach: Known["reach"]): { channel: string; address: string } {
  if (!reach) return { channel: "unknown", address: "" };
  const kind = addressKind(reach.to);
  return { channel: NAMES[kind] ?? kind, address: masked(addressValue(reach.to)) };
}

function whereIs(reach: Known["reach"]): string | undefined {
  const { channel, address } = placeOf(reach);
  return reach && `${channel} ${address}`;
}

const NAMES: Readonly<Record<string, string>> = {
  sms: "SMS",
  whatsapp: "WhatsApp",
  webchat: "Web chat",
  teams: "Teams",
  slack: "Slack",
};

/** The last four characters, as an agent recognises a number without copying it. */
function masked(value: string): string {
  return value.length > 4 ? `…${value.slice(-4)}` : value;
}
