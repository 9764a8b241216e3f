import type { types } from "@slack/bolt";
import type { DeskCard } from "../../core/decision.ts";
import { cardValue, type DeskForm, formValue } from "./card-value.ts";
import type { DeskAction } from "./parse.ts";

/** What can be done with a card that somebody has to look after: two buttons, and the rest behind the dots. */
export function openButtons(card: DeskCard): types.KnownBlock {
  const forms: readonly DeskForm[] =
    card.state === "waiting" ? ["pass_on"] : ["order", "pass_on", "snooze", "resolve", "hand_back"];
  const main =
    card.state === "waiting"
      ? [button(card, "claim", "Claim", "primary")]
      : [button(card, "resolve", "Resolve", "primary"), button(card, "hand_back", "Hand back")];
  return { type: "actions", elements: [...main, menu(card, forms)] };
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
