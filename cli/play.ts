import type { ConversationTest } from "../core/conversation-test.ts";
import type { Address, Agent } from "../core/message.ts";
import { parseMoment } from "./moment.ts";
import type { Delivered, Rehearsal } from "./rehearsal.ts";
import { type Stage, textsTo } from "./stage.ts";

/** How a conversation test went; `why` and `place` tell of the first step that did not go as it must. */
export type Played = { name: string; ok: boolean; why?: string; place?: string };

/** A number on no order. */
const STRANGER: Address = "sms:+4599999999";

const METTE: Agent = { id: "U0METTE", name: "Mette" };

const HOUR_MS = 3_600_000;

/** Plays one conversation test on a clock of its own. */
export async function play(
  test: Stage["files"]["tests"][number],
  stage: Stage,
  now: number,
): Promise<Played> {
  const { timezone } = stage.shop.file;
  const { name, steps, places } = test;
  const night = stage.start(parseMoment(test.at, timezone, now), test.locales);
  const scene: Scene = {
    night,
    from: addressOf(test.from),
    replies: "",
    sent: [],
    momentOf: (text) => parseMoment(text, timezone, now),
  };
  try {
    // What happens is news only to somebody who knows how things stood.
    if (steps.some((step) => "at" in step)) await night.hearFromShop();
    for (const [at, step] of steps.entries()) {
      const why = await take(step, scene);
      if (why === undefined) continue;
      const place = places[at];
      return { name, ok: false, why, ...(place === undefined ? {} : { place }) };
    }
    return { name, ok: true };
  } finally {
    await night.close();
  }
}

type Step = ConversationTest["steps"][number];

type Scene = {
  night: Rehearsal;
  from: Address;
  /** What reached the customer since they wrote, or since the hour struck. */
  replies: string;
  sent: Delivered[];
  momentOf(text: string): number;
};

/** Does what a step says, or looks whether it is so; what is wrong, if anything is. */
async function take(step: Step, scene: Scene): Promise<string | undefined> {
  const { night } = scene;
  if ("customer" in step) {
    if (step.from !== undefined) scene.from = addressOf(step.from);
    const written = [step.customer].flat().map((text) => withCodes(text, scene.sent));
    if (written.includes(undefined)) return "no such code was sent before";
    const words = written.flatMap((text) => text ?? []);
    return hear(await night.text(scene.from, words), scene);
  }
  if ("at" in step) return hear(await passTime(scene.momentOf(step.at), night), scene);
  if ("agent" in step) return hear(await night.act(scene.from, METTE, { do: step.agent }), scene);
  if ("agent_says" in step) {
    const action = { do: "say", text: step.agent_says } as const;
    return hear(await night.act(scene.from, METTE, action), scene);
  }
  return look(step, scene);
}

async function look(
  step: Extract<
    Step,
    { holder: unknown } | { done: unknown } | { bot: unknown } | { not: unknown }
  >,
  { night, from, replies }: Scene,
): Promise<string | undefined> {
  if ("holder" in step) return heldBy(await night.holder(from), step.holder);
  if ("done" in step) return didOther(await night.changesMade(), step.done);
  if ("bot" in step) return misses(replies, step.bot, step.not ?? []);
  if ("not" in step) return misses(replies, [], step.not);
  return step satisfies never;
}

function hear(delivered: readonly Delivered[], scene: Scene): undefined {
  scene.sent.push(...delivered);
  scene.replies = textsTo(scene.from, delivered).join("\n");
}

/** The shop's system is asked for news every hour, as a server does more often. */
async function passTime(until: number, night: Rehearsal): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = [];
  while (night.now() < until) {
    delivered.push(...(await night.advanceTo(Math.min(night.now() + HOUR_MS, until))));
    delivered.push(...(await night.hearFromShop()));
  }
  return delivered;
}

/** The text with the codes in it that were sent last; `undefined`: there was none. */
function withCodes(text: string, sent: readonly Delivered[]): string | undefined {
  const codes = sent.flatMap(({ outgoing: { send } }) =>
    send.purpose === "code" && send.body.kind === "text" ? [send.body.text] : [],
  );
  let isMissing = false;
  const lastOf = (pattern: RegExp) => {
    const found = codes.findLast((code) => pattern.test(code));
    isMissing ||= found === undefined;
    return pattern.exec(found ?? "")?.[1] ?? "";
  };
  const filled = text
    .replaceAll("{code}", () => lastOf(/\b(\d{6})\b/))
    .replaceAll("{link}", () => lastOf(/(LINK [\w-]+)/));
  return isMissing ? undefined : filled;
}

/** A bare number is an SMS phone. */
function addressOf(from: string | undefined): Address {
  if (from === undefined) return STRANGER;
  return (from.includes(":") ? from : `sms:${from}`) as Address; // a kind that does not exist has no channel, and the test says so
}

function heldBy(holder: string, expected: string): string | undefined {
  return holder === expected ? undefined : `held by ${holder}, expected ${expected}`;
}

/** Stands for "no word" and "no change" where it stands alone. */
const NOTHING = "nothing";

function didOther(made: readonly string[], expected: string | readonly string[]) {
  const wanted = expected === NOTHING ? [] : [expected].flat();
  const isSame = made.length === wanted.length && wanted.every((each, at) => each === made[at]);
  if (isSame) return undefined;
  return `done in the shop's system: ${made.join(", ") || NOTHING}, expected ${wanted.join(", ") || NOTHING}`;
}

function misses(
  replies: string,
  expected: string | readonly string[],
  unwanted: readonly string[],
): string | undefined {
  if (expected === NOTHING)
    return replies === "" ? undefined : `expected no reply, not: ${replies}`;
  const said = replies.toLowerCase();
  const missing = [expected].flat().find((words) => !said.includes(words.toLowerCase()));
  if (missing !== undefined)
    return `expected ${JSON.stringify(missing)} in: ${replies || "(no reply)"}`;
  const surplus = unwanted.find((words) => said.includes(words.toLowerCase()));
  if (surplus !== undefined) return `did not expect ${JSON.stringify(surplus)} in: ${replies}`;
  return undefined;
}
