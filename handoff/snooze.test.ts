import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";
import {
  askedForPerson,
  mondayOpening,
  signesDraft,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { leaseFellDue } from "./lease.ts";
import { endSnooze, snooze, snoozeFellDue } from "./snooze.ts";
import { stillUnanswered } from "./unanswered.ts";

const HOUR_MS = 60 * 60_000;
const shop = smallShop();
const phrase = shop.phrases("en");
const mette = { id: "U1", name: "Mette" };
const tuesdayTen = Date.parse("2026-11-24T10:00:00+01:00");
const mondayNight = Date.parse("2026-11-23T22:00:00+01:00");

function held(): Partial<Conversation> {
  return {
    holder: {
      kind: "agent",
      agent: mette,
      since: mondayOpening,
      activeAt: mondayOpening,
      handoff: 1,
    },
    handoff: askedForPerson(mondayOpening),
  };
}

function putAside(until?: number): Draft {
  const draft = signesDraft(held(), mondayOpening);
  snooze(draft, mette, until, shop);
  return draft;
}

function later(now: number, until: number | undefined = tuesdayTen): Draft {
  return signesDraft(putAside(until).conversation, now);
}

describe("a conversation that its agent puts aside", () => {
  it("comes back to the queue at that hour, and the agent is called", () => {
    expect(putAside(tuesdayTen).timers.set).toMatchObject([
      { timer: "snooze_over", dueAt: tuesdayTen },
    ]);
    const draft = later(tuesdayTen);
    snoozeFellDue(draft, String(tuesdayTen));
    expect(draft.conversation.holder).toMatchObject({ kind: "waiting", handoff: 1 });
    expect(draft.conversation.snoozed).toBeUndefined();
    expect(draft.sends.at(-1)?.body).toMatchObject({ calls: "U1", aloud: true });
    expect(textsOf(draft)).toEqual([]);
  });

  it("is not put aside over the head of a customer who waits for a word that nobody has promised", () => {
    const lines = [{ at: mondayOpening - HOUR_MS, who: "customer" as const, text: "and my lamp?" }];
    const draft = signesDraft({ ...held(), lines }, mondayOpening);
    snooze(draft, mette, tuesdayTen, shop);
    expect(draft.conversation.snoozed).toBeUndefined();
    expect(draft.sends.at(-1)?.body).toMatchObject({
      kind: "whisper",
      text: expect.stringContaining("waits for your answer"),
    });
  });

  it("may wait for nothing but the customer's next word", () => {
    const draft = putAside();
    expect(draft.conversation.snoozed).toEqual({});
    expect(draft.timers.set).toEqual([]);
  });

  it("is neither taken by its lease nor by reminders meanwhile", () => {
    const draft = later(mondayOpening + 5 * HOUR_MS);
    leaseFellDue(draft, "1", shop, phrase);
    stillUnanswered(draft, `${mondayOpening}/1`, shop, phrase);
    expect(draft.conversation.holder.kind).toBe("agent");
    expect(draft.sends).toEqual([]);
  });

  it("is back with its agent, under a new lease, when the customer writes in hours", () => {
    const draft = later(mondayOpening + 5 * HOUR_MS);
    endSnooze(draft, shop, phrase);
    expect(draft.conversation).toMatchObject({
      holder: { kind: "agent", agent: mette, activeAt: mondayOpening + 5 * HOUR_MS },
      snoozed: undefined,
    });
    expect(draft.timers.set).toMatchObject([{ timer: "holder_lease" }]);
    expect(draft.sends.at(-1)?.body).toMatchObject({ kind: "line", calls: "U1" });
    snoozeFellDue(draft, String(tuesdayTen));
    expect(draft.conversation.holder.kind).toBe("agent");
  });

  it("waits in the queue, with a promise, when the customer writes after hours", () => {
    const draft = later(mondayNight);
    endSnooze(draft, shop, phrase);
    expect(draft.conversation.holder).toMatchObject({ kind: "waiting" });
    expect(textsOf(draft)).toEqual([expect.stringContaining("by tomorrow 11:00")]);
    expect(draft.conversation.promises).toMatchObject([{ status: "live" }]);
  });

  it("cannot be put aside until yesterday, nor by somebody who does not hold it", () => {
    expect(putAside(mondayOpening).conversation.snoozed).toBeUndefined();
    const draft = signesDraft(held(), mondayOpening);
    snooze(draft, { id: "U2", name: "Jonas" }, tuesdayTen, shop);
    expect(draft.conversation.snoozed).toBeUndefined();
    expect(draft.sends).toMatchObject([{ body: { kind: "whisper", agentId: "U2" } }]);
  });
});
