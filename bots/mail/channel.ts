import { addressKind, addressValue } from "../../core/message.ts";
import type { Mailer, Send } from "../../core/ports.ts";
import type { Channel, SendOutcome } from "../channel.ts";

/** E-mail, for what must reach somebody there: it only goes out, nobody writes to us by it. */
export function mailChannel(mailer: Mailer, subjectOf: (send: Send) => string): Channel {
  return {
    name: "mail",
    carries: ["email"],
    mount: () => {}, // nothing comes in by mail
    send: ({ send }) => post(send, mailer, subjectOf),
    reconcile: async () => ({ kind: "unknown" }), // SMTP cannot be asked what became of a message
    check: () => mailer.check(),
  };
}

async function post(
  send: Send,
  mailer: Mailer,
  subjectOf: (send: Send) => string,
): Promise<SendOutcome> {
  if (send.body.kind !== "text" || addressKind(send.to) !== "email") {
    const message = `a ${send.body.kind} cannot go by mail`;
    return { kind: "refused", code: "unsupported", message, reaction: "give_up" };
  }
  const outcome = await mailer.deliver({
    id: send.id,
    to: addressValue(send.to),
    subject: subjectOf(send),
    text: send.body.text,
  });
  if (outcome.kind !== "accepted") return outcome;
  return { kind: "accepted", providerId: `mail:${outcome.messageId}` };
}
