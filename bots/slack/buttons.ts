import type { types } from "@slack/bolt";
import type { DeskCard } from "../../core/decision.ts";
import { type CardValue, cardValue, type DeskForm, formValue } from "./card-value.ts";
import type { DeskAction } from "./parse.ts";

/** What can be done with a card that somebody has to look after: two buttons, and the rest behind the dots. */
export function openButtons(card: DeskCard): types.KnownBlock {
  const forms: readonly DeskForm[] =
    card.state === "waiting" ? ["pass_on"] : ["order", "pass_on", "snooze", "resolve", "hand_back"];
  const main =
    card.state === "waiting"
      ? [button(card, "claim", "Claim", "primary")]
      : [button(card, "resolve", "Resolve", "primary"), button(card, "hand_back", "Hand back")];
  const replies = card.state === "claimed" ? cannedMenu(card) : [];
  return { type: "actions", elements: [...main, ...replies, menu(card, forms)] };
}

/** Opens the form that an agent's words can be sent with, filled with what they may want to say. */
export function offerButton(card: CardValue, text: string): types.KnownBlock {
  const button = replyButton(card, text, "Edit and send…");
  return button ? { type: "actions", elements: [button] } : { type: "divider" };
}

/** Opens these words in a form, to be edited and sent; `undefined`: they are more than a button carries. */
export function replyButton(
  card: CardValue,
  text: string,
  label: string,
): types.Button | undefined {
  const value = `${formValue("reply", card)} ${text}`;
  if (value.length > BUTTON_VALUE) return undefined;
  return {
    type: "button",
    action_id: "reply_with",
    text: { type: "plain_text", text: label },
    value,
  };
}

/** Slack's limits. Source: docs.slack.dev, reference of the button element and the option object. */
const BUTTON_VALUE = 2_000;
const OPTION_VALUE = 150;
const OPTION_TEXT = 75;
const MOST_OPTIONS = 100;

/** The shop's canned replies; choosing one opens it, to be edited and sent. */
function cannedMenu(card: DeskCard): types.StaticSelect[] {
  const options = (card.replies ?? [])
    .map((name) => ({
      text: { type: "plain_text" as const, text: titleOf(name).slice(0, OPTION_TEXT) },
      value: `${formValue("reply", card)} ${name}`,
    }))
    .filter(({ value }) => value.length <= OPTION_VALUE)
    .slice(0, MOST_OPTIONS);
  if (options.length === 0) return [];
  const placeholder = { type: "plain_text", text: "Reply with…" } as const;
  return [{ type: "static_select", action_id: "canned", placeholder, options }];
}

/** "delivery_problem.photo_please" is read as "photo please": the intent is for us. */
function titleOf(name: string): string {
  return (name.split(".").at(-1) ?? name).replaceAll("_", " ");
}

/** What can be done with a card that is closed. */
export function closedButtons(card: DeskCard): types.KnownBlock {
  return { type: "actions", elements: [button(card, "reopen", "Take back")] };
}

/** How a form is called in the menu. */
export const FORM_TITLES: Record<DeskForm, string> = {
  pass_on: "Pass on",
  snooze: "Put aside",
  resolve: "Resolve with outcome",
  hand_back: "Hand back with note",
  order: "Work on an order",
  reply: "Reply",
};

function button(
  card: DeskCard,
  action: DeskAction,
  label: string,
  style?: "primary",
): types.Button {
  return {
    type: "button",
    action_id: action,
    text: { type: "plain_text", text: label },
    value: cardValue(card),
    ...(style && { style }),
  };
}

function menu(card: DeskCard, forms: readonly DeskForm[]): types.Overflow {
  return {
    type: "overflow",
    action_id: "more",
    options: forms.map((form) => ({
      text: { type: "plain_text", text: `${FORM_TITLES[form]}…` },
      value: formValue(form, card),
    })),
  };
}
