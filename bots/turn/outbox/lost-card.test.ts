import { describe, expect, it } from "@jest/globals";
import { type Holder, newConversation } from "../../../core/conversation.ts";
import type { Send, Settlement } from "../../../core/ports.ts";
import { askedForPerson } from "../../../test/fixtures/small-shop.ts";
import { type OutboxPorts, sendOne } from "../outbox.ts";

/** Monday 23 November 2026, 10:05 in Copenhagen. */
const mondayMorning = Date.parse("2026-11-23T09:05:00Z");

/** What becomes of a card whose thread nobody knows, while `holder` holds the conversation. */
async function cardWithoutThread(holder: Holder): Promise<Settlement[]> {
  const settled: Settlement[] = [];
  const send: Send = {
    id: "c1-4-0",
    customer: "c1",
    purpose: "desk",
    author: "bot",
    to: "desk:care",
    body: { kind: "card", handoff: 1 },
    lane: "desk:care",
    rank: 0,
    notBefore: mondayMorning,
    status: "sending",
    createdAt: mondayMorning,
    tries: 1,
  };
  const conversation = {
    ...newConversation(),
    holder,
    handoff: askedForPerson(mondayMorning),
  };
  const ports = {
    store: {
      conversation: async () => conversation,
      threadOf: async () => undefined,
      settle: async (_id: string, settlement: Settlement) => void settled.push(settlement),
    },
    channels: [
      { carries: ["desk"], send: async () => ({ kind: "accepted", providerId: "slack:1" }) },
    ],
    clock: { now: () => mondayMorning },
    events: { sent() {}, failed() {} },
    shop: () => ({ file: { timezone: "Europe/Copenhagen" } }),
  };
  await sendOne(send, ports as unknown as OutboxPorts); // the rest is never asked for
  return settled;
}

describe("a card of which nobody knows where it stands", () => {
  it("is posted again for the agent who claimed it, or they could not write to their customer", async () => {
    const agent = { id: "U1", name: "Mette" };
    const since = mondayMorning;
    const holder: Holder = { kind: "agent", agent, since, activeAt: since, handoff: 1 };
    expect(await cardWithoutThread(holder)).toMatchObject([{ kind: "sent" }]);
  });

  it("is not posted once nobody waits", async () => {
    expect(await cardWithoutThread({ kind: "bot" })).toMatchObject([{ kind: "cancelled" }]);
  });
});
