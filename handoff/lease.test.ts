import { describe, expect, it } from "@jest/globals";
import type { Conversation, Line, PromiseMade } from "../core/conversation.ts";
import { type Draft, decisionOf } from "../core/draft.ts";
import {
  askedForPerson,
  mondayOpening,
  signesDraft,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { goAway, leaseFellDue, watchLease } from "./lease.ts";

const shop = smallShop();
const phrase = shop.phrases("en");
const MINUTE_MS = 60_000;
const HOLD_MS = 120 * MINUTE_MS;
const mette = { id: "U1", name: "Mette" };
const WARNED_MS = 10 * MINUTE_MS;
const mondayClosing = Date.parse("2026-11-23T19:00:00+01:00");

function heldSince(activeAt: number, lines: Line[] = []): Partial<Conversation> {
  return {
    holder: {
      kind: "agent",
      agent: { id: "U1", name: "Mette" },
      since: activeAt,
      activeAt,
      handoff: 1,
    },
    handoff: askedForPerson(activeAt),
    lines,
  };
}

function fallsDue(conversation: Partial<Conversation>, now: number): Draft {
  const draft = signesDraft(conversation, now);
  leaseFellDue(draft, "1", shop, phrase);
  return draft;
}

const promise: PromiseMade = {
  id: "signe-promise-1",
  kind: "reply_by",
  madeAt: mondayOpening,
  dueAt: mondayOpening + HOLD_MS,
  status: "live",
};
const deskKinds = (draft: Draft) =>
  draft.sends.flatMap(({ to, body }) => (to.startsWith("desk:") ? [body.kind] : []));

const question: Line = { at: 1, who: "customer", text: "are you there?" };
const answer: Line = { at: 2, who: "agent", name: "Mette", text: "yes" };

describe("an agent who holds a conversation", () => {
  it.each([
    ["two hours in the middle of the shift", mondayOpening, mondayOpening + HOLD_MS, "1/soon"],
    ["until the shift ends", mondayClosing - MINUTE_MS, mondayClosing, "1"],
    ["two hours when working late", mondayClosing + 1, mondayClosing + 1 + HOLD_MS, "1/soon"],
  ])("may be silent for %s", (_how, claimedAt, end, subject) => {
    const draft = signesDraft(heldSince(claimedAt), claimedAt);
    watchLease(draft, shop);
    const dueAt = subject === "1" ? end : end - WARNED_MS;
    expect(draft.timers.set).toMatchObject([{ timer: "holder_lease", subject, dueAt }]);
  });

  it("is called ten minutes before they lose a customer who waits, and only then", () => {
    const soon = (lines: Line[], activeAt = mondayOpening) => {
      const draft = signesDraft(heldSince(activeAt, lines), mondayOpening + HOLD_MS - WARNED_MS);
      leaseFellDue(draft, "1/soon", shop, phrase);
      return draft;
    };
    const warned = soon([question]);
    expect(warned.sends).toMatchObject([
      { body: { kind: "line", who: "desk", calls: "U1", text: expect.stringMatching(/12:00/) } },
    ]);
    expect(warned.rules).toEqual(["lease: warning"]);
    expect(warned.conversation.holder.kind).toBe("agent");
    expect(warned.timers.set).toMatchObject([{ subject: "1", dueAt: mondayOpening + HOLD_MS }]);
    expect(soon([question, answer]).sends).toEqual([]);
    const active = soon([question], mondayOpening + MINUTE_MS);
    expect(active.sends).toEqual([]);
    expect(active.timers.set).toMatchObject([{ subject: "1/soon" }]);
  });

  it("holds it longer by answering", () => {
    const draft = fallsDue(heldSince(mondayOpening + MINUTE_MS), mondayOpening + HOLD_MS);
    expect(draft.conversation.holder.kind).toBe("agent");
    expect(draft.sends).toEqual([]);
    expect(draft.timers.set).toMatchObject([
      { subject: "1", dueAt: mondayOpening + MINUTE_MS + HOLD_MS },
    ]);
  });

  it("loses it by falling silent on a customer, who is told the truth and a new hour", () => {
    const draft = fallsDue(heldSince(mondayOpening, [answer, question]), mondayOpening + HOLD_MS);
    expect(draft.conversation.holder).toMatchObject({ kind: "waiting", handoff: 1 });
    expect(textsOf(draft)).toEqual([expect.stringMatching(/Mette had to leave.*by 13:00/)]);
    expect(draft.conversation.promises).toMatchObject([{ status: "live" }]);
    expect(draft.timers.set[0]).toMatchObject({ timer: "promise_due" });
    expect(deskKinds(draft)).toEqual(["line", "card"]);
    expect(decisionOf(draft)).toMatchObject({
      kind: "hand_over",
      rule: "lease: the customer still waits",
    });
  });

  it("leaves it to the bot without a word when theirs was the last", () => {
    const held = { ...heldSince(mondayOpening, [question, answer]), promises: [promise] };
    const draft = fallsDue(held, mondayOpening + HOLD_MS);
    expect(draft.conversation.holder).toEqual({ kind: "bot" });
    expect(textsOf(draft)).toEqual([]);
    expect(draft.conversation.promises).toMatchObject([{ status: "released" }]);
    expect(deskKinds(draft)).toEqual(["line", "card"]);
    expect(draft.rules).toEqual(["lease: quiet, back to the bot"]);
  });

  it("is not bothered about a conversation they gave back", () => {
    const draft = fallsDue({ holder: { kind: "bot" } }, mondayOpening + HOLD_MS);
    expect(draft.sends).toEqual([]);
  });

  it.each([
    ["waits in the queue again", { kind: "waiting", since: mondayOpening, handoff: 1 }],
    [
      "came back to them as another handoff",
      { kind: "agent", agent: mette, since: 1, activeAt: 1, handoff: 2 },
    ],
  ] as const)("is not bothered about one that %s", (_what, holder) => {
    const held = { ...heldSince(mondayOpening, [question]), holder };
    const draft = fallsDue(held, mondayOpening + HOLD_MS);
    expect(draft.conversation.holder).toEqual(holder);
    expect([draft.sends, draft.timers.set]).toEqual([[], []]);
    expect(draft.rules).toEqual(["lease: nobody holds it any more"]);
  });
});

describe("an agent whose shift is over", () => {
  const off = (lines: Line[], agent = mette) => {
    const draft = signesDraft(heldSince(mondayOpening, lines), mondayOpening + MINUTE_MS);
    goAway(draft, agent, shop);
    return draft;
  };
  const asked: Line = { at: mondayOpening, who: "customer", text: "hello?" };
  const told: Line = { at: mondayOpening, who: "agent", name: "Mette", text: "All done." };

  it("leaves who waits for a word in the queue, with a promise that they hear of", () => {
    const draft = off([asked]);
    expect(draft.conversation.holder).toMatchObject({ kind: "waiting" });
    expect(draft.conversation.promises).toMatchObject([{ status: "live" }]);
    expect(textsOf(draft)).toEqual([expect.stringMatching(/Mette had to leave.*by/)]);
  });

  it("leaves who had the last word from them with the bot, without a word", () => {
    const draft = off([asked, told]);
    expect(draft.rules).toEqual(["desk: away, back to the bot"]);
    expect(draft.conversation.holder).toEqual({ kind: "bot" });
    expect(textsOf(draft)).toEqual([]);
  });

  it("hands over nothing that a colleague holds", () => {
    const draft = off([asked], { id: "U2", name: "Jonas" });
    expect(draft.conversation.holder).toMatchObject({ kind: "agent", agent: mette });
  });
});
