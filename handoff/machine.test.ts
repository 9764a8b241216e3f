import { describe, expect, it } from "@jest/globals";
import type { Holder } from "../core/conversation.ts";
import { type HolderEvent, mayHappen, moveHolder } from "./machine.ts";

const mette = { id: "U1", name: "Mette" };
const holders: Record<Holder["kind"], Holder> = {
  bot: { kind: "bot" },
  waiting: { kind: "waiting", since: 1, handoff: 3 },
  agent: { kind: "agent", agent: mette, since: 2, activeAt: 2, handoff: 3 },
  resolved: { kind: "resolved", at: 3, handoff: 3 },
};
const events: Record<HolderEvent["type"], HolderEvent> = {
  need_person: { type: "need_person", at: 10, handoff: 4 },
  claim: { type: "claim", at: 10, agent: mette },
  hand_back: { type: "hand_back" },
  resolve: { type: "resolve", at: 10 },
  lapse: { type: "lapse", at: 10 },
  customer_wrote: { type: "customer_wrote" },
  pass_on: { type: "pass_on", at: 10, handoff: 4 },
  give: { type: "give", at: 10, agent: mette },
  reopen: { type: "reopen", at: 10, agent: mette, handoff: 3 },
};

describe("who holds a conversation", () => {
  it.each([
    ["bot", "need_person", "waiting"],
    ["waiting", "claim", "agent"],
    ["waiting", "hand_back", "bot"],
    ["waiting", "resolve", "resolved"],
    ["agent", "hand_back", "bot"],
    ["agent", "resolve", "resolved"],
    ["agent", "lapse", "waiting"],
    ["agent", "pass_on", "waiting"],
    ["agent", "give", "agent"],
    ["waiting", "pass_on", "waiting"],
    ["waiting", "give", "agent"],
    ["bot", "reopen", "agent"],
    ["resolved", "reopen", "agent"],
    ["resolved", "need_person", "waiting"],
    ["resolved", "customer_wrote", "bot"],
  ] as const)("passes from %s by %s to %s", (from, by, to) => {
    expect(moveHolder(holders[from], events[by])?.kind).toBe(to);
  });

  it("changes by nothing else: an agent cannot be robbed by a second claim, nor the bot resolved", () => {
    const moves = Object.values(holders).flatMap((holder) =>
      Object.values(events).filter(({ type }) => mayHappen(holder, type)),
    );
    expect(moves).toHaveLength(15);
    expect(moveHolder(holders.agent, events.claim)).toBeUndefined();
    expect(moveHolder(holders.bot, events.resolve)).toBeUndefined();
  });

  it("keeps the number of its handoff from the wait to the end", () => {
    expect(moveHolder(holders.waiting, events.claim)).toMatchObject({ handoff: 3 });
    expect(moveHolder(holders.agent, events.resolve)).toMatchObject({ handoff: 3 });
    expect(moveHolder(holders.agent, events.lapse)).toMatchObject({ handoff: 3 });
    expect(moveHolder(holders.resolved, events.need_person)).toMatchObject({ handoff: 4 });
  });
});
