import type { Conversation } from "../core/conversation.ts";
import type { JournalEntry } from "../core/decision.ts";
import type { Hours } from "../core/hours.ts";
import { staffedBetween } from "../handoff/promises.ts";
import { fatesIn } from "../outreach/fate.ts";
import { type Contact, contactsIn, type Happened } from "./contacts.ts";

/** The queue that an answer is measured against, on the customer's clock. */
export const QUEUE_MS = 30 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Whoever writes again so soon was not helped the first time. */
const REPEAT_MS = 7 * DAY_MS;

/** How long a first answer took, on two clocks. `undefined`: nobody was answered. */
export type Waits = { p50: number | undefined; p95: number | undefined };

/** What the closed hours brought, and what became of it. Shares are 0 to 1; `undefined` where there was nothing to share. */
export type Scorecard = {
  since: number;
  until: number;
  /** A customer's first message of a closed stretch, with all that follows until the shop opens. */
  contacts: number;
  people: number;
  /** Answered before the shop opened again. */
  coverage: number | undefined;
  /** Answered within 30 minutes of the customer's own time. */
  withinQueue: number | undefined;
  /** The customer's clock, and the staffed clock that most reports use, which stands still all night. */
  firstAnswer: { customer: Waits; staffed: Waits };
  settledBeforeOpening: number | undefined;
  handedOver: number | undefined;
  repeated: number | undefined;
  promises: { kept: number; renewed: number; broken: number; open: number };
  thanks: { sent: number; answered: number; held: Readonly<Record<string, number>> };
  news: Readonly<Record<string, number>>;
  survey: { asked: number; answers: readonly [number, number, number, number, number] };
  service: Score;
  loyalty: Score;
};

/** A score out of 100 and the parts that it is made of; parts that nothing is known of count for nothing, either way. */
export type Score = {
  score: number | undefined;
  parts: readonly { name: string; weight: number; share: number | undefined }[];
};

/**
 * The scorecard of the closed hours since `since`, from the journal alone (and the conversations, for their promises).
 * Pure; `journal` in any order.
 */
export function scorecardOf(options: {
  since: number;
  until: number;
  journal: readonly Happened[];
  conversations: readonly Pick<Conversation, "promises">[];
  hours: Hours;
}): Scorecard {
  const { since, until, hours } = options;
  const journal = options.journal
    .filter(({ entry }) => entry.at >= since && entry.at <= until)
    .sort((one, other) => one.entry.at - other.entry.at || one.entry.turn - other.entry.turn);
  const contacts = contactsIn(journal, hours);
  const answered = contacts.filter(({ answeredAt }) => answeredAt !== undefined);
  const promises = promisesOf(options);
  const thanks = thanksOf(journal);
  const survey = surveyOf(journal);
  const measured = {
    contacts: contacts.length,
    people: new Set(contacts.map(({ customer }) => customer)).size,
    coverage: shareOf(contacts, (one) => isBefore(one.answeredAt, one.opensAt)),
    withinQueue: shareOf(contacts, (one) => isBefore(one.answeredAt, one.startedAt + QUEUE_MS)),
    firstAnswer: {
      customer: waitsOf(answered.map((one) => waited(one))),
      staffed: waitsOf(answered.map((one) => waited(one, hours))),
    },
    settledBeforeOpening: shareOf(contacts, ({ settled }) => settled),
    handedOver: shareOf(contacts, ({ handedOver }) => handedOver),
    repeated: shareOf(contacts, (one) => isRepeated(one, contacts)),
  };
  const kept = { name: "promises kept", weight: 20, share: keptShare(promises) };
  return {
    since,
    until,
    ...measured,
    promises,
    thanks,
    news: newsOf(journal),
    survey,
    service: scoreOf([
      { name: "answered before opening", weight: 40, share: measured.coverage },
      { name: "answered within 30 minutes", weight: 20, share: measured.withinQueue },
      { name: "settled before opening", weight: 20, share: measured.settledBeforeOpening },
      kept,
    ]),
    loyalty: scoreOf([
      { name: "thanked, of those who want it", weight: 40, share: thankedShare(thanks) },
      { name: "did not have to ask again", weight: 30, share: inverse(measured.repeated) },
      { name: "survey, from 1 (0) to 5 (1)", weight: 30, share: surveyShare(survey) },
    ]),
  };
}

function scoreOf(parts: Score["parts"]): Score {
  const known = parts.flatMap(({ weight, share }) =>
    share === undefined ? [] : [{ weight, share }],
  );
  const weights = known.reduce((sum, { weight }) => sum + weight, 0);
  const points = known.reduce((sum, { weight, share }) => sum + weight * share, 0);
  return { parts, score: weights === 0 ? undefined : Math.round((100 * points) / weights) };
}

function waited({ startedAt, answeredAt = startedAt }: Contact, hours?: Hours): number {
  return hours ? staffedBetween(hours, startedAt, answeredAt) : answeredAt - startedAt;
}

function waitsOf(waits: readonly number[]): Waits {
  const sorted = [...waits].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p95: at(0.95) };
}

function isBefore(instant: number | undefined, limit: number | undefined): boolean {
  return instant !== undefined && (limit === undefined || instant <= limit);
}

function isRepeated({ customer, startedAt }: Contact, contacts: readonly Contact[]): boolean {
  return contacts.some(
    (other) =>
      other.customer === customer &&
      other.startedAt > startedAt &&
      other.startedAt - startedAt <= REPEAT_MS,
  );
}

function promisesOf({
  since,
  until,
  conversations,
}: Parameters<typeof scorecardOf>[0]): Scorecard["promises"] {
  const made = conversations
    .flatMap(({ promises }) => promises)
    .filter(({ madeAt }) => madeAt >= since && madeAt <= until);
  const count = (...statuses: string[]) =>
    made.filter(({ status }) => statuses.includes(status)).length;
  return {
    kept: count("kept"),
    renewed: count("renewed"),
    broken: count("broken"),
    open: count("live"),
  };
}

function keptShare({ kept, renewed, broken }: Scorecard["promises"]): number | undefined {
  const settled = kept + renewed + broken;
  return settled === 0 ? undefined : kept / settled;
}

function thanksOf(journal: readonly Happened[]): Scorecard["thanks"] {
  const told = journal.flatMap(({ customer, entry }) =>
    fatesIn(entry.decision.rule)
      .filter(({ kind }) => kind === "thank_you")
      .map((fate) => ({ customer, at: entry.at, ...fate })),
  );
  const sent = told.filter(({ fate }) => fate === "sent");
  const answered = sent.filter(({ customer, at }) =>
    journal.some(
      (one) =>
        one.customer === customer &&
        one.entry.at > at &&
        one.entry.at - at <= REPEAT_MS &&
        isWritten(one.entry),
    ),
  );
  const held: Record<string, number> = {};
  for (const { fate, why = "" } of told) {
    if (fate === "held" && !NO_REASON.includes(why)) held[why] = (held[why] ?? 0) + 1;
  }
  return { sent: sent.length, answered: answered.length, held };
}

/** Says only that another turn has said why. */
const NO_REASON = ["said or settled before", "switched off in shop.yaml"];

/** Whoever did not want it, or has gone, is no thank-you that we owed. */
const NOT_OWED = [
  "no consent to it",
  "they opted out",
  "the order was cancelled",
  "the order is gone",
];

function thankedShare({ sent, held }: Scorecard["thanks"]): number | undefined {
  const missed = Object.entries(held)
    .filter(([why]) => !NOT_OWED.includes(why))
    .reduce((sum, [, count]) => sum + count, 0);
  return sent + missed === 0 ? undefined : sent / (sent + missed);
}

function newsOf(journal: readonly Happened[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, fate } of journal.flatMap(({ entry }) => fatesIn(entry.decision.rule))) {
    if (fate !== "sent" || kind === "thank_you" || kind === "survey") continue;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function surveyOf(journal: readonly Happened[]): Scorecard["survey"] {
  const answers: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  let asked = 0;
  for (const { kind, fate, why } of journal.flatMap(({ entry }) => fatesIn(entry.decision.rule))) {
    if (kind !== "survey") continue;
    if (fate === "sent") asked += 1;
    const place = fate === "answered" ? Number(why?.[0]) - 1 : -1;
    const count = answers[place];
    if (count !== undefined) answers[place] = count + 1;
  }
  return { asked, answers };
}

function surveyShare({ answers }: Scorecard["survey"]): number | undefined {
  const count = answers.reduce((sum, one) => sum + one, 0);
  if (count === 0) return undefined;
  return answers.reduce((sum, one, place) => sum + one * place, 0) / (4 * count);
}

function shareOf<T>(all: readonly T[], fits: (one: T) => boolean): number | undefined {
  return all.length === 0 ? undefined : all.filter(fits).length / all.length;
}

function inverse(share: number | undefined): number | undefined {
  return share === undefined ? undefined : 1 - share;
}

function isWritten({ inbounds }: JournalEntry): boolean {
  return inbounds.some(({ kind }) => kind === "message");
}
