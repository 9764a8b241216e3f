import type { Evidence } from "./evidence.ts";

/** What went wrong, counted; `violations` say it in words, the first of each kind. */
export type Verdict = {
  accepted: number;
  turns: number;
  sends: number;
  lost: number;
  /** Texts that more than one turn settled. */
  repeated: number;
  outOfOrder: number;
  /** Texts and answers that nothing moves any more. */
  stuck: number;
  /** Turns over a text that made no answer. */
  silent: number;
  /** Answers that the store calls sent and the carrier never had. */
  unsent: number;
  doubleSends: number;
  unclear: number;
  /** From the last fault until nothing was left to do. */
  restMs: number;
  violations: readonly string[];
};

/** Double sends may be this share of the attempts whose outcome nobody could know. */
const DOUBLES_ALLOWED = 0.01;

/** Words that went out twice within a minute cannot be told apart at the carrier: the customer has just read them. */
const TWIN_MS = 120_000;

/** Judges a night by what the carrier knows and what stands in the store. Pure. */
export function judge(evidence: Evidence): Verdict {
  const { acknowledged, turns, sends, taken, unsettled, unclear, damage, watch } = evidence;
  const settled = new Map<string, number>();
  for (const key of turns.flatMap(({ keys }) => keys)) {
    settled.set(key, (settled.get(key) ?? 0) + 1);
  }
  const byPhone = Map.groupBy(turns, ({ phone }) => phone);
  const written = Map.groupBy(acknowledged, ({ phone }) => `sms:${phone}`);
  const open = sends.filter(({ status }) => !["sent", "cancelled"].includes(status));
  const attempts = Map.groupBy(taken, ({ sendId }) => sendId);
  const findings = {
    lost: acknowledged.filter(({ sid }) => !settled.has(`twilio:${sid}`)).map(({ sid }) => sid),
    repeated: [...settled].filter(([, times]) => times > 1).map(([key]) => key),
    outOfOrder: [...written].flatMap(([phone, texts]) => {
      const order = (byPhone.get(phone) ?? []).flatMap(({ keys }) => keys);
      const places = texts.map(({ sid }) => order.indexOf(`twilio:${sid}`)).filter((at) => at >= 0);
      return places.some((at, n) => n > 0 && at < (places[n - 1] ?? 0)) ? [phone] : [];
    }),
    stuck: [
      ...unsettled.map((row) => `${row.key} (${standingOf(row, watch)})`),
      ...open.map((row) => `${row.id} (${standingOf(row, watch)})`),
    ],
    silent: turns.flatMap(({ keys, answers }) =>
      answers === 0 ? keys.filter((key) => /^twilio:[SM]M[0-9a-f]+$/.test(key)) : [],
    ),
    unsent: sends
      .filter(({ id, status }) => status === "sent" && !attempts.has(id))
      .filter((send) => !hasTwin(send, taken))
      .map(({ id }) => id),
    doubleSends: [...attempts].flatMap(([id, copies]) => copies.slice(1).map(() => id)),
  };
  const { doubleSends, ...forbidden } = findings;
  const tooMany = doubleSends.length > unclear * DOUBLES_ALLOWED;
  const counts = (({ lost, repeated, outOfOrder, stuck, silent, unsent }) => ({
    lost: lost.length,
    repeated: repeated.length,
    outOfOrder: outOfOrder.length,
    stuck: stuck.length,
    silent: silent.length,
    unsent: unsent.length,
  }))(forbidden);
  return {
    accepted: acknowledged.length,
    turns: turns.length,
    sends: sends.length,
    ...counts,
    doubleSends: doubleSends.length,
    unclear,
    restMs: watch.ms,
    violations: [
      ...Object.entries(forbidden).flatMap(([what, which]) =>
        which.length > 0 ? [`${which.length} ${what}, e.g. ${which.slice(0, 3).join(", ")}`] : [],
      ),
      ...(tooMany ? [`${doubleSends.length} double sends of ${unclear} unclear answers`] : []),
      ...damage,
    ],
  };
}

/** Why it stands still: what it is, since which try, for what it waits, and what was said last. */
function standingOf(
  { status, tries, dueAt, error }: Evidence["unsettled"][number] | Evidence["sends"][number],
  { endedAt, ms }: Evidence["watch"],
): string {
  const dueIn = Math.round((dueAt - endedAt) / 1_000);
  const due = dueIn < 0 ? `due ${-dueIn} s before` : `due ${dueIn} s after`;
  const watched = `the watch of ${Math.round(ms / 1_000)} s ended`;
  return [`${status}, tries: ${tries}`, `${due} ${watched}`, error ?? "no error"].join("; ");
}

function hasTwin(send: Evidence["sends"][number], taken: Evidence["taken"]): boolean {
  return taken.some(
    ({ to, body, at }) =>
      `sms:${to}` === send.to &&
      Math.abs(at - (send.startedAt ?? 0)) < TWIN_MS &&
      plain(body) === plain(send.words),
  );
}

/** The carrier gets some letters in a cheaper alphabet. */
function plain(text: string): string {
  return text.replaceAll(/[^a-z0-9]/gi, "");
}
