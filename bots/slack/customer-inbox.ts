import type { Address, CustomerMessage } from "../../core/message.ts";
import { optOutKeyword } from "../keywords.ts";
import type { Wrote } from "./customer-parse.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import { toCustomerText } from "./mrkdwn.ts";
import type { People } from "./people.ts";
import type { Place } from "./place.ts";
import { reportSilence, STANDING_AGE_MS } from "./standing.ts";

/** A name is asked for again after this long. */
const NAME_AGE_MS = 60 * 60_000;

const YOU_SERVE =
  "Customers write to me here. You serve them, so nothing that you write here goes anywhere: work in the threads of the desk's channel, or try /nightdesk.";

/**
 * Keeps what somebody outside wrote to the app. Whoever serves a team is no customer, and is told so. Resolves once it
 * is durable, or is nobody's to answer.
 * @throws StoreUnavailableError, and ProviderUnavailableError when Slack does not say who they are: Slack must tell it again.
 */
export async function takeWrote(wrote: Wrote, desk: DeskInbox): Promise<void> {
  if (!wrote.stranger && (await servesCustomers(wrote.userId, desk))) {
    if (wrote.isDirect) desk.whisper(wrote.userId, wrote.place, YOU_SERVE);
    return;
  }
  const text = toCustomerText(wrote.text);
  const media = wrote.files
    .filter(({ url, type }) => url !== "" && type !== "")
    .map(({ url, type: contentType }) => ({ url, contentType }));
  if (text === "" && media.length === 0 && !wrote.begins) return;
  const name = (await nameOf(wrote.userId, desk))?.name;
  const from = customerAddress(wrote);
  const receivedAt = desk.edge.clock.now();
  const keyword = optOutKeyword(text);
  const inbound: CustomerMessage = {
    kind: "message",
    key: wrote.key,
    receivedAt,
    from,
    to: placeAddress(wrote.team, wrote.place),
    text,
    media,
    ...(wrote.tap ? { tap: tapOf(wrote.tap, text) } : {}),
    ...(name === undefined ? {} : { profileName: name }),
    ...(keyword ? { optOut: keyword.optOut } : {}),
  };
  await desk.edge.accept([
    {
      inbound,
      route: wrote.begins
        ? { kind: "address", address: from, newCustomer: desk.edge.ids.next() }
        : { kind: "known_address", address: from },
      ...(keyword && {
        consent: { address: from, status: keyword.status, at: receivedAt, by: keyword.by },
      }),
    },
  ]);
}

function tapOf({ askedAt, label }: NonNullable<Wrote["tap"]>, payload: string) {
  return { payload, text: label, askedAt };
}

/**
 * `slack:<workspace>/<user>` where only they read it. What is said in a shared channel is read by both companies, so each
 * thread there is a talk of its own, which knows nothing of the others.
 */
function customerAddress({ team, userId, isDirect, place }: Wrote): Address {
  const own: Address = `slack:${team}/${userId}`;
  return isDirect ? own : `${own}/${place.channel}/${place.threadTs ?? ""}`;
}

/** Our own address there: which channel, and which thread of it, answers go to. */
function placeAddress(team: string, { channel, threadTs }: Place): Address {
  const whole: Address = `slack:${team}/${channel}`;
  return threadTs === undefined ? whole : `${whole}/${threadTs}`;
}

/** The other way round; `undefined` for an address that is none of these. */
export function placeIn(address: Address | undefined): Place | undefined {
  const match = /^slack:[A-Z0-9]+\/([A-Z0-9]+)(?:\/(\d+\.\d+))?$/.exec(address ?? "");
  const [, channel, threadTs] = match ?? [];
  return channel === undefined ? undefined : { channel, threadTs };
}

/** A full member who may serve any team. */
async function servesCustomers(userId: string, desk: DeskInbox): Promise<boolean> {
  const person = await desk.people(userId, STANDING_AGE_MS);
  if (!person?.fullMember) return false;
  const may = await Promise.all(desk.teams().map((team) => desk.mayServe(userId, team)));
  return may.includes(true);
}

/** A name is a courtesy: without Slack's answer the words still count. */
async function nameOf(userId: string, desk: DeskInbox): Promise<Awaited<ReturnType<People>>> {
  try {
    return await desk.people(userId, NAME_AGE_MS);
  } catch (error) {
    reportSilence(error, desk);
    return undefined;
  }
}
