import type { Conversation } from "../../core/conversation.ts";
import type { CardValue, DeskForm } from "./card-value.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import { deskForm, deskNote } from "./forms.ts";
import { allowed, keepDone } from "./keep-doing.ts";
import { toCustomerText } from "./mrkdwn.ts";
import type { Shortcut } from "./shortcuts-in.ts";
import { mentionedNames } from "./talk.ts";

/**
 * What an agent chose from the menu of a message, wherever in the thread they are: the card's work without the way back up
 * to the card. Who may is asked as at a click; nothing is sent that was not read in a form.
 * @throws StoreUnavailableError: Slack must not be told that we have it.
 */
export async function takeShortcut(used: Shortcut, desk: DeskInbox): Promise<void> {
  const talk = await desk.edge.talkIn?.(`desk:${used.channel}/${used.threadTs}`);
  const { handoff } = talk?.conversation ?? {};
  if (!talk || !handoff) return desk.openForm(used.triggerId, deskNote(NOBODYS));
  if (talk.isPast) return desk.openForm(used.triggerId, deskNote(PAST));
  const card = { customer: talk.customer, handoff: handoff.number, team: handoff.team };
  const doer = { ...used, card };
  switch (used.shortcut) {
    case "take_customer": {
      const agent = await allowed(doer, "claim", desk);
      if (agent) await keepDone(doer, agent, { do: "claim" }, desk);
      return;
    }
    case "order_work":
      return openFor(doer, "order", numberIn(used.text, handoff), desk);
    case "send_to_customer":
      return openFor(doer, "reply", await wordsOf(used, desk), desk);
    default:
      return used.shortcut satisfies never;
  }
}

const NOBODYS =
  "This message is not in a customer's thread. Use it on a card, or on any message in a card's thread.";
const PAST =
  "This thread is of an earlier talk; the customer has a newer card, and its thread is the live one.";

async function openFor(
  doer: Shortcut & { card: CardValue },
  form: DeskForm,
  text: string,
  desk: DeskInbox,
): Promise<void> {
  if (!(await allowed(doer, form, desk))) return;
  desk.openForm(doer.triggerId, deskForm(form, doer.card, doer, [], text));
}

/** The order that the message names, else the only one that the conversation is about. */
function numberIn(text = "", { orderNumbers }: NonNullable<Conversation["handoff"]>): string {
  const named = orderNumbers.find((number) => text.includes(number));
  return named ?? (orderNumbers.length === 1 ? (orderNumbers[0] ?? "") : "");
}

/** A colleague's words, as the customer would read them; without the marks that kept them inside. */
async function wordsOf({ text = "" }: Shortcut, desk: DeskInbox): Promise<string> {
  const words = toCustomerText(text, await mentionedNames(text, desk));
  return words.replace(/^[\s>•◦▪*_~`-]*\/\/[ \t]*/gm, "");
}
