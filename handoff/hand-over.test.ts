import { beforeEach, describe, expect, it } from "@jest/globals";
import { livePromise } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";
import {
  fridayNight,
  mondayOpening,
  mondayPromise,
  signesDraft,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { handOver, promiseFellDue } from "./hand-over.ts";
import { ruleFor } from "./rules.ts";

const shop = smallShop();
const phrase = shop.phrases("en");
const askedForPerson = {
  rule: { name: "asked for a person", team: "care", priority: "normal" as const },
  reason: "asked for a person",
  orderNumbers: ["1042"],
  shop,
  phrase,
};
const fridayNoon = Date.parse("2026-11-20T12:00:00+01:00");

describe("a customer who needs a person at night", () => {
  let draft: Draft;
  beforeEach(() => {
    draft = signesDraft();
    handOver(draft, askedForPerson);
  });

  it("hears when people are back and by when they answer", () => {
    expect(textsOf(draft)).toEqual([expect.stringMatching(/back Monday 10:00.* by Monday 11:00/)]);
  });

  it("waits with a promise whose hour is watched", () => {
    expect(draft.conversation.holder).toEqual({ kind: "waiting", since: fridayNight, handoff: 1 });
    expect(livePromise(draft.conversation)).toMatchObject({ dueAt: mondayPromise });
    expect(draft.timers.set[0]).toMatchObject({ timer: "promise_due", dueAt: mondayPromise });
  });

  it("gets a card that is not shown before the team is there, ranked by its promise", () => {
    expect(draft.sends.filter(({ body }) => body.kind === "card")).toMatchObject([
      { to: "desk:care", notBefore: mondayOpening, rank: mondayPromise },
    ]);
  });

  it("hears the emergency text before all else when they may harm themselves, though they wait already", () => {
    const crisis = ruleFor(
      {
        text: "i want to die",
        intents: [],
        misunderstood: 0,
        proofMissing: false,
        attachment: false,
      },
      shop.handoff,
    );
    const again = signesDraft(draft.conversation, fridayNight + 60_000);
    if (crisis) handOver(again, { ...askedForPerson, rule: crisis, reason: crisis.name });
    expect(textsOf(again)).toEqual([
      expect.stringMatching(/^If you or .*\(112 .*by Monday 11:00/s),
    ]);
    expect(again.conversation.handoff).toMatchObject({ priority: "urgent", reason: crisis?.name });
  });

  it("hears what the rule says before the promise and what it asks after it; the colleague reads which skill it needs", () => {
    const rule = {
      ...askedForPerson.rule,
      say: "I am sorry.",
      ask: "Which lamp is it?",
      skills: ["Danish"],
    };
    const asked = signesDraft();
    handOver(asked, { ...askedForPerson, rule });
    expect(textsOf(asked)).toEqual([
      expect.stringMatching(/^I am sorry\.\n\n.*Monday 11:00.*\n\nWhich lamp is it\?$/s),
    ]);
    expect(asked.conversation.handoff?.skills).toEqual(["Danish"]);
  });

  it("keeps the first promise when they ask again, and hears it again", () => {
    const again = signesDraft(draft.conversation, fridayNight + 60_000);
    handOver(again, askedForPerson);
    expect(again.conversation.promises).toEqual(draft.conversation.promises);
    expect(textsOf(again)).toEqual([expect.stringContaining("by Monday 11:00")]);
    expect(again.timers.set).toEqual([]);
  });

  it("waits with the reason they first gave, unless a graver one comes, whose words the card then quotes", () => {
    const asks = (name: string, priority: "normal" | "high", because?: string) => {
      const again = signesDraft(draft.conversation, fridayNight + 60_000);
      const rule = { name, team: "care", priority, ...(because === undefined ? {} : { because }) };
      handOver(again, { ...askedForPerson, rule, reason: name });
      return again.conversation.handoff;
    };
    expect(asks("angry", "normal")).toEqual(draft.conversation.handoff);
    const graver = { priority: "high", rule: "smoke", reason: "smoke" };
    const quoted = { ...graver, because: 'they wrote "smoke"' };
    expect(asks("smoke", "high", quoted.because)).toEqual({
      ...draft.conversation.handoff,
      ...quoted,
    });
    expect(asks("smoke", "high")).toEqual({ ...draft.conversation.handoff, ...graver });
  });
});

describe("a customer who needs a person while the shop is open", () => {
  it("gets the card shown at once and a promise within the hour", () => {
    const draft = signesDraft({}, fridayNoon);
    handOver(draft, askedForPerson);
    expect(textsOf(draft)).toEqual([expect.stringContaining("by 13:00")]);
    expect(textsOf(draft)).not.toEqual([expect.stringContaining("back")]);
    expect(draft.sends.find(({ body }) => body.kind === "card")?.notBefore).toBe(fridayNoon);
  });

  it("is answered first, where there is an answer, and promised a person in the same message", () => {
    const draft = signesDraft({}, fridayNoon);
    handOver(draft, { ...askedForPerson, opening: "Your order left yesterday." });
    expect(textsOf(draft)).toEqual([
      expect.stringMatching(/^Your order left yesterday\.\n\nI have/),
    ]);
  });
});

describe("a promise that falls due", () => {
  const promised = () => {
    const draft = signesDraft();
    handOver(draft, askedForPerson);
    return draft.conversation;
  };

  it("is broken honestly and made anew with the next real time", () => {
    const conversation = promised();
    const draft = signesDraft(conversation, mondayPromise);
    promiseFellDue(draft, livePromise(conversation)?.id ?? "", shop, phrase);
    expect(textsOf(draft)).toEqual([expect.stringMatching(/sorry.*by 12:00/)]);
    expect(draft.conversation.promises.map(({ status }) => status)).toEqual(["broken", "live"]);
    expect(draft.timers.set[0]).toMatchObject({ dueAt: mondayPromise + 60 * 60_000 });
    expect(draft.sends.filter(({ body }) => body.kind === "card")).toHaveLength(1);
  });

  it("is nobody's news once it was settled", () => {
    const conversation = promised();
    const draft = signesDraft(conversation, mondayPromise);
    promiseFellDue(draft, "another promise", shop, phrase);
    expect(draft.conversation.promises).toEqual(conversation.promises);
    expect(draft.sends).toEqual([]);
    expect(draft.rules).toEqual(["promise: settled before it fell due"]);
  });

  it("gives the team twice the time at each renewal, so that a shop in trouble does not text every hour", () => {
    let conversation = promised();
    const minutes = [1, 2, 3].map(() => {
      const live = livePromise(conversation);
      const draft = signesDraft(conversation, live?.dueAt ?? 0);
      promiseFellDue(draft, live?.id ?? "", shop, phrase);
      conversation = draft.conversation;
      return ((livePromise(conversation)?.dueAt ?? 0) - (live?.dueAt ?? 0)) / 60_000;
    });
    expect(minutes).toEqual([60, 120, 240]);
  });

  it("is the holder's to explain while a person holds the conversation: the desk is told, the customer is not", () => {
    const conversation = promised();
    const holder = {
      kind: "agent",
      agent: { id: "U1", name: "Mette" },
      since: mondayOpening,
      activeAt: mondayOpening,
      handoff: 1,
    } as const;
    const draft = signesDraft({ ...conversation, holder }, mondayPromise);
    promiseFellDue(draft, livePromise(conversation)?.id ?? "", shop, phrase);
    expect(textsOf(draft)).toEqual([]);
    expect(draft.sends.map(({ body }) => body)).toMatchObject([
      { kind: "line", text: expect.stringContaining("by 12:00") },
    ]);
    expect(livePromise(draft.conversation)?.dueAt).toBe(mondayPromise + 60 * 60_000);
  });

  it("is nobody's business once it was kept", () => {
    const draft = signesDraft({ promises: [] }, mondayPromise);
    promiseFellDue(draft, "signe-promise-1", shop, phrase);
    expect(draft.sends).toEqual([]);
  });

  it("is renewed under a name of its own each time, so that every hour is watched", () => {
    let conversation = promised();
    const names = new Set<string>();
    for (let now = mondayPromise; names.size < 4; ) {
      const live = livePromise(conversation);
      names.add(live?.id ?? "");
      const draft = signesDraft(conversation, now);
      promiseFellDue(draft, live?.id ?? "", shop, phrase);
      conversation = draft.conversation;
      now = livePromise(conversation)?.dueAt ?? 0;
    }
    expect(names.size).toBe(4);
  });
});
