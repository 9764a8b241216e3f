import { addressValue } from "../../core/message.ts";
import type { Received, Records, Written } from "./records.ts";
import { mayBeSilent, phoneOfCustomer, type Seen } from "./seen.ts";

/** Everybody whose message was acknowledged is answered, once, in order, and never after a STOP. */
export function judgeAnswers(seen: Seen): readonly string[] {
  const { records } = seen;
  return [
    ...records.written.flatMap((written) => judgeAnswered(written, seen)),
    ...records.written.flatMap((written) => judgeOnce(written, seen)),
    ...records.written.flatMap((written) => judgeFresh(written, seen)),
    ...judgeOrder(seen),
    ...records.written.flatMap((written) => judgeSilence(written, seen)),
  ];
}

function judgeAnswered(written: Written, seen: Seen): readonly string[] {
  const { records } = seen;
  const { acknowledgedAt, from, about } = written;
  if (acknowledgedAt === undefined || about === "stop" || about === "start") return [];
  const by = seen.deadline(acknowledgedAt);
  if (mayBeSilent(records, from, by)) return [];
  if (isEchoed(written, by, seen) || isAtDesk(written, seen)) return [];
  const mustEcho =
    about === "order" &&
    !seen.shopMayFail &&
    isProven(written, seen) &&
    !isAmongOthers(written, seen);
  if (!mustEcho && isReplied(written, by, seen)) return [];
  return [`nobody answered ${written.sid} of ${from} ("${written.text}")`];
}

function isEchoed({ marker }: Written, by: number, { records }: Seen): boolean {
  if (marker === undefined) return false;
  const out = [...records.received, ...records.refused];
  return out.some(({ text, at }) => at <= by && text.includes(marker));
}

/** Shown to the agents, in the thread or on the card. */
function isAtDesk({ text, marker = text }: Written, { records }: Seen): boolean {
  if (marker === text && !text.includes("(")) return false; // small talk cannot be told apart there
  return records.posted.some(
    ({ line, card }) =>
      line?.includes(marker) || card?.lines.some((said) => said.text.includes(marker)),
  );
}

/** A promise that was just heard is not said again at every line. */
const REASSURED_FOR_MS = 5 * 60_000;
const PROMISE = /a colleague answers you here by/i;

function isReplied(written: Written, by: number, seen: Seen): boolean {
  const { records } = seen;
  const phone = addressValue(written.from);
  const heard = [...records.received, ...records.refused].filter(
    ({ to, at }) => addressValue(to) === phone && at <= by,
  );
  const arrivedAt = written.arrivedAt ?? written.writtenAt;
  if (heard.some(({ at }) => at >= arrivedAt)) return true;
  const since = arrivedAt - REASSURED_FOR_MS - seen.clockSteps;
  const isPromised = heard.some(({ text }) => PROMISE.test(text));
  if (isPromised && heard.some(({ at }) => at >= since)) return true;
  // Shown to the agents, or taken over by one of them before the answer was out: then it is theirs to give.
  return records.posted.some(
    ({ at, line, card, customer }) =>
      at >= arrivedAt &&
      at <= by &&
      (line?.includes(written.text) ||
        (card?.state === "claimed" && isOnCard(card.address, phone, customer, records))),
  );
}

/** Who was taken over before a word went out to them is known by what the card shows of their number. */
function isOnCard(shown: string, phone: string, customer: string, records: Records): boolean {
  const known = phoneOfCustomer(records, customer);
  return known === undefined ? shown.endsWith(phone.slice(-SHOWN_DIGITS)) : known === phone;
}

const SHOWN_DIGITS = 4;

/**
 * Read as one with a call for a person, or with words nobody understands, a question goes to the person; and with more
 * words about a change that is talked about already, the bot goes on with that.
 */
function isAmongOthers({ from, arrivedAt = 0 }: Written, { records }: Seen): boolean {
  return records.written.some(
    (other) =>
      ["person", "nonsense", "cancel"].includes(other.about) &&
      addressValue(other.from) === addressValue(from) &&
      Math.abs((other.arrivedAt ?? 0) - arrivedAt) < TAKEN_TOGETHER_MS,
  );
}

/** What arrives while a turn waits for the shop's system, or for its next try, is read as one. */
const TAKEN_TOGETHER_MS = 10 * 60_000;

const PROVES_FOR_MS = 90 * 24 * 3_600_000;

function isProven({ from, writtenAt }: Written, { records }: Seen): boolean {
  return records.orders.some(
    ({ phone, placedAt }) => phone === addressValue(from) && writtenAt - placedAt < PROVES_FOR_MS,
  );
}

function judgeOnce({ marker, sid }: Written, { records }: Seen): readonly string[] {
  if (marker === undefined) return [];
  const [first, ...later] = records.received.filter(({ text }) => text.includes(marker));
  if (!first) return [];
  const again = later.filter(
    (answer) => answer.sendId !== first.sendId && !isHeldUpElsewhere(first, answer, records),
  );
  const answers = new Set([first, ...again].map(({ sendId }) => sendId));
  return answers.size > 1 ? [`${sid} was answered twice: ${[...answers].join(" and ")}`] : [];
}

/** An answer waits a quarter of an hour before it is taken back; some of that may pass before it is tried first. */
const HELD_UP_MS = 10 * 60_000;

/**
 * Somebody wrote to one address, whose answer never got through, and then to another, where they were answered at once:
 * what takes the place of the first answer, with an apology, may say the second again.
 */
function isHeldUpElsewhere(
  first: Received,
  again: Received,
  { attempts, received }: Records,
): boolean {
  if (!SORRY.test(again.text)) return false;
  return attempts.some(
    ({ sendId, to, wall, at }) =>
      to !== first.to &&
      addressValue(to) === addressValue(first.to) &&
      at < first.at &&
      again.wall - wall >= HELD_UP_MS &&
      !received.some((heard) => heard.sendId === sendId),
  );
}

/** A turn may come a quarter of an hour late, and its answer leave as much later, before anybody must say sorry for it. */
const FRESH_FOR_MS = 30 * 60_000;
const SORRY = /^Sorry for the delay/;

/** What was true half an hour ago is not said as if it were true now. */
function judgeFresh({ marker, sid, acknowledgedAt }: Written, seen: Seen): readonly string[] {
  if (marker === undefined || acknowledgedAt === undefined) return [];
  const latest = acknowledgedAt + FRESH_FOR_MS + seen.underWayMs + seen.clockSteps;
  return seen.records.attempts
    .filter(({ text, at }) => at > latest && text.includes(marker) && !SORRY.test(text))
    .map(({ sendId }) => `${sendId} answered ${sid} too late, and not a word about it`);
}

function judgeOrder({ records }: Seen): readonly string[] {
  const found: string[] = [];
  const answered = records.written.flatMap((written) => {
    const first = firstAnswer(written, records.received);
    return first === undefined ? [] : [{ written, first, to: records.received[first]?.to }];
  });
  for (const early of answered) {
    for (const late of answered) {
      const isBefore = (early.written.acknowledgedAt ?? Infinity) < (late.written.arrivedAt ?? 0);
      if (early.to !== late.to || !isBefore || early.first <= late.first) continue;
      if (isTriedElsewhere(early.written, records.received[late.first], records)) continue;
      found.push(`${late.written.sid} was answered before ${early.written.sid}`);
    }
  }
  return found;
}

/** Its answer was under way to another of their addresses first: the two do not wait for each other. */
function isTriedElsewhere(
  { marker }: Written,
  late: Received | undefined,
  { attempts }: Records,
): boolean {
  if (marker === undefined || !late) return false;
  return attempts.some(
    ({ to, at, text }) => to !== late.to && at < late.at && text.includes(marker),
  );
}

function firstAnswer({ marker }: Written, received: readonly Received[]): number | undefined {
  if (marker === undefined) return undefined;
  const index = received.findIndex(({ text }) => text.includes(marker));
  return index < 0 ? undefined : index;
}

function judgeSilence(stop: Written, seen: Seen): readonly string[] {
  const { records } = seen;
  const { acknowledgedAt, arrivedAt = 0, from, about, sid } = stop;
  if (about !== "stop" || acknowledgedAt === undefined) return [];
  const starts = records.written.filter(
    (other) =>
      other.about === "start" &&
      other.from === from &&
      (other.acknowledgedAt ?? Number.POSITIVE_INFINITY) >= arrivedAt,
  );
  const until = Math.min(...starts.map((start) => start.arrivedAt ?? start.writtenAt), Infinity);
  return records.attempts
    .filter(({ to, at }) => to === from && at > acknowledgedAt + seen.underWayMs && at < until)
    .map(({ sendId }) => `${sendId} went to ${from} after its STOP (${sid}) was acknowledged`);
}
