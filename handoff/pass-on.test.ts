import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";
import type { Agent } from "../core/message.ts";
import type { Shop } from "../core/shop.ts";
import {
  fridayNight,
  mondayOpening,
  mondayPromise,
  signesDraft,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { cardOf } from "./card.ts";
import { type DeskWork, deskAction } from "./desk-actions.ts";
import { handOver } from "./hand-over.ts";
import { hoursFrom } from "./hours/hours.ts";

const mette = { id: "U1", name: "Mette" };
const jonas = { id: "U2", name: "Jonas" };
const shop = shopWithReturns();
const noonMonday = mondayOpening + 2 * 60 * 60_000;

/** The returns team is there on Mondays and Wednesdays after lunch. */
function shopWithReturns(): Shop {
  const teams = { care: { agents: [] }, returns: { agents: [] } };
  const whole = smallShop({ teams });
  const rare = hoursFrom({ ...whole.file, hours: { mon: "10:00-12:00", wed: "13:00-19:00" } });
  return { ...whole, hoursOf: (team) => (team === "returns" ? rare : whole.hours) };
}

function waiting(at = fridayNight): Conversation {
  const draft = signesDraft({}, at);
  const rule = { name: "asked for a person", team: "care", priority: "high" } as const;
  const phrase = shop.phrases("en");
  handOver(draft, { rule, reason: rule.name, orderNumbers: ["1042"], shop, phrase });
  return draft.conversation;
}

function does(
  conversation: Conversation,
  agent: Agent,
  action: DeskWork["action"],
  now = mondayOpening,
): Draft {
  const draft = signesDraft(conversation, now);
  deskAction(draft, { kind: "agent", agent, action }, { optedOut: false, shop });
  return draft;
}

const claimed = () => does(waiting(), mette, { do: "claim" }).conversation;
const toReturns = { do: "pass_on", to: { team: "returns" }, note: "needs a label" } as const;
const toJonas = { do: "pass_on", to: { agent: jonas }, note: "you know lamps" } as const;
const bodies = (draft: Draft) => draft.sends.map(({ to, body }) => [to, body.kind]);

describe("a conversation passed on to another team", () => {
  it("waits in that team's queue with all that is known of it, under a card of its own", () => {
    const draft = does(claimed(), mette, toReturns);
    expect(draft.conversation).toMatchObject({
      holder: { kind: "waiting", handoff: 2 },
      handoff: { number: 2, team: "returns", priority: "high", orderNumbers: ["1042"] },
      pastWork: [{ by: "Mette", how: "passed_on", note: "needs a label" }],
    });
    expect(bodies(draft)).toEqual([
      ["desk:care", "line"],
      ["desk:care", "card"],
      ["desk:returns", "card"],
    ]);
  });

  it("leaves the old card saying where it went, and nothing there to press", () => {
    const { conversation } = does(claimed(), mette, toReturns);
    const at = { customer: "signe", conversation, timezone: "Europe/Copenhagen", now: 0 };
    expect(cardOf({ ...at, handoff: 1 })).toMatchObject({
      state: "passed_on",
      team: "care",
      passedTo: "returns",
    });
    expect(cardOf({ ...at, handoff: 2 })).toMatchObject({ state: "waiting", team: "returns" });
  });

  it("keeps its promise when that team is back in time; the customer hears nothing", () => {
    const draft = does(claimed(), mette, toReturns);
    expect(textsOf(draft)).toEqual([]);
    expect(draft.conversation.promises).toMatchObject([{ status: "live", dueAt: mondayPromise }]);
  });

  it("has an honest new promise when that team is back too late for the old one", () => {
    const late = does(waiting(noonMonday), mette, { do: "claim" }, noonMonday).conversation;
    const draft = does(late, mette, toReturns, noonMonday);
    expect(textsOf(draft)).toEqual([expect.stringContaining("by Wednesday 14:00")]);
    expect(draft.conversation.promises.map(({ status }) => status)).toEqual(["renewed", "live"]);
    const wednesday = Date.parse("2026-11-25T13:00:00+01:00");
    expect(draft.sends.at(-1)).toMatchObject({ to: "desk:returns", notBefore: wednesday });
  });

  it("goes nowhere when there is no such team, or it is there already", () => {
    for (const team of ["retuns", "care"]) {
      const draft = does(claimed(), mette, { do: "pass_on", to: { team } });
      expect(draft.conversation.holder).toMatchObject({ kind: "agent", agent: mette });
      expect(bodies(draft)).toEqual([["desk:care", "whisper"]]);
    }
  });

  it("is passed on by its holder alone, and by anybody while it waits", () => {
    expect(does(claimed(), jonas, toReturns).conversation.handoff?.team).toBe("care");
    expect(does(waiting(), jonas, toReturns).conversation.handoff?.team).toBe("returns");
  });
});

describe("a conversation given to a colleague", () => {
  it("is theirs at once, on the same card, and they are called", () => {
    const draft = does(claimed(), mette, toJonas);
    expect(draft.conversation.holder).toMatchObject({ kind: "agent", agent: jonas, handoff: 1 });
    expect(draft.timers.set).toMatchObject([{ timer: "holder_lease" }]);
    expect(draft.sends.at(-1)?.body).toMatchObject({
      text: "Mette passed this on to Jonas: you know lamps.",
      calls: "U2",
    });
    expect(draft.conversation.promises).toMatchObject([{ status: "live" }]);
  });

  it("takes the bot's unsent words back when nobody held it before", () => {
    expect(does(waiting(), mette, toJonas).cancelBotSends).toBe(true);
  });
});

describe("a conversation that was resolved or handed back", () => {
  it.each([
    ["resolved", { do: "resolve", outcome: "refunded" }],
    ["handed_back", { do: "hand_back", note: "she will send a photo" }],
  ] as const)("tells the next card that it was %s, by whom and how", (how, action) => {
    const { conversation, sends } = does(claimed(), mette, action);
    const note = "outcome" in action ? action.outcome : action.note;
    expect(conversation.pastWork).toEqual([{ at: mondayOpening, by: "Mette", how, note }]);
    expect(sends.at(-1)?.body).toMatchObject({ text: expect.stringContaining(note) });
    const next = signesDraft(conversation, noonMonday);
    const rule = { name: "asked for a person", team: "care", priority: "normal" } as const;
    const phrase = shop.phrases("en");
    handOver(next, { rule, reason: rule.name, orderNumbers: [], shop, phrase });
    const card = cardOf({
      customer: "signe",
      conversation: next.conversation,
      handoff: 2,
      timezone: "Europe/Copenhagen",
      now: 0,
    });
    expect(card?.pastWork).toMatchObject([{ how, note }]);
  });

  it.each([{ do: "resolve" }, { do: "hand_back" }] as const)("can be taken back", (ended) => {
    const draft = does(does(claimed(), mette, ended).conversation, jonas, { do: "reopen" });
    expect(draft.conversation.holder).toMatchObject({ kind: "agent", agent: jonas, handoff: 1 });
    expect(draft.cancelBotSends).toBe(true);
  });

  it("cannot be taken from somebody who holds it", () => {
    const draft = does(claimed(), jonas, { do: "reopen" });
    expect(draft.conversation.holder).toMatchObject({ agent: mette });
    expect(bodies(draft)).toEqual([["desk:care", "whisper"]]);
  });
});
