import type { types } from "@slack/bolt";
import type { Choice, SendBody } from "../../core/decision.ts";
import type { DeskMessage } from "./blocks.ts";
import { tapId, tapValue } from "./customer-parse.ts";
import { escapedWithin, escapeForSlack } from "./mrkdwn.ts";

/** Slack's limits. Source: docs.slack.dev, reference of the actions block and the button element. */
const MOST_BUTTONS = 25;
const BUTTON_TEXT = 75;

const LINK = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;

/**
 * What a customer reads: the words exactly as they are (rich text knows no markup, no mention, no emoji code), web
 * addresses as links, and what they may choose from as buttons. `askedAt`: when.
 */
export function customerMessage(
  { text, choices = [] }: Extract<SendBody, { kind: "text" }>,
  askedAt: number,
): DeskMessage {
  const said: types.RichTextBlock = {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: text.split(LINK).flatMap(piece) }],
  };
  const buttons = choices.slice(0, MOST_BUTTONS).map((choice, n) => button(choice, n, askedAt));
  return {
    text: escapeForSlack(text),
    blocks: buttons.length === 0 ? [said] : [said, { type: "actions", elements: buttons }],
  };
}

function piece(words: string): (types.RichTextText | types.RichTextLink)[] {
  if (words === "") return [];
  return LINK.test(words) ? [{ type: "link", url: words }] : [{ type: "text", text: words }];
}

function button({ label, say }: Choice, n: number, askedAt: number): types.Button {
  return {
    type: "button",
    action_id: tapId(n),
    text: { type: "plain_text", text: escapedWithin(label, BUTTON_TEXT), emoji: false },
    value: tapValue({ askedAt, say }),
  };
}
