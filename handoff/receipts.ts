import type { Conversation } from "../core/conversation.ts";
import { KEPT_AMENDED_EARLY, KEPT_RELAYED } from "../core/conversation.ts";
import { type Draft, decide, withFiles } from "../core/draft.ts";
import type { Agent, InboundOf } from "../core/message.ts";
import { showFate, tellDesk, tellOfAmendment, whisper } from "../core/tell-desk.ts";

type Relayed = Conversation["relayed"][number];
type Receipt = Pick<InboundOf<"receipt">, "sendId" | "status" | "errorCode">;

/** A line usually leaves within this; shown after it, its first receipt is "sent" and one call at the desk. */
const FIRST_LOOK_MS = 1_500;

/** How much of a line that failed is quoted, so that an agent knows which one it was. */
const QUOTED = 60;

/** From now on the receipts of this line are shown at the agent's own message. */
export function followLine(draft: Draft, line: Relayed): void {
  const relayed = [...draft.conversation.relayed, line].slice(-KEPT_RELAYED);
  draft.conversation = { ...draft.conversation, relayed };
  showFate(draft, line, "sent", draft.now + FIRST_LOOK_MS);
}

/**
 * The agent edited or deleted a line of theirs. One that has not left yet leaves as it reads now, or not at all; what has
 * left cannot be unsaid, and the agent is told which of the two it was.
 */
export function amendLine(
  draft: Draft,
  agent: Agent,
  { mark, text }: { mark: string; text?: string | undefined },
): void {
  const { relayed } = draft.conversation;
  const line = relayed.find((each) => each.mark === mark);
  if (!line) return amendEarly(draft, { mark, text });
  if (line.text === "" && text !== undefined) {
    decide(draft, "stay_silent", "desk: words added to a file");
    return whisper(
      draft,
      agent,
      "Words added to a file later stay here: write them as a new line.",
    );
  }
  const amended = { at: draft.now, ...(text === undefined ? {} : { text }) };
  draft.conversation = {
    ...draft.conversation,
    relayed: relayed.map((each) => (each === line ? { ...line, amended } : each)),
  };
  decide(draft, "act", text === undefined ? "desk: line deleted" : "desk: line edited");
  tellOfAmendment(draft, agent, line.sendId, text === undefined);
}

/** Words of the house, or a line for the customer that is overtaken by what its author made of it. */
function amendEarly(
  draft: Draft,
  { mark, text }: { mark: string; text: string | undefined },
): void {
  decide(draft, "stay_silent", "desk: internal words changed");
  const { amendedEarly = [] } = draft.conversation;
  const others = amendedEarly.filter((each) => each.mark !== mark);
  const kept = [...others, { mark, ...(text === undefined ? {} : { text }) }];
  draft.conversation = { ...draft.conversation, amendedEarly: kept.slice(-KEPT_AMENDED_EARLY) };
}

/** What the agent has made of this line already, though it comes in only now; `undefined`: nothing. */
export function amendedBefore(
  { conversation: { amendedEarly = [] } }: Draft,
  mark: string | undefined,
): { text?: string | undefined } | undefined {
  return amendedEarly.find((each) => each.mark === mark);
}

/** A receipt of an agent's line, shown at it. What the bot said has no receipts at the desk. */
export function showReceipt(draft: Draft, receipt: Receipt): void {
  const line = lineOf(draft, receipt);
  if (line && receipt.status !== "queued" && receipt.status !== "sent") {
    showFate(draft, line, receipt.status);
  }
}

/** Tells the desk which line did not reach the customer, why (`reason`, in words), and what can be done about it. */
export function tellFailure(draft: Draft, receipt: Receipt, reason: string | undefined): void {
  const { errorCode } = receipt;
  const line = lineOf(draft, receipt);
  const quoted = line && shortened(withFiles(line.text, line.files));
  const what = line ? `“${quoted}” did not` : "A message did not";
  const code = errorCode ? ` (${errorCode})` : "";
  const why = reason ?? "the provider gave no reason";
  const next = line ? ` ${adviceOn(errorCode)}` : "";
  tellDesk(draft, "desk", `${what} reach the customer: ${why}${code}.${next}`);
}

/** A long line goes out in parts, whose ids are the line's with a number after a dot. */
function lineOf(draft: Draft, { sendId }: Receipt): Relayed | undefined {
  const whole = sendId?.replace(/\.\d+$/, "");
  return draft.conversation.relayed.find((line) => line.sendId === whole);
}

/** What an agent can do. Source: https://www.twilio.com/docs/api/errors */
function adviceOn(errorCode: string | undefined): string {
  switch (errorCode) {
    case "21610":
      return "They asked for silence here: reach them by e-mail or wait for them to write.";
    case "63016":
      return "WhatsApp carries free text for 24 hours after their last message: wait for them to write.";
    case "21211":
    case "21614":
    case "30005":
    case "30006":
      return "This number takes no texts: call them, or use the e-mail address on their order.";
    case "30019":
      return "The file did not get through: send it smaller or in another form.";
    case "30004":
    case "30007":
      return "Trying again rarely helps: word it differently without links, or call them.";
    default:
      return "Write it again to try once more, or reach them another way.";
  }
}

function shortened(text: string): string {
  const graphemes = [...new Intl.Segmenter("en").segment(text.replace(/\s+/g, " ").trim())];
  if (graphemes.length <= QUOTED) return graphemes.map(({ segment }) => segment).join("");
  const start = graphemes.slice(0, QUOTED).map(({ segment }) => segment);
  return `${start.join("")}…`;
}
