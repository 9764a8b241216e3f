import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import { type Draft, decisionOf } from "../core/draft.ts";
import {
  mondayOpening,
  mondayPromise,
  signesDraft,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { type DeskWork, deskAction } from "./desk-actions.ts";
import { handOver } from "./hand-over.ts";

const shop = smallShop();
const mette = { id: "U1", name: "Mette" };
const jonas = { id: "U2", name: "Jonas" };

function waiting(): Conversation {
  const draft = signesDraft();
  handOver(draft, {
    rule: { name: "asked for a person", team: "care", priority: "normal" },
    reason: "asked for a person",
    orderNumbers: [],
    shop,
    phrase: shop.phrases("en"),
  });
  return draft.conversation;
}

function does(
  conversation: Conversation,
  agent: DeskWork["agent"],
  action: DeskWork["action"],
  more: { now?: number; optedOut?: boolean; handoff?: number } = {},
): Draft {
  const draft = signesDraft(conversation, more.now ?? mondayOpening);
  const { handoff } = more;
  deskAction(
    draft,
    { kind: "agent", agent, action, ...(handoff === undefined ? {} : { handoff }) },
    { optedOut: more.optedOut ?? false, shop },
  );
  return draft;
}

const claimed = () => does(waiting(), mette, { do: "claim" }).conversation;
const whispers = (draft: Draft) =>
  draft.sends.flatMap(({ body }) => (body.kind === "whisper" ? [body] : []));

describe("agents who claim", () => {
  it("take the conversation, and the bot's unsent words back with it", () => {
    const draft = does(waiting(), mette, { do: "claim" });
    expect(draft.conversation.holder).toMatchObject({ kind: "agent", agent: mette });
    expect(draft.cancelBotSends).toBe(true);
    expect(draft.sends.map(({ body }) => body.kind)).toEqual(["card"]);
  });

  it("lose to whoever came first, and are told who that is", () => {
    const late = does(claimed(), jonas, { do: "claim" });
    expect(late.conversation.holder).toMatchObject({ agent: mette });
    expect(whispers(late)).toMatchObject([
      { agentId: "U2", text: expect.stringContaining("Mette") },
    ]);
  });

  it("may click twice without harm", () => {
    const again = does(claimed(), mette, { do: "claim" });
    expect(again.sends).toEqual([]);
    expect(again.conversation.holder).toMatchObject({ agent: mette });
  });

  it("are told when a card belongs to an earlier talk", () => {
    const draft = does(waiting(), mette, { do: "claim" }, { handoff: 7 });
    expect(draft.conversation.holder.kind).toBe("waiting");
    expect(whispers(draft)).toHaveLength(1);
  });

  it("are heard from the card of this very talk", () => {
    const draft = does(waiting(), mette, { do: "claim" }, { handoff: 1 });
    expect(draft.conversation.holder).toMatchObject({ kind: "agent", agent: mette });
  });

  it("come too late for what is resolved, and are told so", () => {
    const { conversation } = does(claimed(), jonas, { do: "away" });
    const resolved = does(conversation, mette, { do: "resolve" }).conversation;
    const late = does(resolved, mette, { do: "claim" });
    expect(late.conversation.holder.kind).toBe("resolved");
    expect(whispers(late)).toMatchObject([
      { agentId: "U1", text: expect.stringContaining("resolved") },
    ]);
  });

  it.each([
    ["claim", "desk: claimed", undefined],
    ["hand_back", "desk: handed back", "Handed back by Mette: called her."],
    ["resolve", "desk: resolved", "Resolved by Mette: called her."],
  ] as const)(
    "stand in the journal with what they did, and in the thread: %s",
    (what, rule, line) => {
      const before = what === "claim" ? waiting() : claimed();
      const draft = does(before, mette, { do: what, note: "called her", outcome: "called her" });
      expect(decisionOf(draft)).toMatchObject({ kind: "act", rule });
      const lines = draft.sends.flatMap(({ body }) => (body.kind === "line" ? [body.text] : []));
      expect(lines).toEqual(line === undefined ? [] : [line]);
    },
  );
});

describe("what an agent writes in the thread", () => {
  it("reaches the customer in their name, and keeps the promise", () => {
    const draft = does(
      claimed(),
      mette,
      { do: "say", text: "Good morning" },
      { now: mondayPromise },
    );
    expect(textsOf(draft)).toEqual(["Good morning"]);
    expect(draft.sends[0]).toMatchObject({ author: "agent", purpose: "relay" });
    expect(draft.conversation.promises).toMatchObject([{ status: "kept" }]);
    expect(draft.timers.cancel).toContain("timer:signe:promise_due:signe-promise-1:0");
    expect(draft.conversation.lines.at(-1)).toMatchObject({ who: "agent", name: "Mette" });
  });

  it("counts as a broken promise after its hour", () => {
    const late = does(claimed(), mette, { do: "say", text: "Sorry" }, { now: mondayPromise + 1 });
    expect(late.conversation.promises).toMatchObject([{ status: "broken" }]);
  });

  it("goes on reaching them once the promise is kept", () => {
    const first = does(claimed(), mette, { do: "say", text: "Good morning" });
    const second = does(first.conversation, mette, { do: "say", text: "It leaves today." });
    expect(textsOf(second)).toEqual(["It leaves today."]);
    expect(second.conversation.promises).toEqual(first.conversation.promises);
  });

  it.each([
    [
      "nobody has claimed it",
      waiting,
      mette,
      'Claim this conversation first, then choose "Send to the customer" in the menu of your message',
    ],
    ["somebody else holds it", claimed, jonas, "Mette holds this conversation"],
  ])("stays inside while %s, and they are told", (_when, conversation, agent, why) => {
    const draft = does(conversation(), agent, { do: "say", text: "secret" });
    expect(textsOf(draft)).toEqual([]);
    expect(whispers(draft)).toMatchObject([
      { text: expect.stringContaining(`Not sent to the customer. ${why}.`) },
    ]);
    expect(JSON.stringify(draft.conversation.lines)).not.toContain("secret");
  });

  it("stays inside as a note, without a word to anybody", () => {
    const draft = does(claimed(), mette, { do: "note", text: "secret" });
    expect(draft.sends).toEqual([]);
    expect(JSON.stringify(draft.conversation)).not.toContain("secret");
  });

  it("is not sent to somebody who said STOP", () => {
    const draft = does(claimed(), mette, { do: "say", text: "hello?" }, { optedOut: true });
    expect(textsOf(draft)).toEqual([]);
    expect(whispers(draft)).toMatchObject([{ text: expect.stringContaining("STOP") }]);
  });
});

describe("the end of an agent's part", () => {
  it.each([{ do: "hand_back" }, { do: "resolve" }] as const)(
    "hears what is left unsaid as they end the work: %j",
    (ends) => {
      const end = (conversation: Conversation, more: { now?: number; note?: string } = {}) => {
        const { note, now } = more;
        const left = note === undefined ? {} : { note, outcome: note };
        return whispers(does(conversation, mette, { ...ends, ...left }, now ? { now } : {}));
      };
      expect(end(claimed())).toMatchObject([
        {
          text: expect.stringMatching(
            /promised an answer .* by Monday.*heard from none.*Take back/,
          ),
        },
      ]);
      expect(end(claimed(), { note: "called her" })).toEqual([]);
      const answered = does(claimed(), mette, { do: "say", text: "A new lamp leaves today." });
      expect(end(answered.conversation)).toEqual([]);
      const writes = (text: string): Conversation => ({
        ...answered.conversation,
        lines: [...answered.conversation.lines, { at: mondayOpening, who: "customer", text }],
      });
      const late = mondayOpening + 2_000;
      expect(end(writes("and the shade?"), { now: late })).toMatchObject([
        { agentId: "U1", text: expect.stringContaining('"and the shade?"') },
      ]);
      expect(end(writes("and the shade?"), { now: mondayOpening + 60_000 })).toEqual([]);
      expect(end(writes("oh great, thank you!"), { now: late })).toEqual([]);
    },
  );

  it("hands the conversation back to the bot, or resolves it; the promise ends with it", () => {
    const back = does(claimed(), mette, { do: "hand_back" });
    expect(back.conversation.holder).toEqual({ kind: "bot" });
    const done = does(claimed(), mette, { do: "resolve" });
    expect(done.conversation.holder).toMatchObject({ kind: "resolved", handoff: 1 });
    for (const draft of [back, done]) {
      expect(draft.conversation.promises).toMatchObject([{ status: "released" }]);
      expect(draft.timers.cancel).toContain("timer:signe:promise_due:signe-promise-1:0");
    }
  });

  it("is the holder's to decide", () => {
    for (const action of [{ do: "hand_back" }, { do: "resolve" }] as const) {
      const draft = does(claimed(), jonas, action);
      expect(draft.conversation.holder).toMatchObject({ kind: "agent", agent: mette });
      expect(whispers(draft)).toMatchObject([{ agentId: "U2" }]);
    }
  });

  it("may be anybody's for a card that nobody needs to claim", () => {
    expect(does(waiting(), jonas, { do: "resolve" }).conversation.holder.kind).toBe("resolved");
  });
});
