import { addressKind, addressValue } from "../../core/message.ts";
import { amendmentOf } from "./judge-amendments.ts";
import type { Deed, Posted, Records } from "./records.ts";
import { AGENT_WORDS, groupBy, mayBeSilent, phoneOfCustomer, type Seen } from "./seen.ts";

/** One agent holds a conversation; their words arrive, nobody else's do, and the bot is silent meanwhile. */
export function judgeDesk(seen: Seen): readonly string[] {
  const { records } = seen;
  const cards = groupBy(records.posted, ({ customer, handoff }) => `${customer}/${handoff}`);
  return [
    ...[...cards].flatMap(([name, posts]) => judgeHolder(name, posts, seen)),
    ...records.deeds.flatMap((deed) => (deed.do === "say" ? judgeWords(deed, seen) : [])),
    ...records.deeds.flatMap((deed) => judgeTaken(deed, records)),
    ...judgeClaims(seen),
  ];
}

/** Words that Slack was told we have are somebody's, unless their card is one of which its provider said that it never came. */
function judgeTaken(
  { do: what, outcome, customer, handoff, agent, text }: Deed,
  { posted, excuses }: Records,
): readonly string[] {
  if (what !== "say" || outcome !== "unroutable") return [];
  const isExcused = posted.some(
    (post) =>
      post.opened &&
      post.customer === customer &&
      post.handoff === handoff &&
      excuses.has(post.sendId),
  );
  return isExcused ? [] : [`"${text}" of ${agent.name} under a card of ${customer} was let go`];
}

function judgeHolder(name: string, posts: readonly Posted[], seen: Seen): readonly string[] {
  const { records } = seen;
  const found: string[] = [];
  const holders = new Set(posts.flatMap(({ card }) => card?.agent?.name ?? []));
  const speakers = new Set(wordsOf(name, records).map(({ agent }) => agent.name));
  if (!hasLapsed(name, posts, records)) {
    if (holders.size > 1) found.push(`${name} was held by ${[...holders].join(" and ")}`);
    if (speakers.size > 1) found.push(`${[...speakers].join(" and ")} both wrote to ${name}`);
  }
  for (const speaker of speakers) {
    if (!hasClaimed(speaker, name, records)) {
      found.push(`${speaker} wrote to ${name} without a claim`);
    }
  }
  // A card whose provider said that it never came, and which came later, is one that nobody knows of.
  const known = posts.filter(({ opened, sendId }) => opened && !records.excuses.has(sendId));
  const opened = new Set(known.map(({ sendId }) => sendId));
  if (opened.size > 1) found.push(`${name} has ${opened.size} cards`);
  return [...found, ...judgeBotSilence(name, posts, seen)];
}

/** Somebody fell silent, so that somebody else may have taken over. */
function hasLapsed(name: string, posts: readonly Posted[], records: Records): boolean {
  const [customer] = name.split("/", 1);
  const told = records.attempts.some(
    ({ sendId, text }) => sendId.startsWith(`${customer}-`) && /had to leave/.test(text),
  );
  return told || posts.some(({ line }) => /no longer holds this|Nobody wrote/.test(line ?? ""));
}

function wordsOf(name: string, records: Records): readonly Deed[] {
  return records.deeds.filter(
    ({ do: what, customer, handoff, text = "" }) =>
      what === "say" &&
      `${customer}/${handoff}` === name &&
      records.received.some((received) => received.text === text),
  );
}

/** Slack brings words again after minutes: by then whoever wrote them may hold a later conversation of that customer's. */
function hasClaimed(speaker: string, name: string, records: Records): boolean {
  const [ofWhom = "", written = ""] = name.split("/");
  const arrivals = wordsOf(name, records)
    .filter(({ agent }) => agent.name === speaker)
    .flatMap(({ text }) => records.received.filter((each) => each.text === text))
    .map(({ at }) => at);
  return records.deeds.some(
    ({ do: what, agent, customer, handoff, at }) =>
      what === "claim" &&
      agent.name === speaker &&
      customer === ofWhom &&
      (handoff === Number(written) || (handoff > Number(written) && at < Math.min(...arrivals))),
  );
}

function judgeBotSilence(name: string, posts: readonly Posted[], seen: Seen): readonly string[] {
  const { records } = seen;
  const claimed = posts.find(({ card }) => card?.state === "claimed");
  if (!claimed) return [];
  const ends = records.deeds.filter(
    (deed) =>
      (deed.do === "hand_back" || deed.do === "resolve") &&
      `${deed.customer}/${deed.handoff}` === name,
  );
  const claims = records.deeds.filter(
    (deed) => deed.do === "claim" && `${deed.customer}/${deed.handoff}` === name,
  );
  const claimedAt = Math.min(claimed.at, ...claims.map(({ at }) => at));
  const from = claimed.at + seen.underWayMs;
  const until = Math.min(...ends.map(({ at }) => at), seen.leaseEnd(claimedAt));
  return records.attempts
    .filter(
      ({ sendId, at }) => sendId.startsWith(`${claimed.customer}-`) && at > from && at < until,
    )
    .filter(({ text }) => !AGENT_WORDS.test(text))
    .map(
      ({ sendId, text, at }) =>
        `the bot sent ${sendId} at ${new Date(at).toJSON()} although an agent held ${name}: "${text}"`,
    );
}

/** How long after a customer's last words WhatsApp carries an answer. */
const WINDOW_MS = 24 * 3_600_000;

function judgeWords(say: Deed, seen: Seen): readonly string[] {
  const { records } = seen;
  const { customer, handoff, agent, text = "", acknowledgedAt } = say;
  const phone = phoneOfCustomer(records, customer);
  const amendment = amendmentOf(say, records);
  const versions = [text, amendment?.text];
  const heard = records.received.filter((received) => versions.includes(received.text));
  const found = heard
    .filter(({ to }) => addressValue(to) !== phone)
    .map(({ to }) => `${agent.name}'s words for ${customer} reached ${to}`);
  if (new Set(heard.map(({ sendId }) => sendId)).size > 1) found.push(`"${text}" was sent twice`);
  const isDeleted = amendment !== undefined && amendment.text === undefined;
  if (acknowledgedAt === undefined || heard.length > 0 || isDeleted) return found;
  const card = records.posted.findLast(
    (post) =>
      post.customer === customer && post.handoff === handoff && post.card && post.at <= say.at,
  );
  const held = card?.card?.agent?.id === agent.id;
  const over = records.deeds.some(
    (deed) =>
      deed.customer === customer &&
      deed.handoff === handoff &&
      (deed.do === "hand_back" || deed.do === "resolve") &&
      deed.at <= acknowledgedAt,
  );
  // The card may show late that they hold it, and theirs was over with the shop's hours meanwhile.
  const claims = records.deeds.filter(
    (deed) => deed.do === "claim" && deed.customer === customer && deed.handoff === handoff,
  );
  const claimedAt = Math.min(card?.at ?? 0, ...claims.map(({ at }) => at));
  if (!held || over || phone === undefined || acknowledgedAt > seen.leaseEnd(claimedAt)) {
    return found;
  }
  const by = seen.deadline(acknowledgedAt);
  if (mayBeSilent(records, `sms:${phone}`, by) || isOutOfReach(phone, acknowledgedAt, seen)) {
    return found;
  }
  return [...found, `"${text}" of ${agent.name}, who held ${customer}, never arrived`];
}

function isOutOfReach(phone: string, at: number, { records, clockSteps }: Seen): boolean {
  if (records.people.some((person) => person.phone === phone && person.dead)) return true;
  const last = records.written.findLast(
    ({ from, writtenAt }) => addressValue(from) === phone && writtenAt <= at,
  );
  if (!last || addressKind(last.from) !== "whatsapp") return false;
  return at - last.writtenAt > WINDOW_MS - 3_600_000 - clockSteps;
}

/** Whoever claims is told: the card shows them, words for their eyes say why not, or the thread that theirs is over again. */
function judgeClaims(seen: Seen): readonly string[] {
  const { records } = seen;
  return records.deeds.flatMap((claim) => {
    if (claim.do !== "claim" || claim.acknowledgedAt === undefined) return [];
    const by = seen.deadline(claim.acknowledgedAt);
    if (by > seen.endAt) return [];
    const told = records.posted.some(
      (post) =>
        post.customer === claim.customer &&
        (post.handoff > claim.handoff ||
          (post.handoff === claim.handoff &&
            post.at <= by &&
            (post.whisperTo === claim.agent.id ||
              (post.card && post.card.state !== "waiting") ||
              post.line?.startsWith(`${claim.agent.name} no longer holds this`)))),
    );
    return told ? [] : [`${claim.agent.name} claimed ${claim.customer} and was told nothing`];
  });
}
