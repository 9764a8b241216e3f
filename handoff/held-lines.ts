import type { Conversation, HeldLine } from "../core/conversation.ts";
import { type Draft, hear, say, withFiles } from "../core/draft.ts";
import type { Address, Agent } from "../core/message.ts";
import type { Shop } from "../core/shop.ts";
import { tellDesk, whisper } from "../core/tell-desk.ts";
import { followLine } from "./receipts.ts";

/**
 * Keeps an agent's line until the customer writes again, because WhatsApp would not carry it now. The approved template,
 * where the shop has one, asks them for a word: once, until they have written. `true`: they have been told.
 */
export function holdLine(draft: Draft, line: HeldLine, shop: Shop): boolean {
  const text = withFiles(line.text, line.files);
  hear(draft, { who: "agent", name: line.agent.name, text });
  return keepHeld(draft, line, shop);
}

/**
 * A line came back because the window had closed by WhatsApp's own clock, which decides: it is held like one that was
 * written now, and so is what is written next. `false`: this was no agent's line.
 */
export function holdAgain(draft: Draft, sendId: string, shop: Shop): boolean {
  const { conversation } = draft;
  const whole = sendId.replace(/\.\d+$/, "");
  const line = conversation.relayed.find((each) => each.sendId === whole);
  if (!line) return false;
  const { whatsappSeenAt: _, ...rest } = conversation;
  draft.conversation = { ...rest, relayed: rest.relayed.filter((each) => each !== line) };
  const { holder } = conversation;
  const agent = holder.kind === "agent" ? holder.agent : { id: "", name: "A colleague" };
  const isDeleted = line.amended !== undefined && line.amended.text === undefined;
  if (isDeleted) return true;
  const { mark, files, amended } = line;
  const text = amended?.text ?? line.text;
  keepHeld(draft, { agent, mark, text, ...(files && { files }) }, shop);
  return true;
}

/** The customer has written: what was held for them leaves first, to where they wrote from. How many lines that were. */
export function releaseHeld(draft: Draft, reach: { to: Address; from: Address }): number {
  if (draft.conversation.window === undefined) return 0;
  const { window, ...rest } = draft.conversation;
  const { held = [] } = window;
  draft.conversation = rest;
  for (const { agent, text, mark, files } of held) {
    const sendId = say(draft, text, { purpose: "relay", agent, reach, isHeard: true, files });
    if (sendId !== undefined && mark !== undefined) {
      followLine(draft, { sendId, mark, text, ...(files && { files }) });
    }
  }
  if (held.length > 0) tellDesk(draft, "desk", "They wrote: what was held is on its way to them.");
  return held.length;
}

/** The agent edited (or, without `text`, deleted) a line that is still held. `false`: no such line is. */
export function amendHeld(
  draft: Draft,
  agent: Agent,
  { mark, text }: { mark: string; text?: string | undefined },
): boolean {
  const { window } = draft.conversation;
  if (!window?.held.some((line) => line.mark === mark)) return false;
  const held = window.held.flatMap((line) => {
    if (line.mark !== mark) return [line];
    return text === undefined ? [] : [{ ...line, text }];
  });
  draft.conversation = { ...draft.conversation, window: { ...window, held } };
  const done = text === undefined ? "Taken back" : "Changed";
  whisper(draft, agent, `${done} before it left: it was still held.`);
  return true;
}

function keepHeld(draft: Draft, line: HeldLine, shop: Shop): boolean {
  const window = draft.conversation.window ?? { held: [] };
  const template = shop.file.whatsapp?.answer_template;
  const asksNow = template !== undefined && window.templateAt === undefined;
  draft.conversation = {
    ...draft.conversation,
    window: {
      ...window,
      held: [...window.held, line],
      ...(asksNow ? { templateAt: draft.now } : {}),
    },
  };
  if (asksNow) askByTemplate(draft, template, shop);
  const asked =
    template === undefined
      ? "No template is set (whatsapp, answer_template, in shop.yaml), so nothing tells them: call them if it cannot wait."
      : "The template has asked them for it.";
  const words = "WhatsApp's 24 hours are over. This is held, and leaves as soon as they write.";
  tellDesk(draft, "desk", `${words} ${asked}`);
  return template !== undefined;
}

function askByTemplate(draft: Draft, sid: string, shop: Shop): void {
  const phrase = shop.phrases(draft.conversation.locale);
  const name = nameOf(draft.conversation) ?? phrase("window.nameless");
  const variables = { "1": name, "2": shop.file.name };
  const text = phrase("window.template", { name, shop: shop.file.name });
  say(draft, text, { purpose: "notice", template: { sid, variables } });
}

/** Of a name that somebody typed themselves, as much as a template takes: one short line. */
const NAME_LENGTH = 40;

function nameOf({ firstName, profileName }: Conversation): string | undefined {
  const name = (firstName ?? profileName ?? "").replace(/[\s\p{Cc}]+/gu, " ").trim();
  return name === "" || name.length > NAME_LENGTH ? undefined : name;
}
