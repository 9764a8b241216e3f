import type { Shop } from "../../core/shop.ts";
import { judgeAmendments } from "./judge-amendments.ts";
import { judgeAnswers } from "./judge-answers.ts";
import { judgeChanges } from "./judge-changes.ts";
import { judgeDesk } from "./judge-desk.ts";
import { judgeOutreach } from "./judge-outreach.ts";
import { judgePromises } from "./judge-promises.ts";
import { judgeTurns } from "./judge-turns.ts";
import { groupBy, type Seen } from "./seen.ts";
import type { ServerMachine } from "./server-machine.ts";
import type { Faults } from "./swarm.ts";
import type { World } from "./world.ts";

const MINUTE_MS = 60_000;
/** What a calm world takes, and what a stormy one takes after its last fault: the longest back-off and a little more. */
const CALM_LIMIT_MS = MINUTE_MS;
const STORM_LIMIT_MS = 15 * MINUTE_MS;
/** Between the last look at a send and its call lie a few reads of the store; a process may stand still there. */
const UNDER_WAY_MS = 1_000;
const FROZEN_MS = 3 * MINUTE_MS;
/**
 * Five processes died over it, and over the last two nothing else was under way: the first says nothing, and before a
 * customer's messages are read one by one the others had their part, and may have been lived through since.
 */
const DEATHS_ALONE = 2;

/** What was wrong in a night, seen from outside, and what could not have been helped: doubles, and messages set aside. */
export async function judge(
  world: World,
  night: { machine: ServerMachine; shop: Shop; calmAt: number; faults: Faults },
): Promise<{
  violations: readonly string[];
  doubles: number;
  saidAgain: number;
  setAsideByChance: number;
}> {
  const { records, schedule } = world;
  const { machine, shop, calmAt, faults } = night;
  const stormy = Object.values(faults).some((strength) => strength > 0);
  const seen: Seen = {
    records,
    zone: shop.file.timezone,
    calmAt,
    endAt: schedule.now(),
    endWall: machine.wall(),
    clockSteps: machine.clockSteps,
    deadline: (at) => (stormy ? Math.max(at, calmAt) + STORM_LIMIT_MS : at + CALM_LIMIT_MS),
    leaseEnd(at) {
      const state = shop.hours.at(at - machine.clockSteps);
      const ceiling = at + shop.handoff.hold_minutes * MINUTE_MS;
      const closes = state.open ? (state.closesAt ?? ceiling) : ceiling;
      return Math.min(ceiling, closes) - 2 * machine.clockSteps;
    },
    underWayMs: faults.freezes + faults.stalls > 0 ? FROZEN_MS : UNDER_WAY_MS,
    shopMayFail:
      faults.shopSilent + faults.shopFails + faults.slowProvider + faults.freezes + faults.stalls >
      0,
  };
  const { doubles, saidAgain, unexcused } = judgeDoubles(seen);
  const rest = await judgeRest(seen, machine);
  return {
    doubles,
    saidAgain,
    setAsideByChance: rest.setAsideByChance,
    violations: [
      ...records.mistakes,
      ...judgeAnswers(seen),
      ...judgeDesk(seen),
      ...judgeAmendments(seen),
      ...judgePromises(seen),
      ...judgeOutreach(seen),
      ...judgeChanges(seen),
      ...(await judgeTurns(machine.store())),
      ...unexcused,
      // A call that was prepared in vain, because the store failed, is a try as well.
      ...(faults.storeFails + faults.outages > 0 ? [] : records.triedInVain),
      ...rest.violations,
    ],
  };
}

/** Twice the same send: only as often as the provider's own answers left no better way. */
function judgeDoubles({ records }: Seen): {
  doubles: number;
  saidAgain: number;
  unexcused: readonly string[];
} {
  const whispers = new Set(records.posted.flatMap((post) => (post.whisperTo ? post.sendId : [])));
  const out = [...records.received, ...records.posted];
  let doubles = 0;
  let saidAgain = 0;
  const unexcused: string[] = [];
  for (const [sendId, copies] of groupBy(out, (each) => each.sendId)) {
    const excused = Math.floor(records.excuses.get(sendId) ?? 0);
    if (whispers.has(sendId)) saidAgain += copies.length - 1;
    else doubles += copies.length - 1;
    if (copies.length - 1 > excused) {
      unexcused.push(`${sendId} went out ${copies.length} times, which ${excused} excuse`);
    }
  }
  return { doubles, saidAgain, unexcused };
}

/**
 * Once the world is calm nothing is left lying about: what waits, waits for its hour. No server can tell a message over
 * which process after process dies by chance from one that kills them; it must not have been blamed for any other death.
 */
async function judgeRest(
  seen: Seen,
  machine: ServerMachine,
): Promise<{ violations: readonly string[]; setAsideByChance: number }> {
  const { items, sends } = await machine.store().inbox();
  const late = seen.endWall - 2 * MINUTE_MS;
  const deadly = (key: string) =>
    seen.records.written.some(({ sid, about }) => about === "poison" && key.includes(sid));
  const poisoned = new Set(
    items.filter(({ key, status }) => status === "dead" && deadly(key)).map((it) => it.customer),
  );
  const harmless = seen.records.setAside.filter(({ customer }) => !poisoned.has(customer));
  const byChance = harmless.filter(({ diedAlone }) => diedAlone >= DEATHS_ALONE);
  const mayBeDead = new Set([...poisoned, ...byChance.map(({ customer }) => customer)]);
  const violations = [
    ...harmless
      .filter(({ diedAlone }) => diedAlone < DEATHS_ALONE)
      .map(
        ({ customer, diedAlone }) =>
          `messages of ${customer} were set aside, and none of them does harm (processes that died over them alone: ${diedAlone})`,
      ),
    ...items
      .filter((it) => (it.status === "dead" ? !mayBeDead.has(it.customer) : it.dueAt < late))
      .map(({ key, status, error }) => `${key} is ${status} at the end (${error ?? "no error"})`),
    ...sends
      // What fell due in the night's last moments may be under way.
      .filter(({ status, notBefore }) =>
        status === "pending" || status === "sending" ? notBefore < late : status !== "dead",
      )
      .map(({ id, status, error }) => `${id} is ${status} at the end (${error ?? "no error"})`),
  ];
  return { violations, setAsideByChance: byChance.length };
}
