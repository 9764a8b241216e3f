import type { Conversation } from "../../../core/conversation.ts";
import { type Draft, decide, say, sendCode } from "../../../core/draft.ts";
import type { Challenge, CodeRoad, Proof } from "../../../core/proof.ts";
import type { Phrase } from "../../../core/shop.ts";
import {
  CODE_GOOD_FOR_MS,
  CODES,
  PROOF_LASTS_MS,
  TRIES_PER_CODE,
} from "../../../customers/code.ts";
import { handOver } from "../../../handoff/hand-over.ts";
import { lacksAnswer } from "../../../intents/flows/answer-words.ts";
import type { Brief } from "../brief.ts";
import { asksAnew, asksOfCode, namesCode, roadNamed } from "./code-words.ts";

/**
 * Asks for the proof that what the customer wants needs (L2): sends a one-time code to the contact on the order they
 * name, or asks for the number first. What they said goes on by itself once the code comes back; a question that stood
 * open stays so. The words are the same for every order, also for one that does not exist. `false`: no code can be sent
 * at all, or asking again would not help; then a person is the way.
 */
export function askForCode(
  draft: Draft,
  brief: Brief,
  phrase: Phrase,
  about: Challenge["about"] | undefined = namedIn(brief),
): boolean {
  if (brief.codeRoads.length === 0) return false;
  const proof = proofOf(draft);
  const waiting = waitingWish(draft);
  const said = brief.said?.text ?? "";
  if (!about) {
    if (waiting) return false;
    keep(draft, brief, { ...proof, wish: { text: said, at: draft.now } });
    decide(draft, "ask", "proof: which order");
    say(draft, phrase("proof.which"), { purpose: "answer" });
    return true;
  }
  const before = wantsCode(brief) ? wishedBefore(draft, about) : waiting?.text;
  const wish = [before, said].filter(Boolean).join("\n");
  startChallenge(draft, brief, phrase, { about, wish });
  return true;
}

/** What they wanted with the order when it was not found: their last line that names it. */
function wishedBefore({ conversation }: Draft, about: Challenge["about"]): string | undefined {
  if (!("number" in about)) return undefined;
  const lines = conversation.lines.filter(({ who }) => who === "customer").slice(0, -1);
  return lines.findLast(({ text }) => text.includes(about.number))?.text;
}

/** Remembers what a code has proven, or that a wrong one was given. Nothing is said. */
export function rememberCode(draft: Draft, { code }: Brief): void {
  const { open, ...proof } = proofOf(draft);
  if (!code || !open) return;
  if (code.outcome === "right") {
    const { reach } = draft.conversation;
    const on = reach ? [reach.to] : [];
    const proven = { contact: code.contact, until: draft.now + PROOF_LASTS_MS, on };
    draft.conversation = { ...draft.conversation, proof: { ...proof, proven } };
  } else if (code.outcome === "wrong") {
    const tries = open.tries + 1;
    draft.conversation = { ...draft.conversation, proof: { ...proof, open: { ...open, tries } } };
  }
}

/**
 * Answers a code that was given, unless it was right (then the words it was asked for are answered), and the wish for
 * another one. `false`: this turn is about something else.
 */
export function answerCode(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { open } = proofOf(draft);
  if (brief.code === undefined) {
    return isAwaited(draft, brief) || wantsCode(brief)
      ? askForCode(draft, brief, phrase)
      : sendAnew(draft, brief, phrase) || helpToName(draft, brief, phrase);
  }
  switch (brief.code.outcome) {
    case "right":
      return false;
    case "wrong":
      if ((open?.tries ?? 0) >= TRIES_PER_CODE) return lock(draft, brief, phrase);
      decide(draft, "ask", "proof: wrong code");
      say(draft, phrase("proof.wrong"), { purpose: "answer" });
      return true;
    case "expired":
      if (open) startChallenge(draft, brief, phrase, { about: open.about, wish: open.wish });
      return true;
    case "locked":
      return lock(draft, brief, phrase);
    case "unavailable":
      toPerson(draft, brief, phrase, {
        reason: "the shop's system did not answer",
        opening: "commerce.unavailable",
      });
      return true;
    default:
      return brief.code satisfies never;
  }
}

function sendAnew(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { open } = proofOf(draft);
  if (!open) return false;
  const email = emailInstead(open, brief);
  if (email !== undefined) {
    startChallenge(draft, brief, phrase, { about: { email }, wish: open.wish });
    return true;
  }
  const again = askedAnew(brief.said?.text ?? "", open, brief);
  if (!again) return false;
  startChallenge(draft, brief, phrase, { about: open.about, wish: open.wish, ...again });
  return true;
}

/** "I don't have it", of the number or the code that was asked for: where it is found, and what else will do. */
function helpToName(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const text = brief.said?.text ?? "";
  const lacking = awaitsCode(brief) ? "code" : waitingWish(draft) && "number";
  const isLost = lacksAnswer(text) || (lacking === "code" && asksOfCode(text));
  if (!lacking || !isLost || brief.orders.kind === "proven") return false;
  if (text.trim().split(/\s+/).length > WORDS_AROUND_AN_EMAIL) return false;
  decide(draft, "ask", `proof: has no ${lacking}`);
  say(draft, phrase(`proof.no_${lacking}`), { purpose: "answer" });
  return true;
}

/** The conversation with no code waited for, whose wish was left. */
export function withoutCode(conversation: Conversation): Conversation {
  const { open: _open, wish: _wish, ...proof } = conversation.proof ?? { askedAt: [] };
  return conversation.proof === undefined ? conversation : { ...conversation, proof };
}

/**
 * What somebody adds while their code is on its way is kept with the words that the code was asked for, and the code is
 * waited for on. `false`: none is waited for. The same words whether it could be sent or not.
 */
export function waitForCode(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { open, ...proof } = proofOf(draft);
  if (!open || !awaitsCode(brief)) return false;
  const wish = [open.wish, brief.said?.text].filter(Boolean).join("\n").slice(0, LONGEST_WISH);
  draft.conversation = { ...draft.conversation, proof: { ...proof, open: { ...open, wish } } };
  decide(draft, "ask", "proof: code awaited");
  say(draft, phrase("proof.waiting"), { purpose: "answer" });
  return true;
}

/** Whether a code is on its way that may still be given. */
export function awaitsCode({ conversation, now }: Brief): boolean {
  const { open } = conversation.proof ?? {};
  return open !== undefined && now - open.at < CODE_GOOD_FOR_MS;
}

/** As much of what they add as is read once the code is there. */
const LONGEST_WISH = 1_000;

/** "My email is grace@…", while a code is waited for that was sent elsewhere: the contact, told another way. */
function emailInstead(open: NonNullable<Proof["open"]>, { said, now }: Brief): string | undefined {
  const [email, ...more] = said?.understanding.entities.emails ?? [];
  const isWaiting = now - open.at < PROOF_LASTS_MS;
  if (email === undefined || more.length > 0 || !isWaiting) return undefined;
  if ("email" in open.about && open.about.email === email) return undefined;
  const words = said?.text.trim().split(/\s+/).length ?? 0;
  const isBare = words <= WORDS_AROUND_AN_EMAIL && !/\bchange|\bupdate|\?/i.test(said?.text ?? "");
  return isBare ? email : undefined;
}

/** "Ok my e-mail address is … thanks": more than these want something of their own. */
const WORDS_AROUND_AN_EMAIL = 8;

/** "Code 1048": for an order that their number does not show, whether there is one or not. */
function wantsCode(brief: Brief): boolean {
  return namesCode(brief.said?.text ?? "") && namedIn(brief) !== undefined;
}

/** Words that wait for what a code can be sent for, while they are still what the talk is about. */
function waitingWish(draft: Draft): Proof["wish"] {
  const { wish } = proofOf(draft);
  return wish && draft.now - wish.at < PROOF_LASTS_MS ? wish : undefined;
}

/** Whether this is the order number or the e-mail address that was asked for, whatever else it may look like. */
function isAwaited(draft: Draft, brief: Brief): boolean {
  const asked = waitingWish(draft) !== undefined && brief.orders.kind !== "proven";
  return asked && namedIn(brief) !== undefined;
}

function startChallenge(
  draft: Draft,
  brief: Brief,
  phrase: Phrase,
  asked: Pick<Challenge, "about"> & { wish: string; by?: CodeRoad },
): void {
  const { wish: _, open: before, ...proof } = proofOf(draft);
  if (CODES.some(({ count, withinMs }) => askedWithin(proof, draft.now, withinMs) >= count)) {
    draft.conversation = { ...draft.conversation, proof };
    return toPerson(draft, brief, phrase, {
      reason: "too many codes asked for",
      opening: "proof.too_many",
    });
  }
  const { wish, ...about } = asked;
  const id = `${draft.customer}-code-${draft.conversation.turn}`;
  const challenge: Challenge = { id, at: draft.now, ...about };
  const askedAt = [...proof.askedAt, draft.now].slice(-KEPT_ASKINGS);
  keep(draft, brief, { ...proof, askedAt, open: { ...challenge, wish, tries: 0 } });
  sendCode(draft, challenge);
  decide(draft, "ask", "proof: code sent if the order exists");
  const other = brief.codeRoads.find((road) => road !== (asked.by ?? brief.codeRoads[0]));
  const hasRoads = "number" in asked.about ? (other ?? "none") : "none";
  say(draft, phrase(before ? "proof.sent_again" : "proof.sent", { other: hasRoads }), {
    purpose: "answer",
  });
}

/** As many as the longest of the limits counts. */
const KEPT_ASKINGS = Math.max(...CODES.map(({ count }) => count));

function askedWithin({ askedAt }: Pick<Proof, "askedAt">, now: number, withinMs: number): number {
  return askedAt.filter((at) => now - at < withinMs).length;
}

/** What they name that a code can be sent for: an order's number first, else an e-mail address. */
function namedIn({ said }: Brief): Challenge["about"] | undefined {
  const { orderNumbers = [], emails = [] } = said?.understanding.entities ?? {};
  const [number] = orderNumbers;
  const [email] = emails;
  if (number !== undefined) return { number };
  return email === undefined ? undefined : { email };
}

/** Whether they want the code once more, or by the other road ("EMAIL"). */
function askedAnew(
  text: string,
  open: NonNullable<Proof["open"]>,
  brief: Brief,
): { by?: CodeRoad } | undefined {
  if (brief.now - open.at >= PROOF_LASTS_MS) return undefined;
  const road = roadNamed(text);
  const by = road !== undefined && brief.codeRoads.includes(road) ? road : undefined;
  if (by) return { by };
  return asksAnew(text) ? { ...(open.by ? { by: open.by } : {}) } : undefined;
}

function lock(draft: Draft, brief: Brief, phrase: Phrase): true {
  const { open: _, ...proof } = proofOf(draft);
  draft.conversation = { ...draft.conversation, proof };
  toPerson(draft, brief, phrase, { reason: "too many wrong codes", opening: "proof.locked" });
  return true;
}

function toPerson(
  draft: Draft,
  brief: Brief,
  phrase: Phrase,
  { reason, opening }: { reason: string; opening: string },
): void {
  handOver(draft, {
    rule: { name: `proof: ${reason}`, team: "care", priority: "normal" },
    reason,
    orderNumbers: [],
    opening: phrase(opening),
    shop: brief.shop,
    phrase,
  });
}

function proofOf({ conversation }: Draft): Proof {
  return conversation.proof ?? { askedAt: [] };
}

function keep(draft: Draft, brief: Brief, proof: Proof): void {
  const { question } = brief.conversation;
  draft.conversation = { ...draft.conversation, proof, ...(question ? { question } : {}) };
}
