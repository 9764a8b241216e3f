import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { borrowStore, openChatLog } from "../open-ports.ts";
import { webChatsOf } from "./export.ts";
import { personNamed } from "./person.ts";
import { FINE, FOUND_WRONG, type Terminal, takeAtMost } from "./terminal.ts";

/**
 * `nightdesk erase ADDRESS|ID [--yes]`: leaves nothing of a person behind, beside a running server or without one. Without
 * --yes it only says what would go. May be repeated: what came in meanwhile goes then.
 */
export async function erasePerson(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      yes: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  takeAtMost(1, positionals);
  const config = readConfig(terminal.env);
  await using borrowed = new AsyncDisposableStack();
  const { store } = borrowed.use(await borrowStore(config));
  const chats = openChatLog(config, terminal.now());
  borrowed.defer(() => chats.close());
  const person = await personNamed(positionals[0], store);
  if (!person) {
    terminal.complain("nobody has this address or id: there is nothing to erase");
    return FOUND_WRONG;
  }
  const { dossiers } = person;
  const addresses = dossiers.flatMap((dossier) => dossier.addresses);
  const counted = {
    customer: person.customer,
    addresses: addresses.length,
    turns: dossiers.flatMap(({ journal }) => journal).length,
    messages: dossiers.flatMap(({ inbounds }) => inbounds).length,
    sends: dossiers.flatMap(({ sends }) => sends).length,
    erased: values.yes,
  };
  if (values.yes) {
    for (const chat of webChatsOf(addresses)) await chats.erase(chat);
    // Those who joined first: until the last one is gone the person is found again by the same name.
    for (const { customer } of dossiers.toReversed()) await store.erase(customer);
  }
  terminal.print(values.json ? JSON.stringify(counted) : told(counted));
  return FINE;
}

type Counted = Record<"addresses" | "turns" | "messages" | "sends", number> & { erased: boolean };

function told({ addresses, turns, messages, sends, erased }: Counted): string {
  const what = `${addresses} addresses, ${turns} turns, ${messages} messages, ${sends} sends`;
  return erased
    ? `Erased: ${what}. Backups that were made before still hold them.`
    : `Would erase: ${what}. Say --yes to do it; it cannot be undone.`;
}
