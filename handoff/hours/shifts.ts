import { type Draft, decide, wake } from "../../core/draft.ts";
import type { Hours } from "../../core/hours.ts";
import type { Shop } from "../../core/shop.ts";
import { sendBriefing } from "../../core/tell-desk.ts";

const MINUTE_MS = 60_000;

/** A pause shorter than this is lunch, not the end of a shift. */
const LONGEST_BREAK_MS = 2 * 60 * MINUTE_MS;

/** The briefing stands above the cards, so it leaves before them. */
const EARLY_MS = MINUTE_MS;

/** One later than this says nothing that the cards do not say. */
const TOO_LATE_MS = 4 * 60 * MINUTE_MS;

/** How far back an evening is looked for when the last closing is. */
const LONGEST_NIGHT_DAYS = 14;
const DAY_MS = 24 * 60 * MINUTE_MS;

export type Shift = { team: string; turn: "opens" | "closes"; at: number };

/** The next time each team's shift begins and ends, as its hours say now; breaks do not count. */
export function nextShifts(now: number, shop: Shop): readonly Shift[] {
  return Object.keys(shop.file.teams).flatMap((team) => {
    const hours = shop.hoursOf(team);
    const closes = nextClosing(now, hours);
    const opens = nextOpening(closes !== undefined && hours.isOpen(now) ? closes : now, hours);
    return [
      ...(opens === undefined ? [] : [{ team, turn: "opens", at: opens } as const]),
      ...(closes === undefined ? [] : [{ team, turn: "closes", at: closes } as const]),
    ];
  });
}

/** The name under which a shift's beginning or end is kept: however often it is asked for, it is briefed once. */
export function shiftName({ team, turn, at }: Shift): string {
  return `${turn}/${at}/${team}`;
}

/**
 * A shift is to be briefed: now, or when its time comes. Hours that have changed since it was planned make it void.
 * Everything it tells is looked up when it is sent.
 */
export function planBriefing(draft: Draft, name: string, shop: Shop): void {
  const shift = readName(name);
  if (!shift) return decide(draft, "stay_silent", "shift: of an older version");
  const due = shift.turn === "opens" ? shift.at - EARLY_MS : shift.at;
  if (draft.now < due) {
    wake(draft, "shift", name, due, draft.conversation.turn);
    return decide(draft, "stay_silent", "shift: planned");
  }
  const hours = shop.hoursOf(shift.team);
  if (draft.now - due > TOO_LATE_MS || !isTurn(shift, hours)) {
    return decide(draft, "stay_silent", "shift: void");
  }
  decide(draft, "act", `shift: ${shift.turn}`);
  const since = shift.turn === "opens" ? lastClosing(shift.at, hours) : shift.at - DAY_MS;
  sendBriefing(draft, { team: shift.team, shift: shift.turn, at: shift.at, since });
}

function readName(name: string): Shift | undefined {
  const match = /^(opens|closes)\/(\d+)\/(.+)$/.exec(name);
  const [, turn, at, team] = match ?? [];
  if ((turn !== "opens" && turn !== "closes") || team === undefined) return undefined;
  return { turn, at: Number(at), team };
}

/** Whether the hours still turn at that instant. */
function isTurn({ turn, at }: Shift, hours: Hours): boolean {
  return turn === "opens"
    ? hours.isOpen(at) && !hours.isOpen(at - 1)
    : !hours.isOpen(at) && hours.isOpen(at - 1);
}

/** The next opening after a night: one after a break is skipped. */
function nextOpening(from: number, hours: Hours): number | undefined {
  let at = hours.isOpen(from) ? afterClosing(from, hours) : hours.nextOpen(from);
  for (let tries = 0; at !== undefined && tries < MOST_BREAKS; tries += 1) {
    if (!wasOpenBefore(at, hours)) return at;
    at = afterClosing(at, hours);
  }
  return at;
}

const MOST_BREAKS = 10;

function afterClosing(instant: number, hours: Hours): number | undefined {
  const state = hours.at(instant);
  const closesAt = state.open ? state.closesAt : instant;
  return closesAt === undefined ? undefined : hours.nextOpen(closesAt);
}

function wasOpenBefore(opening: number, hours: Hours): boolean {
  const dusk = hours.nextOpen(opening - LONGEST_BREAK_MS);
  return dusk !== undefined && dusk < opening;
}

function nextClosing(now: number, hours: Hours): number | undefined {
  let open = hours.nextOpen(now);
  for (let tries = 0; open !== undefined && tries < MOST_BREAKS; tries += 1) {
    const state = hours.at(open);
    if (!state.open || state.closesAt === undefined) return undefined;
    const again = hours.nextOpen(state.closesAt);
    if (again === undefined || again - state.closesAt >= LONGEST_BREAK_MS) return state.closesAt;
    open = again;
  }
  return undefined;
}

function lastClosing(opening: number, hours: Hours): number {
  for (let days = 1; days <= LONGEST_NIGHT_DAYS; days += 1) {
    const closing = nextClosing(opening - days * DAY_MS, hours);
    if (closing !== undefined && closing < opening) return closing;
  }
  return opening - DAY_MS;
}
