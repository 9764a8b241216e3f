import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../core/conversation.ts";
import type { JournalEntry } from "../../core/decision.ts";
import { fridayNight, signesConversation } from "../../test/fixtures/small-shop.ts";
import { heldBy } from "./held-by.ts";

const held = (id: string): Conversation =>
  signesConversation({
    holder: { kind: "agent", agent: { id, name: id }, since: 1, activeAt: 1, handoff: 1 },
  });

const entry = (after: string) =>
  ({ holder: { before: "waiting", after } }) as unknown as JournalEntry; // no more of it is looked at

describe("an agent who asks what they hold", () => {
  const now: Record<string, Conversation> = {
    c1: held("U1"),
    c2: held("U2"),
    c3: signesConversation(),
  };
  const turns = [
    { customer: "c3", entry: entry("agent") },
    { customer: "c1", entry: entry("agent") },
    { customer: "c2", entry: entry("agent") },
    { customer: "c1", entry: entry("waiting") },
  ];
  const conversation = async (customer: string) => now[customer];

  it("sees each of theirs once, and neither colleagues' nor what they gave back since", async () => {
    const store = { journalSince: async () => turns, conversation };
    const mine = await heldBy("U1", store, fridayNight);
    expect(mine.map(({ customer }) => customer)).toEqual(["c1"]);
  });
});
