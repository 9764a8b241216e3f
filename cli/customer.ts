import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { type Conversation, readConversation } from "../core/conversation.ts";
import type { Inbound } from "../core/message.ts";
import { type CustomerCard, customerCard } from "../customers/card.ts";
import type { Person } from "../customers/person.ts";
import { systemClock } from "../integrations/clock.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { borrowStore, loadCommerce } from "../open-ports.ts";
import { personNamed } from "./person.ts";
import { FINE, FOUND_WRONG, plain, type Terminal, takeAtMost, UsageError } from "./terminal.ts";

const OPTIONS = {
  json: { type: "boolean", default: false },
  preview: { type: "boolean", default: false },
} as const;

/**
 * `nightdesk customer ADDRESS|ID`: who it is, on all channels. `customer merge FROM INTO [--preview]` makes one person of
 * two by hand, `customer unmerge ID` takes that (or a join by code) back.
 */
export async function customer(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: OPTIONS,
  });
  const [action, ...names] = positionals;
  takeAtMost(action === "merge" ? 3 : action === "unmerge" ? 2 : 1, positionals);
  const config = readConfig(terminal.env);
  await using borrowed = await borrowStore(config);
  const { store } = borrowed;
  if (action === "merge") return await merge(names, values.preview, store, terminal);
  if (action === "unmerge") return await unmerge(names, store, terminal);
  const person = await personNamed(action, store);
  if (!person) return nobody(action, terminal);
  const open = await loadCommerce(config);
  const commerce = open({ clock: { ...systemClock(), now: terminal.now }, timezone: "UTC" });
  const card = await customerCard(person, { store, commerce, now: terminal.now() });
  if (values.json) terminal.print(JSON.stringify(card));
  else show(card, terminal);
  return FINE;
}

function nobody(who: string | undefined, { complain }: Terminal): number {
  complain(`${who}: nobody has this address or id`);
  return FOUND_WRONG;
}

function show(card: CustomerCard, { print }: Terminal): void {
  const moment = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ");
  print(`${plain(card.name ?? "A customer")} (${card.customer}), proof level ${card.proof.level}`);
  for (const { address, isSilent } of card.addresses)
    print(`  ${address}${isSilent ? "  wants no messages" : ""}`);
  for (const { customer: id, by, at } of card.joined)
    print(`  joined ${moment(at)} by ${by}: ${id}`);
  print(`Held by ${card.holder}${card.waitsFor ? `, waits for: ${card.waitsFor}` : ""}`);
  if (card.promisedBy !== undefined) print(`Promised an answer by ${moment(card.promisedBy)}`);
  for (const { number, fulfillmentStatus, status } of card.orders)
    print(`Order ${number}: ${status}, ${fulfillmentStatus}`);
  for (const { order, status } of card.returns) print(`Return from order ${order}: ${status}`);
  for (const { at, channel, who, text } of card.timeline)
    print(`${moment(at)}  ${channel ?? "-"}  ${who}: ${plain(text)}`);
}

async function merge(
  [one, other]: readonly string[],
  isPreview: boolean,
  store: StoreDesk,
  terminal: Terminal,
): Promise<number> {
  const [from, into] = [await personNamed(one, store), await personNamed(other, store)];
  if (!from || !into) return nobody(from ? other : one, terminal);
  if (from.customer === into.customer) throw new UsageError("they are one person already");
  const addresses = (person: Person) => person.dossiers.flatMap((dossier) => dossier.addresses);
  terminal.print(
    `${isPreview ? "Would lead" : "Leads"} ${addresses(from).join(", ")} to ${into.customer} (${addresses(into).join(", ")})`,
  );
  if (isPreview) return FINE;
  await tell(from.customer, { do: "leave", into: into.customer, by: "hand" }, store, terminal);
  return FINE;
}

async function unmerge(
  [id]: readonly string[],
  store: StoreDesk,
  terminal: Terminal,
): Promise<number> {
  if (id === undefined)
    throw new UsageError("say which: the id that `nightdesk customer` shows as joined");
  const { customer: into, dossiers } = (await personNamed(id, store)) ?? {};
  const addresses = dossiers
    ?.flatMap(({ conversation }) => joinedIn(conversation))
    .find((joined) => joined.customer === id)?.addresses;
  if (into === undefined || addresses === undefined) return nobody(id, terminal);
  await tell(into, { do: "parted", customer: id, by: "hand" }, store, terminal);
  await tell(id, { do: "parted", customer: into, by: "hand" }, store, terminal);
  await store.join(addresses, id);
  terminal.print(`${addresses.join(", ")}: leads to ${id} again`);
  return FINE;
}

function joinedIn(conversation: unknown): NonNullable<Conversation["joined"]> {
  return conversation === undefined ? [] : (readConversation(conversation).joined ?? []);
}

async function tell(
  to: string,
  change: Extract<Inbound, { kind: "person" }>["change"],
  store: StoreDesk,
  terminal: Terminal,
): Promise<void> {
  const at = terminal.now();
  const key = `person:${to}:${change.do}:${at}`;
  const inbound: Inbound = { kind: "person", key, receivedAt: at, change };
  await store.accept([{ inbound, route: { kind: "customer", customer: to } }]);
}
