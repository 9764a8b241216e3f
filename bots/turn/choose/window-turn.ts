import { type Draft, decide, say } from "../../../core/draft.ts";
import { type Address, addressValue, phoneOf } from "../../../core/message.ts";
import { releaseHeld } from "../../../handoff/held-lines.ts";
import {
  choosesSms,
  goOnBySms,
  type WindowWatch,
  watchWindow,
  windowFellDue,
} from "../../../handoff/window-watch.ts";
import { isQuiet, recipientZone } from "../../../outreach/quiet-hours.ts";
import type { Brief } from "../brief.ts";
import { relayToDesk, remember } from "./remember.ts";

/**
 * What a customer's message does to WhatsApp's 24 hours, before it is answered: an agent's words that were held for them
 * leave, or the talk goes on by SMS because they ask for that. `true`: there is nothing else to answer.
 */
export function openWindow(draft: Draft, brief: Brief): boolean {
  const { said, own, shop, optedOut } = brief;
  const last = said?.messages.at(-1);
  if (!said || !last || optedOut || said.messages.some((message) => message.optOut)) return false;
  const released = releaseHeld(draft, { to: last.from, from: last.to });
  const isHeld = draft.conversation.holder.kind === "agent";
  const bySms = choosesSms(brief.conversation, said.text) ? own.sms : undefined;
  if (bySms && brief.silenced) return staysHere(draft, brief, bySms);
  if (!bySms && (released === 0 || isHeld || !isOnlyNod(said))) return false;
  remember(draft, said.messages);
  relayToDesk(draft, said.messages);
  if (bySms) goOnBySms(draft, bySms, shop, shop.phrases(draft.conversation.locale));
  else decide(draft, "relay", "whatsapp window: what was held has left");
  return true;
}

/** They asked for silence by SMS since it was offered: only they can lift that, where they said it (G9). */
function staysHere(draft: Draft, { said, shop }: Brief, sms: Address): true {
  remember(draft, said?.messages ?? []);
  relayToDesk(draft, said?.messages ?? []);
  decide(draft, "answer", "whatsapp window: they asked for silence by SMS");
  const values = { sms: addressValue(sms) };
  say(draft, shop.phrases(draft.conversation.locale)("window.sms_stopped", values), {
    purpose: "answer",
  });
  return true;
}

/** At the end of a turn: what the window of a customer who waits for a person asks for later. */
export function planForWindow(draft: Draft, brief: Brief): void {
  watchWindow(draft, brief.conversation, watchOf(brief));
}

/** A moment has come that was planned for a window. */
export function windowTimer(draft: Draft, subject: string, brief: Brief): void {
  windowFellDue(draft, subject, watchOf(brief));
}

function watchOf({ shop, own, conversation, silenced }: Brief): WindowWatch {
  const { timezone, thank_you } = shop.file;
  const phone = conversation.reach && phoneOf(conversation.reach.to);
  return {
    shop,
    // Nobody is offered what they asked us never to do again.
    ownSms: silenced ? undefined : own.sms,
    // Where they live is found out only if it is asked for: most turns watch nothing.
    isQuiet: (instant) =>
      isQuiet(instant, thank_you.quiet, recipientZone({ phone, shopZone: timezone })),
  };
}

/** More words than this say something; fewer, to an answer that they have not read yet, say "here I am". */
const WORDS_OF_A_NOD = 3;

function isOnlyNod({ messages, text }: NonNullable<Brief["said"]>): boolean {
  if (messages.some(({ media }) => media.length > 0)) return false;
  return messages.every(({ tap }) => tap) || text.split(/\s+/).length <= WORDS_OF_A_NOD;
}
