import type { SendOutcome } from "../../bots/channel.ts";
import type { Send } from "../../core/ports.ts";
import { type Life, whenAwake } from "./life.ts";
import { note, type World } from "./world.ts";

/** How long our side waits for a provider. */
const CLIENT_LIMIT_MS = 12_000;
const USUAL_TRIP_MS = 40;
const LONGEST_TRIP_MS = 4_000;

/** How long one way takes now. */
function trip(world: World): number {
  const slow = world.random.chance(world.faults().slowNetwork);
  return 1 + world.random.delay(USUAL_TRIP_MS, slow ? LONGEST_TRIP_MS : USUAL_TRIP_MS * 2);
}

/** The receiver's answer to one request, or `lost`: the sender of the request cannot know whether it was read. */
export type Answer = "taken" | "busy" | "lost";

/**
 * One webhook from outside to whatever process runs when it arrives. `limitMs` is how long its sender waits.
 * `handle` gives the server's answer; it never comes if the process dies over it.
 */
export function request(
  world: World,
  options: {
    limitMs: number;
    handle: () => Promise<"taken" | "busy"> | undefined;
    answered: (answer: Answer) => void;
  },
): void {
  const { schedule, random } = world;
  let over = false;
  const finish = (answer: Answer) => {
    if (over) return;
    over = true;
    options.answered(answer);
  };
  schedule.after(options.limitMs, () => finish("lost"));
  if (random.chance(world.faults().webhookDropped)) return;
  schedule.after(trip(world), () => {
    const handled = options.handle();
    if (!handled) return finish("lost");
    handled.then(
      (answer) => {
        if (random.chance(world.faults().answerDropped)) return;
        schedule.after(trip(world), () => finish(answer));
      },
      (error: unknown) => {
        world.records.mistakes.push(`a webhook was answered with an exception: ${String(error)}`);
        finish("busy");
      },
    );
  });
}

/** Counts a call about a send. Its process may have died before it could call, and has then begun a try for nothing. */
export function noteCall({ records }: World, { id, tries }: Pick<Send, "id" | "tries">): void {
  const calls = (records.calls.get(id) ?? 0) + 1;
  records.calls.set(id, calls);
  if (tries > calls + records.crashes) {
    records.triedInVain.push(
      `${id} counts ${tries} tries, and its provider was called ${calls} times`,
    );
  }
}

type Accepted = Extract<SendOutcome, { kind: "accepted" }>;

/** What providers do with one request of ours: take it, refuse it, or leave us not knowing. */
export function attempt(
  world: World,
  life: Life,
  what: string,
  take: () => Accepted | SendOutcome,
  canBeAsked = true,
): Promise<SendOutcome> {
  const { schedule, random } = world;
  const faults = world.faults();
  world.records.tried.set(what, schedule.now());
  return new Promise((resolve) => {
    const answer = (ms: number, outcome: () => SendOutcome) =>
      schedule.after(ms, () => {
        const made = outcome();
        if (canBeAsked && (made.kind === "unclear" || !life.alive)) world.records.ambiguous += 1;
        whenAwake(world, life, () => resolve(made));
      });
    const unclear = (message: string) => (): SendOutcome => {
      note(world, `${what}: unclear, ${message}`);
      return { kind: "unclear", message };
    };
    if (random.chance(faults.providerRefuses)) {
      return answer(trip(world), () => refusal("connection refused", undefined));
    }
    if (random.chance(faults.providerBusy)) {
      return answer(trip(world), () => refusal("429", random.between(1, 20) * 1000));
    }
    if (random.chance(faults.lostBeforeProvider)) {
      return answer(random.pick([trip(world), CLIENT_LIMIT_MS]), unclear("500 or lost"));
    }
    if (random.chance(faults.arrivesLate)) {
      schedule.after(CLIENT_LIMIT_MS + random.between(0, 30_000), take);
      return answer(CLIENT_LIMIT_MS, unclear("no answer, still on its way"));
    }
    schedule.after(trip(world), () => {
      const outcome = take();
      if (random.chance(world.faults().lostAfterProvider)) {
        return answer(random.pick([trip(world), CLIENT_LIMIT_MS]), unclear("taken, answer lost"));
      }
      const slow = random.chance(faults.slowProvider);
      answer(slow ? random.between(1_000, CLIENT_LIMIT_MS - 1) : trip(world), () => outcome);
    });
  });
}

/** What a provider does that is down: it says no, at once. */
export function refuse(world: World, life: Life, why: string): Promise<SendOutcome> {
  return new Promise((resolve) => {
    world.schedule.after(trip(world), () =>
      whenAwake(world, life, () => resolve(refusal(why, undefined))),
    );
  });
}

function refusal(code: string, retryAfterMs: number | undefined): SendOutcome {
  return {
    kind: "refused",
    code,
    message: "not now",
    reaction: "retry_later",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A provider's list shows what it took only after this. */
export const LISTED_AFTER_MS = 2_000;

const ASKED_FOR_MS = 55_000;

/** A provider that fails to answer is asked again for a minute. */
function excuseOf(fails: boolean, isSoon: boolean): number {
  return fails && isSoon ? 1 / 4 : 1;
}

/** Asks a provider whether it took something; what its answer makes unavoidable is noted for the judges. */
export function lookUp(
  world: World,
  life: Life,
  sendId: string,
  find: () => Accepted | undefined,
): Promise<SendOutcome | { kind: "not_sent" } | { kind: "unknown" }> {
  const { schedule, random, records } = world;
  return new Promise((resolve) => {
    schedule.after(trip(world), () => {
      const fails = random.chance(world.faults().lookUpFails);
      const found = fails ? undefined : find();
      // A list that does not show what is still on its way, or fails for a minute, leaves nothing but sending again.
      const triedAt = records.tried.get(sendId) ?? 0;
      const isSoon = schedule.now() - triedAt < ASKED_FOR_MS && records.clockSetAt < triedAt;
      const excuse = excuseOf(fails, isSoon);
      if (!found) records.excuses.set(sendId, (records.excuses.get(sendId) ?? 0) + excuse);
      schedule.after(trip(world), () =>
        whenAwake(world, life, () =>
          resolve(fails ? { kind: "unknown" } : (found ?? { kind: "not_sent" })),
        ),
      );
    });
  });
}
