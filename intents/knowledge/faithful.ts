import { normalise } from "../engine/normalise.ts";
import { inventionsIn } from "./founded.ts";
import { stemsOf } from "./stems.ts";

/**
 * Whether a summary says nothing but what the lines of a talk say, as far as a machine can tell: no number, date, amount,
 * link or name of its own, no claim of proof, money or a promise that was not spoken of, and mostly words of theirs.
 */
export function isFaithful(summary: string, lines: readonly string[]): boolean {
  const facts = [...lines, TELLING];
  if (inventionsIn(summary, facts).length > 0) return false;
  const theirs = new Set(lines.flatMap(stemsOf));
  const claims = stemsOf((normalise(summary).match(CLAIMS) ?? []).join(" "));
  if (!claims.every((claim) => theirs.has(claim))) return false;
  const own = stemsOf(summary).filter((stem) => !FRAME.has(stem));
  const shared = own.filter((stem) => theirs.has(stem));
  return own.length > 0 && shared.length >= own.length * LEAST_SHARED;
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

/** What a person at the desk might act on: who somebody is, what was promised, what happened to money or an order. */
const CLAIMS =
  /\b(?:verif\w+|prove[nd]?|proof|confirm\w*|identif\w*|authenti\w+|authori[sz]\w+|approv\w+|promis\w+|guarante\w+|refund\w*|reimburs\w+|compensat\w+|credit\w*|vouchers?|discount\w*|free|paid|pa(?:y|ys|yment|yout)|charg\w+|cancel\w*|chang\w+|agree\w*|accept\w*|grant\w*|entitle\w*|eligib\w+|urgent\w*|immediate\w*|threat\w*|lawyers?|legal|police|fraud\w*|stolen|stole|password\w*|account|card|bank|address\w*|vip|owner|staff|admin\w*|manager\w*|employee\w*)\b/g;
