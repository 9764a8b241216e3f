import type { Events } from "../../core/events.ts";
import type { Help, Helper, HelperAnswer, HelperOptions } from "../../core/helper.ts";
import type { Passage } from "../../core/knowledge.ts";
import type { Order } from "../../core/order.ts";
import type { Clock, Store } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import type { IntentName } from "../../core/understanding.ts";
import { maskPerson } from "../../customers/masking.ts";
import { answerFor } from "../../intents/answers.ts";
import type { Brief } from "./brief.ts";
import { goOnWithFlow } from "./flow-turn.ts";
import type { GatePorts } from "./gate.ts";
import { wishesOf } from "./wishes.ts";
import { passagesFor } from "./written-answer.ts";

/** How long the night waits for a language model before it goes on without. */
const HELP_LIMIT_MS = 4_000;

/** As events and breakers name it. */
const NAME = "language model";

/** More of a customer's words than this are not needed to tell what they want. */
const LONGEST_TEXT = 1_000;

const HOUR_MS = 3_600_000;
const NIGHT_MS = 12 * HOUR_MS;

/**
 * Never taken from a model: they confirm, refuse or end something, so they must be in the customer's own words. All others
 * only begin what needs its own proof and the customer's own yes.
 */
const NEVER_GUESSED: ReadonlySet<IntentName> = new Set([
  "yes",
  "no",
  "unsure",
  "wait",
  "repeat",
  "greeting",
  "goodbye",
  "praise",
  "stop_messages",
  "out_of_scope",
]);

export type HelperPorts = Pick<GatePorts, "breakers"> & {
  /** Absent: there is no language model. */
  helper?: Helper | undefined;
  store: Pick<Store, "spend">;
  clock: Clock;
  events: Pick<Events, "provider">;
};

/**
 * The end of step B where there is a language model: what it makes of words that the engine did not understand, and how it
 * answers a question from the shop's documents. It sees the customer's words with the personal data masked, the names of
 * intents and the shop's own paragraphs, and nothing else; it does nothing and decides nothing. Late, wrong, used up or
 * down: the brief stays as it is. Noted in the journal's reads either way.
 */
export async function askHelper(brief: Brief, ports: HelperPorts): Promise<Brief> {
  const { helper } = ports;
  const { said } = brief;
  if (!helper || !said || !mayAnswer(brief)) return brief;
  const phrase = brief.shop.phrases(brief.conversation.locale);
  if (goOnWithFlow(brief, brief.conversation, phrase)) return brief;
  const wishes = wishesOf(brief.conversation.question, said, brief).intents;
  const text = maskPerson(said.text, knownOf(brief)).slice(0, LONGEST_TEXT);
  const toKnow = wishes.find(
    (intent) => answerFor(intent, { now: brief.now, shop: brief.shop, phrase }) === undefined,
  );
  const passages = wishes.length === 0 || toKnow ? passagesFor(brief, toKnow) : [];
  const [intents, answer] = await Promise.all([
    wishes.length > 0
      ? undefined
      : asked("understand", brief, ports, (how) =>
          helper.understand({ text, intents: intentsOf(brief.shop) }, how),
        ),
    passages.length === 0
      ? undefined
      : asked("answer", brief, ports, (how) =>
          helper.answer({ question: text, passages: passages.map(wordsOf) }, how),
        ),
  ]);
  const known = new Set(intentsOf(brief.shop).map(({ name }) => name));
  const help: Help = {
    ...(intents ? { intents: [...new Set(intents)].filter((name) => known.has(name)) } : {}),
    ...(answer === undefined ? {} : { answer: answer.text ?? "" }),
  };
  return Object.keys(help).length === 0 ? brief : { ...brief, help };
}

/** Where a paragraph lies is nobody's business but ours. */
function wordsOf({ title, text }: Passage): Pick<Passage, "title" | "text"> {
  return { title, text };
}

/** Whether the bot is to answer words of the customer's at all. */
function mayAnswer({ said, conversation, optedOut, code }: Brief): boolean {
  const { kind } = conversation.holder;
  if (kind === "agent" || kind === "waiting" || optedOut || code) return false;
  return (
    said !== undefined && /\p{L}{2}/u.test(said.text) && !said.messages.some(({ optOut }) => optOut)
  );
}

function intentsOf({ intentNames, intent }: Shop): readonly { name: IntentName; title: string }[] {
  return (intentNames ?? [])
    .filter((name) => !NEVER_GUESSED.has(name))
    .map((name) => ({ name, title: intent(name)?.title ?? name }));
}

/** What we know of who writes: of it nothing leaves. */
function knownOf({ conversation, orders }: Brief): readonly string[] {
  const { firstName, profileName } = conversation;
  const own = orders.kind === "proven" ? orders.orders.flatMap(personalIn) : [];
  return [
    ...new Set([firstName, profileName, ...(profileName?.split(/\s+/) ?? []), ...own]),
  ].flatMap((value) => value ?? []);
}

function personalIn({
  firstName,
  lastName,
  shippingAddress,
  email,
}: Order): readonly (string | undefined)[] {
  const { name, line1, line2, city, postcode } = shippingAddress ?? {};
  return [firstName, lastName, name, line1, line2, city, postcode, email];
}

/** One question with its limit, within what shop.yaml allows; `undefined`: no answer, and the journal says why. */
async function asked<T>(
  what: string,
  brief: Brief,
  ports: HelperPorts,
  ask: (how: HelperOptions) => Promise<HelperAnswer<T>>,
): Promise<T | undefined> {
  const { clock, breakers, events } = ports;
  const startedAt = clock.now();
  const note = (outcome: string) =>
    brief.reads.push({ what: `helper: ${what}`, ms: clock.now() - startedAt, outcome });
  if (breakers?.ask(NAME, startedAt).go === false) {
    note("left alone");
    return undefined;
  }
  if (!(await isAffordable(what, brief, ports))) {
    breakers?.told(NAME, clock.now(), "neither");
    note("used up");
    return undefined;
  }
  const { tokens_per_hour: perHour, tokens_per_night: perNight } = brief.shop.file.helper;
  const limit = new AbortController();
  const asking = new AbortController();
  const answer = await Promise.race([
    ask({ signal: asking.signal, tokens: { perHour, perNight } }).catch((error: unknown) => ({
      kind: "failed" as const,
      error,
    })),
    clock.sleep(HELP_LIMIT_MS, limit.signal).then(() => ({
      kind: "failed" as const,
      error: new Error(`no answer in ${HELP_LIMIT_MS} ms`),
    })),
  ]);
  limit.abort("answered"); // with no reason given, an error with its stack is made each time
  asking.abort("over");
  const ms = clock.now() - startedAt;
  if (answer.kind === "spent") {
    breakers?.told(NAME, clock.now(), "neither");
    note("used up");
    return undefined;
  }
  if (answer.kind === "failed") {
    breakers?.told(NAME, clock.now(), "failed");
    events.provider({ name: NAME, outcome: "unavailable", ms, error: answer.error });
    note("unavailable");
    return undefined;
  }
  breakers?.told(NAME, clock.now(), "worked");
  events.provider({ name: NAME, outcome: "ok", ms });
  note("ok");
  return answer.value;
}

/** One of the calls of this conversation's night, and one of the house's. */
async function isAffordable(
  what: string,
  { customer, conversation, shop, now }: Brief,
  { store }: HelperPorts,
): Promise<boolean> {
  const { calls_per_conversation, calls_per_hour, calls_per_night } = shop.file.helper;
  const key = `helper:${customer}:${conversation.turn}:${what}`;
  const own = {
    name: `helper:${customer}`,
    limits: [{ count: calls_per_conversation, withinMs: NIGHT_MS }],
  };
  const all = {
    name: "helper",
    limits: [
      { count: calls_per_hour, withinMs: HOUR_MS },
      { count: calls_per_night, withinMs: NIGHT_MS },
    ],
  };
  return (await store.spend(own, key, now)) && (await store.spend(all, key, now));
}
