import { addressValue } from "../../core/message.ts";
import type { Received } from "./records.ts";
import { AGENT_WORDS, groupBy, mayBeSilent, phoneOfCustomer, type Seen } from "./seen.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PROMISE = /a colleague answers you here by ([^.]+)\./i;
const RENEWED = /We have not answered you in time/;
const LAPSED = /had to leave before answering you/;

type Promised = Received & {
  dueWall: number;
  /** The clocks show that time twice: which of the two was meant only the words' moment tells. */
  twice: boolean;
  /** Said because a time had passed. */
  renewal: boolean;
  /** Said because an agent fell silent. */
  lapse: boolean;
};

/** Every time that a customer was told is kept by an agent, or honestly renewed, once, when it has passed. */
export function judgePromises(seen: Seen): readonly string[] {
  const promised = seen.records.received.flatMap((received): Promised[] => {
    const words = PROMISE.exec(received.text)?.[1];
    if (words === undefined) return [];
    const due = instantsOf(words, firstSaidAt(received, seen), seen.zone);
    const dueWall = Math.max(...due);
    const twice = due.length > 1;
    return [
      {
        ...received,
        dueWall,
        twice,
        renewal: RENEWED.test(received.text),
        lapse: LAPSED.test(received.text),
      },
    ];
  });
  const unseen = promised.flatMap((promise) => judgeShown(promise, seen));
  const kept = [...groupBy(promised, ({ to }) => addressValue(to))].flatMap(([phone, told]) => [
    ...told.flatMap((promise) => judgeKept(phone, promise, told, seen)),
    ...judgeRenewals(phone, told, seen),
  ]);
  return [...kept, ...new Set(unseen)];
}

/** "Tomorrow" counts from when it was first said, though a second try got through only after midnight. */
function firstSaidAt({ sendId, wall }: Received, { records }: Seen): number {
  return records.attempts.find((attempt) => attempt.sendId === sendId)?.wall ?? wall;
}

/** Whoever is promised an answer stands at the desk by then, for somebody to see. */
function judgeShown({ sendId, dueWall }: Promised, { records, ...seen }: Seen): readonly string[] {
  if (seen.deadline(dueWall + seen.clockSteps) > Math.min(seen.endAt, seen.endWall)) return [];
  const customer = sendId.split("-", 1)[0] ?? "";
  const shown = records.posted.some((post) => post.card && post.customer === customer);
  return shown ? [] : [`${customer} was promised an answer, and no agent ever saw a card`];
}

function judgeKept(
  phone: string,
  promise: Promised,
  told: readonly Promised[],
  seen: Seen,
): readonly string[] {
  const { records } = seen;
  // The words give minutes; a clock that was set makes the moment uncertain by as much.
  const dueAt = promise.dueWall + MINUTE_MS + seen.clockSteps;
  const by = seen.deadline(Math.max(dueAt, promise.receivedAt));
  if (by > seen.endAt || by > seen.endWall - MINUTE_MS) return [];
  if (mayBeSilent(records, promise.to, by)) return [];
  const renewed = told.some(
    ({ renewal, lapse, at }) => (renewal || lapse) && at <= by && at > promise.at,
  );
  const answered = records.received.some(
    ({ to, text, at }) =>
      addressValue(to) === phone && AGENT_WORDS.test(text) && at >= promise.at && at <= by,
  );
  if (renewed || answered || isHeldOrOver(phone, promise.at, by, seen)) return [];
  if (isWindowClosed(promise, by, seen)) return [];
  return [`${phone} was promised an answer by ${iso(promise.dueWall)} and heard nothing`];
}

/** An agent took it, whatever they made of it: then it is theirs to answer. */
function isHeldOrOver(phone: string, since: number, by: number, { records }: Seen): boolean {
  return records.posted.some(
    ({ customer, card, at }) =>
      at <= by &&
      at >= since &&
      card !== undefined &&
      card.state !== "waiting" &&
      phoneOfCustomer(records, customer) === phone,
  );
}

/** WhatsApp carries nothing any more, a day after they last wrote there: the desk is told so instead. */
function isWindowClosed({ to }: Promised, by: number, { records, clockSteps }: Seen): boolean {
  if (!to.startsWith("whatsapp:")) return false;
  const last = records.written.findLast(({ from, writtenAt }) => from === to && writtenAt <= by);
  return by - (last?.writtenAt ?? 0) > DAY_MS - clockSteps;
}

function judgeRenewals(phone: string, told: readonly Promised[], seen: Seen): readonly string[] {
  const found: string[] = [];
  for (const [due, renewals] of groupBy(
    told.filter(({ renewal, twice }) => renewal && !twice),
    ({ dueWall }) => String(dueWall),
  )) {
    if (new Set(renewals.map(({ sendId }) => sendId)).size > 1) {
      found.push(`${phone} was told twice of the new time ${iso(Number(due))}`);
    }
  }
  const first = told.find(({ renewal }) => renewal);
  // Another address of theirs may have heard of the new time before this one could.
  const before = told.filter(
    ({ at, twice, dueWall }) => first && at < first.at && dueWall < first.dueWall && !twice,
  );
  const earliest = Math.min(...before.map(({ dueWall }) => dueWall));
  if (first && before.length > 0 && first.wall < earliest - seen.clockSteps) {
    found.push(`${phone} was told at ${iso(first.wall)} that ${iso(earliest)} had passed`);
  }
  return found;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What a zone's clock shows, as the epoch milliseconds at which a clock in UTC shows the same. */
function reading(instant: number, timeZone: string): number {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  clocks.set(timeZone, clock);
  return Date.parse(`${clock.format(instant).replace(" ", "T")}Z`);
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** What "19:00", "tomorrow 10:00", "Monday 10:00" or "Monday 23 November 10:00" meant when it was said. */
function instantsOf(words: string, saidAt: number, timeZone: string): readonly number[] {
  const [, day, time = ""] = /^(?:(.+) )?(\d+:\d+)$/.exec(words) ?? [];
  const today = Math.floor(reading(saidAt, timeZone) / DAY_MS) * DAY_MS;
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const offset = Array.from({ length: 60 }, (_, days) => days).find((days) => {
    if (day === undefined) return days === 0;
    if (day === "tomorrow") return days === 1;
    const date = new Date(today + days * DAY_MS);
    const [weekday, inMonth] = day.split(" ");
    return (
      days > 0 &&
      weekday === WEEKDAYS[date.getUTCDay()] &&
      (inMonth === undefined || Number(inMonth) === date.getUTCDate())
    );
  });
  const wanted = today + (offset ?? 0) * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
  const guesses = [wanted - DAY_MS, wanted + DAY_MS].map(
    (near) => wanted - (reading(near, timeZone) - near),
  );
  const right = guesses.filter((guess) => reading(guess, timeZone) === wanted);
  return [...new Set(right.length > 0 ? right : guesses)];
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
