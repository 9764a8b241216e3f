import { languageNamed } from "../../core/locale.ts";
import type { AgentAction, SentFile } from "../../core/message.ts";
import { maySeeFile } from "../fetch-file.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import { keepDoing } from "./keep-doing.ts";
import { mentionedPeople, toCustomerText } from "./mrkdwn.ts";
import type { SlackHappening } from "./parse.ts";
import type { People } from "./people.ts";
import { reportSilence } from "./standing.ts";

/** A name is asked for again after this long. */
const NAME_AGE_MS = 60 * 60_000;
/** More mentions than this in one message are "a colleague": each name costs a question to Slack before we answer it. */
const MOST_MENTIONS = 5;

type Talk = Extract<SlackHappening, { kind: "talk" }>;

/**
 * A message in a thread. Whether it reaches the customer is the turn's to decide: only the holder's words do.
 * Edits and deletions hold for what has not left yet; what has been sent cannot be unsaid, and the agent is told so.
 */
export async function takeTalk(talk: Talk, desk: DeskInbox): Promise<void> {
  if (talk.stranger) return; // another company's words belong neither to the customer nor in the record
  const author = await named(talk.userId, desk);
  if (author?.fullMember === false) return;
  const agent = { id: talk.userId, name: author?.name ?? "An agent" };
  const text = toCustomerText(talk.text, await mentionedNames(talk.text, desk));
  const { files, left } = passedOn(talk, desk);
  const action = actionOf(talk, text, files);
  if (action === undefined) return;
  const route = { kind: "known_address", address: talk.thread } as const;
  const acceptance = await keepDoing(talk.key, agent, action, { route }, desk);
  if (acceptance?.outcome === "kept") explain(talk, text, left, desk);
}

function actionOf(
  talk: Talk,
  text: string,
  files: readonly SentFile[],
): AgentAction["action"] | undefined {
  switch (talk.change) {
    case "edited":
      // One that became a note, or was one, goes no further: the customer keeps what they have read.
      return isInternal(text)
        ? { do: "amend", mark: talk.mark }
        : { do: "amend", mark: talk.mark, text };
    case "deleted":
      return { do: "amend", mark: talk.mark };
    case "posted":
      if (isInternal(text)) return noteOf(text.replace(/^\/\/\s*/, ""));
      if (files.length > 0) return { do: "say", text, mark: talk.mark, files: [...files] };
      if (text !== "") return { do: "say", text, mark: talk.mark };
      return talk.files.length > 0 ? { do: "note", text: "(a file)" } : undefined;
    default:
      return talk.change satisfies never;
  }
}

/** "in Spanish: …" is to be offered to them in that language; "in short: …" names none. */
function noteOf(text: string): Extract<AgentAction["action"], { do: "note" }> {
  const [, named = "", words] = /^in (\p{L}+):\s*(.+)$/isu.exec(text) ?? [];
  const into = languageNamed(named);
  return into && words ? { do: "note", text: words, into } : { do: "note", text };
}

/** A "//" at the start of any line, even quoted or listed, keeps the whole message in the house: better silent than sorry. */
export function isInternal(text: string): boolean {
  return /^[\s>•◦▪*_~`-]*\/\//m.test(text);
}

/** The files of a message that go to the customer, and the names of those that stay here. */
function passedOn(
  { files }: Talk,
  desk: DeskInbox,
): { files: readonly SentFile[]; left: readonly string[] } {
  const sent: SentFile[] = [];
  const left: string[] = [];
  for (const file of files) {
    const { name, type: contentType, size: bytes } = file;
    const url = maySeeFile(file) ? desk.fileLink(file) : undefined;
    if (url === undefined) left.push(name);
    else sent.push({ url, contentType, name, bytes });
  }
  return { files: sent, left };
}

/** What an agent would otherwise believe wrongly. */
function explain(talk: Talk, text: string, left: readonly string[], desk: DeskInbox): void {
  if (talk.change !== "posted") return;
  if (left.length > 0 && !isInternal(text)) {
    const why = "only pictures, sound, film and papers of up to 16 MB go to customers";
    desk.whisper(talk.userId, talk, `Not passed on: ${left.join(", ")} (${why}).`);
  }
  if (isInternal(text) && !text.startsWith("//")) {
    desk.whisper(
      talk.userId,
      talk,
      "Kept as an internal note, all of it, because one of its lines starts with //.",
    );
  }
}

/** The names of the people whom an agent's words mention, as far as Slack tells them. */
export async function mentionedNames(
  text: string,
  desk: DeskInbox,
): Promise<(id: string) => string | undefined> {
  const ids = mentionedPeople(text).slice(0, MOST_MENTIONS);
  const people = await Promise.all(ids.map((id) => named(id, desk)));
  const names = new Map(ids.map((id, n) => [id, people[n]?.name]));
  return (id) => names.get(id);
}

/** A name is a courtesy: without Slack's answer the words still count. */
async function named(userId: string, desk: DeskInbox): Promise<Awaited<ReturnType<People>>> {
  try {
    return await desk.people(userId, NAME_AGE_MS);
  } catch (error) {
    reportSilence(error, desk);
    return undefined;
  }
}
