import { parseArgs } from "node:util";
import { smsSegments } from "../bots/twilio/segments.ts";
import { buildShop, examineShop } from "../build-shop.ts";
import { readConfig } from "../config.ts";
import type { CommerceProvider } from "../core/commerce.ts";
import { newConversation, readConversation } from "../core/conversation.ts";
import type { Shop } from "../core/shop.ts";
import { agreesToThanks, consentNow } from "../customers/consent.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { borrowStore, loadCommerce } from "../open-ports.ts";
import { fatesIn } from "../outreach/fate.ts";
import { momentIn } from "../outreach/moment.ts";
import { weigh } from "../outreach/weigh.ts";
import { wordsFor } from "../outreach/words.ts";
import { clockWords, parseMoment } from "./moment.ts";
import { heldClock } from "./stage.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

/** One message that is planned, weighed as of now: what would be said when its hour comes, or why it would not. */
type Planned = {
  customer: string;
  kind: string;
  orderId: string;
  at: number;
  verdict: string;
  why?: string;
  text?: string;
  sms?: ReturnType<typeof smsSegments>;
};

/** As many turns as `held` looks back over. */
const MOST_TURNS = 10_000;
const DAY_MS = 24 * 3_600_000;

/** `nightdesk outreach preview [--since DATE] [--json]`: who would get what, when, and why not; what was held since then, and why. Sends nothing. */
export async function outreach(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { since: { type: "string" }, json: { type: "boolean", default: false } },
  });
  if (positionals.length !== 1 || positionals[0] !== "preview") {
    throw new UsageError(
      `${["outreach", ...positionals].join(" ")} is not known; expected: outreach preview`,
    );
  }
  const config = readConfig(terminal.env);
  const shop = buildShop(await readShopFiles(config.shopDir, examineShop));
  const now = terminal.now();
  const { timezone } = shop.file;
  const since =
    values.since === undefined ? now - 7 * DAY_MS : parseMoment(values.since, timezone, now);
  const open = await loadCommerce(config);
  const commerce = open({ clock: heldClock(now), timezone });
  await using borrowed = await borrowStore(config);
  const { store } = borrowed;
  const planned = await plannedIn({ store, commerce, shop });
  const held = await heldSince(since, store);
  if (values.json) terminal.print(JSON.stringify({ planned, held }));
  else tell(planned, held, timezone, terminal);
  return FINE;
}

type Ports = { store: StoreDesk; commerce: CommerceProvider; shop: Shop };

async function plannedIn(ports: Ports): Promise<readonly Planned[]> {
  const { items } = await ports.store.inbox();
  const planned: Planned[] = [];
  for (const { key, customer, dueAt, status } of items) {
    const [, timer, subject = ""] = /^timer:[^:]+:(thank_you|outreach):(.+):\d+$/.exec(key) ?? [];
    const moment =
      timer === "thank_you" || timer === "outreach" ? momentIn({ timer, subject }) : undefined;
    if (!moment || status !== "pending") continue;
    const { kind, orderId } = moment;
    const about = { customer, kind, orderId, at: dueAt };
    planned.push({ ...about, ...(await foreseen(moment, customer, dueAt, ports)) });
  }
  return planned.sort((one, other) => one.at - other.at);
}

/** What `weigh` would say at that hour, if nothing changes until then. */
async function foreseen(
  moment: NonNullable<ReturnType<typeof momentIn>>,
  customer: string,
  now: number,
  { store, commerce, shop }: Ports,
): Promise<Pick<Planned, "verdict" | "why" | "text" | "sms">> {
  const order = await commerce.getOrder(moment.orderId);
  if (!order) return { verdict: "never", why: "the order is gone" };
  const stored = await store.conversation(customer);
  const conversation = stored === undefined ? newConversation() : readConversation(stored);
  const said = order.phone ? ((await store.consents?.(`sms:${order.phone}`)) ?? []) : [];
  const optedOut = consentNow(said).messages?.status === "opted_out";
  const agrees = agreesToThanks(order, said);
  const verdict = weigh({ moment, order, conversation, now, shop, optedOut, agrees });
  if (verdict.kind !== "go") return { verdict: verdict.kind, why: verdict.why };
  const locale = order.locale ?? conversation.locale;
  const told = { now, shop, phrase: shop.phrases(locale), locale: locale ?? "en" };
  const { text } = wordsFor(moment, order, told);
  return { verdict: "go", text, sms: smsSegments(text) };
}

async function heldSince(since: number, store: StoreDesk): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const journal = await store.journalSince(since, MOST_TURNS);
  for (const { kind, fate, why } of journal.flatMap(({ entry }) => fatesIn(entry.decision.rule))) {
    if (fate !== "held") continue;
    const name = `${kind}: ${why ?? ""}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function tell(
  planned: readonly Planned[],
  held: Readonly<Record<string, number>>,
  timezone: string,
  { print }: Terminal,
): void {
  print(`${planned.length} messages are planned`);
  for (const { at, kind, orderId, verdict, why, text, sms } of planned) {
    const size = sms ? `${sms.segments} SMS (${sms.encoding}, ${sms.units})` : `${verdict}: ${why}`;
    print(`  ${clockWords(at, timezone)}  ${kind}  ${orderId}  ${size}`);
    if (text !== undefined) print(`    ${text}`);
  }
  for (const [why, count] of Object.entries(held)) print(`${count} held, ${why}`);
}
