import type { Deed, Records } from "./records.ts";
import type { Seen } from "./seen.ts";

/** What agents delete or edit leaves as it reads now or not at all, where it has not left yet, and they are told the truth. */
export function judgeAmendments(seen: Seen): readonly string[] {
  return seen.records.deeds.flatMap((deed) =>
    deed.do === "amend" ? [...judgeLate(deed, seen), ...judgeTold(deed, seen.records)] : [],
  );
}

/** What an agent made of a line. */
export function amendmentOf(say: Deed, { deeds }: Records): Deed | undefined {
  return say.mark === undefined
    ? undefined
    : deeds.find(({ do: what, mark }) => what === "amend" && mark === say.mark);
}

function lineOf(amendment: Deed, { deeds }: Records): Deed | undefined {
  return deeds.find(({ do: what, mark }) => what === "say" && mark === amendment.mark);
}

function judgeLate(amendment: Deed, seen: Seen): readonly string[] {
  const { records } = seen;
  const { acknowledgedAt, outcome, agent, customer } = amendment;
  const say = lineOf(amendment, records);
  // Until it is known what became of a card nobody knows whose thread that is.
  if (acknowledgedAt === undefined || outcome === "unroutable" || !say) return [];
  // Of one that was known already, an earlier copy was kept, whose acknowledgement was lost.
  const isOvertaken = say.outcome !== "known" && (say.acknowledgedAt ?? 0) > acknowledgedAt;
  // Of another amendment's turn, in an earlier talk, this line knows nothing.
  const turns = records.amended.filter(
    (turn) => turn.customer === customer && turn.at >= acknowledgedAt,
  );
  const known = Math.max(...turns.map(({ at }) => at), Number.NEGATIVE_INFINITY);
  if (!isOvertaken && turns.length === 0) return [];
  const latest = isOvertaken ? acknowledgedAt : known + seen.underWayMs;
  return records.attempts
    .filter(({ text, at }) => text === say.text && at > latest)
    .map(({ sendId }) => `${sendId} left as ${agent.name} had not left it for ${customer}`);
}

const UNSEEN = /^(?:Taken back|Changed) before it left/;

/** The whisper names no line: of each agent at most one in a conversation is changed. */
function judgeTold(amendment: Deed, records: Records): readonly string[] {
  const { agent, customer } = amendment;
  const isTold = records.posted.some(
    ({ whisperTo, line = "", ...post }) =>
      whisperTo === agent.id && post.customer === customer && UNSEEN.test(line),
  );
  if (!isTold) return [];
  const say = lineOf(amendment, records);
  return records.received
    .filter(({ text, sendId }) => text === say?.text && !records.excuses.has(sendId))
    .map(({ sendId }) => `${agent.name} was told that nobody has seen ${sendId}`);
}
