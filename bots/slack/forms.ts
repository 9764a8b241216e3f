import type { types } from "@slack/bolt";
import { FORM_TITLES } from "./buttons.ts";
import { type CardValue, type DeskForm, formValue } from "./card-value.ts";
import { formMemory, type OrderWork } from "./forms-in.ts";
import type { Place } from "./place.ts";

/** The longest note; a card shows less of it, the thread all. Slack's own limit is 3,000. */
const NOTE_LENGTH = 1_000;

/** The form as it opens. `teams`: the other teams that this can be passed on to; `text`: what its first field begins with. Pure. */
export function deskForm(
  form: DeskForm,
  card: CardValue,
  place: Place,
  teams: readonly string[],
  text = "",
): types.ModalView {
  return {
    type: "modal",
    callback_id: "desk_form",
    private_metadata: formMemory(formValue(form, card), place),
    title: words(FORM_TITLES[form]),
    submit: words(FORM_TITLES[form].split(" with")[0] ?? "Send"),
    close: words("Cancel"),
    blocks: fieldsOf(form, teams, text),
  };
}

/** Words for whoever did something that leads nowhere, shown wherever they are. */
export function deskNote(text: string): types.ModalView {
  const blocks: types.KnownBlock[] = [{ type: "section", text: words(text) }];
  return { type: "modal", title: words("Nightdesk"), close: words("Close"), blocks };
}

function fieldsOf(form: DeskForm, teams: readonly string[], text: string): types.KnownBlock[] {
  switch (form) {
    case "pass_on":
      return [...teamField(teams), colleague(), note("Note for them (stays inside)")];
    case "snooze":
      return [
        input("until", "Until (empty: until the customer writes)", {
          type: "datetimepicker",
          action_id: "field",
        }),
      ];
    case "resolve":
      return [note("Outcome (stays inside; the next card tells it)")];
    case "hand_back":
      return [note("Note (stays inside; the next card tells it)")];
    case "reply":
      return [replyField(text)];
    case "order":
      return orderFields(text);
    default:
      return form satisfies never;
  }
}

/** How each kind of work on an order is called. */
const ORDER_WORK = {
  look_up: "Look it up",
  send_code: "Send a code to the contact on it",
  cancel: "Cancel it",
  return: "Start a return",
} as const satisfies Record<OrderWork, string>;

/** As much as one form's field takes. Source: docs.slack.dev, reference of the plain-text input. */
const LONGEST_REPLY = 3_000;

function replyField(text: string): types.KnownBlock {
  const element = {
    type: "plain_text_input",
    action_id: "field",
    multiline: true,
    max_length: LONGEST_REPLY,
    ...(text === "" ? {} : { initial_value: text.slice(0, LONGEST_REPLY) }),
  } as const;
  return { ...input("text", "What the customer reads", element), optional: false };
}

function orderFields(orderNumber: string): types.KnownBlock[] {
  const options = Object.entries(ORDER_WORK).map(([value, title]) => ({
    text: words(title),
    value,
  }));
  const work = { type: "static_select", action_id: "field", options } as const;
  const number = {
    type: "plain_text_input",
    action_id: "field",
    max_length: 40,
    ...(orderNumber === "" ? {} : { initial_value: orderNumber }),
  } as const;
  return [
    { ...input("work", "What is to be done?", work), optional: false },
    { ...input("number", "Order number", number), optional: false },
    note("For a return: which items and why (empty: all that may come back)"),
  ];
}

function teamField(teams: readonly string[]): types.KnownBlock[] {
  if (teams.length === 0) return [];
  return [
    input("team", "To another team", {
      type: "static_select",
      action_id: "field",
      options: teams.slice(0, MOST_OPTIONS).map((team) => ({ text: words(team), value: team })),
    }),
  ];
}

/** Source: docs.slack.dev, Block Kit reference of select menus. */
const MOST_OPTIONS = 100;

function colleague(): types.KnownBlock {
  return input("agent", "Or to a colleague", { type: "users_select", action_id: "field" });
}

function note(label: string): types.KnownBlock {
  return input("note", label, {
    type: "plain_text_input",
    action_id: "field",
    multiline: true,
    max_length: NOTE_LENGTH,
  });
}

function input(
  name: string,
  label: string,
  element: types.InputBlock["element"],
): types.InputBlock {
  return { type: "input", block_id: name, optional: true, label: words(label), element };
}

function words(text: string): types.PlainTextElement {
  return { type: "plain_text", text };
}
