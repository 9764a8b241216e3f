import type { Line } from "../../core/conversation.ts";
import { normalise } from "../engine/normalise.ts";
import { inventionsIn } from "./founded.ts";
import { stemsOf } from "./stems.ts";

/**
 * Whether a summary says nothing but what the lines of a talk say, as far as a machine can tell: no number, date, amount,
 * link or name of its own; nothing of who somebody is; no promise that the shop did not speak of, no money that nobody did;
 * each sentence tells of somebody, so that none of it commands; and mostly words of theirs.
 */
export function isFaithful(summary: string, lines: readonly Pick<Line, "who" | "text">[]): boolean {
  const facts = lines.map(({ text }) => text);
  if (inventionsIn(summary, [...facts, TELLING]).length > 0) return false;
  const read = normalise(summary);
  if (PROOF.test(read) || !summary.split(/[.!?;]+\s/).every((each) => TELLS.test(each)))
    return false;
  if (NO.test(read) && !facts.some((text) => NO.test(normalise(text)))) return false;
  const ours = lines.flatMap(({ who, text }) => (who === "customer" ? [] : [text]));
  if (!claimsIn(read, PROMISES, ours) || !claimsIn(read, CLAIMS, facts)) return false;
  const theirs = new Set(facts.flatMap(stemsOf));
  const own = stemsOf(summary).filter((stem) => !FRAME.has(stem));
  const shared = own.filter((stem) => theirs.has(stem));
  return own.length > 0 && shared.length >= own.length * LEAST_SHARED;
}

/** Whether each such word stands in the texts too, in whatever form. */
function claimsIn(read: string, claims: RegExp, texts: readonly string[]): boolean {
  const theirs = new Set(texts.flatMap(stemsOf));
  return stemsOf((read.match(claims) ?? []).join(" ")).every((claim) => theirs.has(claim));
}

/** A summary finds words of its own for the rest: "unhappy" for "this is a joke". */
const LEAST_SHARED = 0.5;

/** Words by which a summary speaks of who said what. */
const TELLING =
  "Customer The customer A customer Bot The bot Nightdesk They He She Asked Was Now Wants Order Says";
const FRAME: ReadonlySet<string> = new Set(
  stemsOf(
    "customer client buyer bot assistant asks asked wants wanted says said told reports writes wrote explained offered tried person colleague agent help order still waiting",
  ),
);

/** Somebody wants or says it; what has no such beginning may be a command to whoever reads it. */
const TELLS =
  /^\W*(?:(?:the|a|this|el|la|un|una) )?(?:customer|client|clienta|cliente|buyer|bot|assistant|person|they|she|he|wants|asks|says|reports|needs|wrote|quiere|pide|pregunta|dice|escribe|necesita)\b/i;

const NO = /\b(?:not|no|never|nothing|none|without|nunca|nada|sin)\b/;

/** Who somebody is, and what they are entitled to, is shown on the card itself; a summary that speaks of it may repeat the customer's own claim. */
const PROOF =
  /\b(?:verif\w+|prove[nds]?|proof|proba\w+|identi\w+|authenti\w+|auten\w+|authori\w+|autori\w+|approv\w+|aproba\w+|entitle\w*|eligib\w+|owe[ds]?|owing|due|vip|owner|staff|admin\w*|manager\w*|employee\w*|emplead\w+)\b/;

/** What the shop alone can do. */
const PROMISES =
  /\b(?:confirm\w*|promis\w+|promet\w+|guarante\w+|garanti\w+|agree\w*|accept\w*|acept\w+|grant\w*)\b/g;

/** What a person at the desk might act on: money, what happened to an order, threats. */
const CLAIMS =
  /\b(?:refund\w*|reembols\w+|reimburs\w+|compensat\w+|credit\w*|vouchers?|discount\w*|free|gratis|paid|pa(?:y|ys|yment|yout)|pag[aoó]\w*|charg\w+|cancel\w*|chang\w+|urgent\w*|immediate\w*|threat\w*|lawyers?|legal|police|polic[ií]a|fraud\w*|stolen|stole|password\w*|account|card|bank|address\w*)\b/g;
