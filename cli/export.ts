import { parseArgs } from "node:util";
import { chatOf } from "../bots/webchat/tokens.ts";
import { readConfig } from "../config.ts";
import type { ChatLine, ChatLog } from "../core/chat-log.ts";
import { type Address, addressKind, addressValue } from "../core/message.ts";
import { borrowStore, openChatLog } from "../open-ports.ts";
import { personNamed } from "./person.ts";
import { FINE, FOUND_WRONG, type Terminal, takeAtMost } from "./terminal.ts";

/** `nightdesk export ADDRESS|ID`: everything that is kept about a person, as JSON: for whoever asks for their data. */
export async function exportPerson(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  takeAtMost(1, positionals);
  const config = readConfig(terminal.env);
  await using borrowed = new AsyncDisposableStack();
  const { store } = borrowed.use(await borrowStore(config));
  const chats = openChatLog(config, terminal.now());
  borrowed.defer(() => chats.close());
  const person = await personNamed(positionals[0], store);
  if (!person) {
    terminal.complain("nobody has this address or id");
    return FOUND_WRONG;
  }
  const addresses = person.dossiers.flatMap((dossier) => dossier.addresses);
  const webChats = await Promise.all(
    webChatsOf(addresses).map(async (chat) => ({ chat, lines: await linesOf(chat, chats) })),
  );
  const at = new Date(terminal.now()).toISOString();
  terminal.print(JSON.stringify({ exportedAt: at, ...person, webChats }, undefined, 2));
  return FINE;
}

/** The ids of the web chats among these addresses. */
export function webChatsOf(addresses: readonly Address[]): readonly string[] {
  const chats = addresses
    .filter((address) => addressKind(address) === "webchat")
    .map((address) => chatOf(addressValue(address)));
  return [...new Set(chats)];
}

const LINES_AT_ONCE = 500;

async function linesOf(chat: string, log: ChatLog): Promise<readonly ChatLine[]> {
  const lines: (ChatLine & { place: number })[] = [];
  for (;;) {
    const more = await log.since(chat, lines.at(-1)?.place ?? 0, LINES_AT_ONCE);
    lines.push(...more);
    if (more.length < LINES_AT_ONCE) return lines;
  }
}
