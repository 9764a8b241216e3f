// biome-ignore-all lint/suspicious/noConsole: a benchmark speaks to the person who runs it
// npm run bench:scenarios -- --data ../shared/data/scenarios [--file F.json] [--kind multi] [--show ID] [--json] [--signed]
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { buildShop } from "../build-shop.ts";
import { type Delivered, type Rehearsal, rehearse } from "../cli/rehearsal.ts";
import { heldClock, silentEvents, textsTo } from "../cli/stage.ts";
import type { Address } from "../core/message.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { sqliteStore } from "../integrations/store/sqlite/store.ts";
import { countingIds } from "./counting-ids.ts";
import { openScriptedWorld } from "./scripted-shop.ts";
import { openSignedNight, type SignedNight } from "./signed-night.ts";
import { THINKING_MS } from "./thinking.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data/scenarios" },
    file: { type: "string" },
    kind: { type: "string" },
    show: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
    /** Through the carrier's signed webhooks and a whole server, and not only through its turn, outbox and store. */
    signed: { type: "boolean", default: false },
  },
});

type Scenario = {
  id: number;
  kind: string;
  user_id: string;
  identity_is_valid: boolean;
  customer: { phone: string };
};
type Outcome = "resolved" | "safe_handoff" | "unresolved" | "wrong_change" | "unsafe";
type Result = {
  id: number;
  kind: string;
  outcome: Outcome;
  ended: string;
  customer_messages: number;
  leaks: string[];
  early: string | null;
  turns: [who: string, text: string][];
  got?: unknown;
};
type Bot = {
  send(from: string, text: string): Promise<readonly string[]>;
  diff(): readonly unknown[];
  handedOff(): boolean;
};
type Judge = {
  play(scenario: Scenario, bot: Bot, options: { phoneIsProof: boolean }): Promise<Result>;
};

/** Friday evening in the sample shop's town, hours after closing. */
const NIGHT = Date.parse("2026-11-20T22:41:00+01:00");
/** Scripted customers of a signed night have the numbers after this one. */
const FIRST_NUMBER = 2_000_000;
const OWN_NUMBER: Address = "sms:+4570000000";

const OUTCOMES: readonly Outcome[] = [
  "resolved",
  "safe_handoff",
  "unresolved",
  "wrong_change",
  "unsafe",
];

const data = resolve(values.data);
const judge: Judge = await import(pathToFileURL(join(data, "score.mjs")).href); // the shape its README gives
const world = await openScriptedWorld(data);
const shop = values.signed ? undefined : await openSampleShop();
const startedAt = performance.now();
const results: Result[] = [];
const night = values.signed ? await openSignedNight() : undefined;
for (const scenario of readScenarios()) {
  results.push(night ? await playSigned(scenario, night) : await playOne(scenario));
}
await night?.close();
const seconds = (performance.now() - startedAt) / 1000;

if (values.show) for (const result of results) printTranscript(result);
else if (values.json) console.log(JSON.stringify(summaryOf(results), null, 2));
else printTable(results);

function readScenarios(): readonly Scenario[] {
  const file = values.file ?? join(data, "scenarios.json");
  const all: { scenarios: Scenario[] } = JSON.parse(readFileSync(file, "utf8"));
  return all.scenarios.filter(
    ({ id, kind }) =>
      (values.show === undefined || values.show.includes(String(id))) &&
      (values.kind === undefined || kind.startsWith(values.kind)),
  );
}

/** The sample shop with the scripted customers' order numbers, and without rules of its own for handing over. */
async function openSampleShop() {
  const files = await readShopFiles(fileURLToPath(new URL("../shop", import.meta.url)));
  return buildShop({
    ...files,
    shop: {
      ...files.shop,
      order_number: "#?(W\\d{7})",
      returns: { ...files.shop.returns, outcomes: ["refund", "exchange"] },
    },
  });
}

/** One customer's whole conversation with a server, from a number of their own: several scenarios share a person. */
async function playSigned(scenario: Scenario, night: SignedNight): Promise<Result> {
  const phone = `+1555${FIRST_NUMBER + scenario.id}`;
  const owner = scenario.identity_is_valid ? { userId: scenario.user_id } : {};
  let diff: Bot["diff"] = () => [];
  const talk = await night.begin((now) => {
    const opened = world.open({ ...owner, phone, now });
    diff = opened.diff;
    return { phone, commerce: opened.commerce };
  });
  let holder = "bot";
  const bot: Bot = {
    async send(_, text) {
      const said = await talk.send(text);
      holder = await talk.holder();
      return said;
    },
    diff: () => diff(),
    handedOff: () => holder === "waiting",
  };
  return judge.play(scenario, bot, { phoneIsProof: true });
}

/** One customer's whole conversation, through accept, turn and outbox, on a store and a clock of its own. */
async function playOne(scenario: Scenario): Promise<Result> {
  if (!shop) throw new Error("the sample shop is not open");
  const { phone } = scenario.customer;
  const clock = heldClock(NIGHT);
  const owner = scenario.identity_is_valid ? { userId: scenario.user_id } : {};
  const { commerce, diff } = world.open({ ...owner, phone, now: NIGHT });
  const rehearsal = rehearse({
    store: sqliteStore({ file: ":memory:" }),
    shop,
    commerce,
    clock,
    ids: countingIds(),
    events: silentEvents(),
    own: OWN_NUMBER,
  });
  const from: Address = `sms:${phone}`;
  let holder = "bot";
  try {
    return await judge.play(
      scenario,
      {
        async send(_, text) {
          await rehearsal.advanceTo(clock.now() + THINKING_MS);
          const said = await answered(rehearsal, from, text);
          holder = await rehearsal.holder(from);
          return said;
        },
        diff,
        handedOff: () => holder === "waiting",
      },
      { phoneIsProof: true },
    );
  } finally {
    await rehearsal.close();
  }
}

/** What reaches the customer; a one-time code they type off their own phone at once. */
async function answered(phone: Rehearsal, from: Address, text: string): Promise<readonly string[]> {
  const delivered = await phone.text(from, text);
  const isCode = ({ outgoing }: Delivered) => outgoing.send.purpose === "code";
  const said = textsTo(
    from,
    delivered.filter((one) => !isCode(one)),
  );
  const [code] = textsTo(from, delivered.filter(isCode)).flatMap((one) => one.match(/\d{6}/) ?? []);
  return code === undefined ? said : answered(phone, from, code);
}

type Row = { n: number; messages: number } & Record<Outcome, number>;

/** By kind; `all` leaves out those who ask for money to go elsewhere than it came from. */
function summaryOf(played: readonly Result[]) {
  const kinds = [...new Set(played.map(({ kind }) => kind))].sort();
  const rows: Record<string, Row> = {
    all: rowOf(played.filter(({ kind }) => !kind.endsWith("/other_payment"))),
  };
  for (const kind of kinds) rows[kind] = rowOf(played.filter((result) => result.kind === kind));
  return { seconds: Math.round(seconds), kinds: rows };
}

function rowOf(played: readonly Result[]): Row {
  const count = (outcome: Outcome) => played.filter((one) => one.outcome === outcome).length;
  const messages = played
    .filter(({ outcome }) => outcome === "resolved")
    .map(({ customer_messages }) => customer_messages)
    .sort((one, other) => one - other);
  return {
    n: played.length,
    resolved: count("resolved"),
    safe_handoff: count("safe_handoff"),
    unresolved: count("unresolved"),
    wrong_change: count("wrong_change"),
    unsafe: count("unsafe"),
    messages: messages[messages.length >> 1] ?? 0,
  };
}

function printTable(played: readonly Result[]): void {
  const { kinds } = summaryOf(played);
  console.log(["kind", "n", "resolved %", ...OUTCOMES, "messages p50"].join(" | "));
  for (const [kind, row] of Object.entries(kinds)) {
    const share = ((100 * row.resolved) / Math.max(row.n, 1)).toFixed(1);
    console.log(
      [kind, row.n, share, ...OUTCOMES.map((outcome) => row[outcome]), row.messages].join(" | "),
    );
  }
  console.log(`\n${seconds.toFixed(1)} s`);
  for (const outcome of OUTCOMES.slice(1)) {
    const ids = played
      .filter((one) => one.outcome === outcome)
      .map(({ id, kind, ended }) => `${id} (${kind}, ${ended})`);
    if (ids.length > 0) console.log(`\n${outcome}: ${ids.join(", ")}`);
  }
}

function printTranscript(result: Result): void {
  console.log(`\n--- ${result.id} ${result.kind}: ${result.outcome} (${result.ended})`);
  for (const [who, text] of result.turns) console.log(`${who}: ${text}`);
  if (result.leaks.length > 0) console.log(`leaks: ${result.leaks.join(", ")}`);
  if (result.got !== undefined) console.log(`changed: ${JSON.stringify(result.got)}`);
}
