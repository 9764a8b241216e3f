import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";
import {
  fridayNight,
  mondayOpening,
  mondayPromise,
  signesDraft,
  signesPhone,
  smallShop,
} from "../test/fixtures/small-shop.ts";
import { deskAction } from "./desk-actions.ts";
import { handOver, promiseFellDue } from "./hand-over.ts";
import { settledPromises, staffedBetween } from "./promises.ts";
import { warnOfPromise } from "./warnings.ts";

const MINUTE_MS = 60_000;
const mette = { id: "U1", name: "Mette" };
const shop = smallShop({}, { escalate_to: "leads" });
const phrase = shop.phrases("en");

function handedOver(at = fridayNight, using = shop): Draft {
  const draft = signesDraft({}, at);
  const rule = { name: "asked for a person", team: "care", priority: "normal" } as const;
  handOver(draft, { rule, reason: rule.name, orderNumbers: [], shop: using, phrase });
  return draft;
}

function claimed(conversation: Conversation): Conversation {
  const draft = signesDraft(conversation, mondayOpening);
  const claim = { kind: "agent", agent: mette, action: { do: "claim" } } as const;
  deskAction(draft, claim, { optedOut: false, shop });
  return draft.conversation;
}

function warned(conversation: Conversation, nth: number): Draft {
  const timer = handedOver().timers.set.filter((set) => set.timer === "promise_warning")[nth];
  const draft = signesDraft(conversation, timer?.dueAt);
  warnOfPromise(draft, timer?.subject ?? "", shop);
  return draft;
}

const lines = (draft: Draft) =>
  draft.sends.flatMap(({ body }) => (body.kind === "line" ? [body] : []));

describe("a promise made at night", () => {
  it("is watched in staffed time: 15 and 5 minutes before it falls due", () => {
    const due = handedOver().timers.set.map(({ timer, dueAt }) => [timer, dueAt]);
    expect(due).toEqual([
      ["promise_due", mondayPromise],
      ["promise_warning", mondayPromise - 15 * MINUTE_MS],
      ["promise_warning", mondayPromise - 5 * MINUTE_MS],
    ]);
  });

  it("is warned of half-way when it is shorter than the warning", () => {
    const short = smallShop({}, { reply_within_minutes: 10 });
    const [, first] = handedOver(mondayOpening, short).timers.set;
    expect(first?.dueAt).toBe(mondayOpening + 5 * MINUTE_MS);
  });

  it("calls the agent who holds it in the thread, and at last in the channel", () => {
    const held = claimed(handedOver().conversation);
    expect(lines(warned(held, 0))).toMatchObject([
      { text: expect.stringContaining("by 11:00"), calls: "U1", aloud: false },
    ]);
    expect(lines(warned(held, 1))).toMatchObject([{ calls: "U1", aloud: true }]);
  });

  it("that nobody has claimed calls the team, once for forty who were promised the same hour", () => {
    const { conversation } = handedOver();
    const calls = (nth: number, customer: string) => {
      const { subject = "", dueAt } = handedOver().timers.set[nth] ?? {};
      const draft = { ...signesDraft(conversation, dueAt), customer };
      warnOfPromise(draft, subject, shop);
      return draft.sends;
    };
    const asked = { kind: "briefing", shift: "promised", team: "care", at: mondayPromise };
    expect(calls(1, "signe")).toMatchObject([{ to: "desk:care", body: asked }]);
    expect(calls(1, "anna")).toEqual(calls(1, "signe"));
    expect(calls(2, "signe")[0]?.id).not.toBe(calls(1, "signe")[0]?.id);
  });

  it("says nothing to the customer while it still stands", () => {
    const draft = warned(handedOver().conversation, 1);
    expect(draft.sends.filter(({ body }) => body.kind === "text")).toEqual([]);
    expect(draft.conversation.promises).toMatchObject([{ status: "live" }]);
  });

  it("sleeps once it is kept", () => {
    const said = signesDraft(claimed(handedOver().conversation), mondayOpening);
    const say = { kind: "agent", agent: mette, action: { do: "say", text: "hi" } } as const;
    deskAction(said, say, { optedOut: false, shop });
    const keys = handedOver().timers.set.map(({ key }) => key);
    expect(said.timers.cancel.toSorted()).toEqual(keys.toSorted());
    expect(warned(said.conversation, 0).sends).toEqual([]);
  });

  it.each([0, 1])("is not warned of where another one stands in its place (warning %i)", (nth) => {
    const { conversation } = handedOver();
    const promises = conversation.promises.map((made) => ({ ...made, id: "made anew" }));
    const draft = warned({ ...conversation, promises }, nth);
    expect(draft.sends).toEqual([]);
    expect(draft.rules).toEqual(["promise: settled before the warning"]);
  });

  it("that is broken stays within the team where nobody else looks after such things, or the team does itself", () => {
    for (const escalate_to of [undefined, "care"]) {
      const { conversation } = handedOver();
      const draft = signesDraft(conversation, mondayPromise);
      const own = smallShop({}, escalate_to === undefined ? {} : { escalate_to });
      promiseFellDue(draft, conversation.promises[0]?.id ?? "", own, phrase);
      expect(draft.sends.map(({ to }) => to)).toEqual([
        signesPhone,
        "desk:care",
        "desk:care",
        "desk:care",
      ]);
    }
  });

  it("that is broken goes past the team, to whoever looks after such things", () => {
    const { conversation } = handedOver();
    const draft = signesDraft(conversation, mondayPromise);
    promiseFellDue(draft, conversation.promises[0]?.id ?? "", shop, phrase);
    const broken = { kind: "briefing", shift: "broken", team: "care", at: mondayPromise };
    expect(draft.sends.filter(({ body }) => body.kind === "briefing")).toMatchObject([
      { to: "desk:care", body: broken },
      { to: "desk:leads", body: broken },
    ]);
  });
});

describe("the count of promises", () => {
  it("tells how long the customer waited, and how much of it the team was there", () => {
    const before = claimed(handedOver().conversation);
    const draft = signesDraft(before, mondayPromise - 30 * MINUTE_MS);
    const say = { kind: "agent", agent: mette, action: { do: "say", text: "hi" } } as const;
    deskAction(draft, say, { optedOut: false, shop });
    expect(settledPromises({ conversation: before, shop }, draft.conversation)).toEqual([
      {
        status: "kept",
        customerMs: mondayPromise - 30 * MINUTE_MS - fridayNight,
        staffedMs: 30 * MINUTE_MS,
      },
    ]);
    expect(settledPromises({ conversation: before, shop }, before)).toEqual([]);
  });

  it("counts each promise once, in the turn that settled it", () => {
    const { conversation } = handedOver();
    const [promise] = conversation.promises;
    if (!promise) throw new Error("who is handed over has a promise");
    const kept = { ...promise, status: "kept", settledAt: mondayOpening } as const;
    const before = { ...conversation, promises: [kept, { ...promise, id: "next" }] };
    expect(settledPromises({ conversation: before, shop }, before)).toEqual([]);
    const after = { ...before, promises: [kept, { ...kept, id: "next" }] };
    expect(settledPromises({ conversation: before, shop }, after)).toHaveLength(1);
  });

  it("counts no staffed time over a night, nor between a moment and itself", () => {
    expect(staffedBetween(shop.hours, fridayNight, mondayOpening)).toBe(0);
    expect(staffedBetween(shop.hours, mondayOpening, mondayOpening)).toBe(0);
  });
});
