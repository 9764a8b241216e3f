import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../../core/conversation.ts";
import type { NewSend } from "../../../core/decision.ts";
import { addressValue, type Inbound } from "../../../core/message.ts";
import {
  askedForPerson,
  fridayNight,
  shopsNumber,
  signesConversation,
  signesPhone,
} from "../../../test/fixtures/small-shop.ts";
import { botSays, heldBack, outage, texted, turnOn } from "../../../test/fixtures/turns.ts";

const MINUTE = 60_000;
const mette = { id: "U1", name: "Mette" };
const later = fridayNight + 40 * MINUTE;

function handsBack(receivedAt: number): Inbound {
  const action = { do: "hand_back" } as const;
  return { kind: "agent", agent: mette, action, key: "slack:hand-back", receivedAt };
}

/** What the bot has said in a text of its own, as the outbox takes it. */
function saying(text: string, n = 0): NewSend {
  return {
    id: `signe-0-${n}`,
    purpose: "answer",
    author: "bot",
    to: signesPhone,
    from: shopsNumber,
    body: { kind: "text", text },
    lane: "signe/sms",
    rank: 0,
    notBefore: fridayNight,
  };
}

/** An outage in which these words wait already. */
function waiting(texts: readonly string[], conversation: Partial<Conversation> = {}) {
  const night = outage(signesConversation(conversation));
  night.unsent = texts.map((text, n) => heldBack(saying(text, n), fridayNight + n));
  return night;
}

describe("a customer whose answer was held up for more than a quarter of an hour", () => {
  it("is answered anew as things stand now, with an apology, and what was still to be said is taken back", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    const second = await night.turn(later, night.stale());
    expect(night.said()).toEqual([expect.stringMatching(/^Sorry for the delay\.\n\n.*1042/s)]);
    expect(second.conversation.lines.filter(({ who }) => who === "customer")).toHaveLength(1);
    expect(second.conversation.lines.at(-1)?.text).toBe(botSays(second)[0]);
  });

  it("hears it once, though the answer was in parts and more than one question waited", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    const asked = fridayNight + 2 * MINUTE;
    await night.turn(asked, texted("store_info", asked));
    const [first] = night.unsent;
    const behind = { ...night.stale(), key: `stale:${night.unsent[1]?.id}` };
    await night.turn(later, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?=.*1042)(?=.*[Oo]pen)/s),
    ]);
    const again = await night.turn(later + 1_000, behind, {
      ...behind,
      key: `stale:${first?.id}.1`,
    });
    expect(botSays(again)).toEqual([]);
    expect(night.unsent).toHaveLength(1);
  });

  it("hears all of it when two of their addresses are cut off, each answer where it was asked for being taken back alone", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    const wrote = fridayNight + 5 * MINUTE;
    const from = `whatsapp:${addressValue(signesPhone)}` as const;
    await night.turn(wrote, texted("store_info", wrote, { from }));
    await night.turn(wrote + 16 * MINUTE, night.stale("signe/whatsapp"));
    expect(night.said()).toEqual([
      expect.stringMatching(/^(?!Sorry).*1042/s),
      expect.stringMatching(/^Sorry for the delay\.\n\n(?!.*1042).*open/is),
    ]);
    await night.turn(wrote + 20 * MINUTE, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(/open/i),
      expect.stringMatching(/^Sorry for the delay\.\n\n(?!.*open).*1042/is),
    ]);
  });

  it("is answered as things stand now what an agent left to the bot, too, with all that was asked since", async () => {
    const night = outage(
      signesConversation({
        holder: { kind: "agent", agent: mette, since: 1, activeAt: 1, handoff: 1 },
        handoff: askedForPerson(1),
      }),
    );
    await night.turn(fridayNight, texted("order_status"));
    await night.turn(fridayNight + MINUTE, handsBack(fridayNight + MINUTE));
    expect(night.said()).toEqual([expect.stringContaining("1042")]);
    const asked = fridayNight + 2 * MINUTE;
    await night.turn(asked, texted("store_info", asked));
    await night.turn(later, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?=.*1042)(?=.*[Oo]pen)/s),
    ]);
  });

  it("is not forgotten when that answer is held up as well, and hears one apology", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    await night.turn(later, night.stale());
    await night.turn(later + 40 * MINUTE, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?!Sorry).*1042/s),
    ]);
  });

  it("is answered all of it when the second answer is held up as well, and they wrote more in between", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    await night.turn(later, night.stale());
    const more = later + 5 * MINUTE;
    await night.turn(more, texted("store_info", more));
    await night.turn(later + 20 * MINUTE, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?=.*1042)(?=.*[Oo]pen)/s),
    ]);
  });

  it("is answered once when they have written again meanwhile, also when that is held up as well", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    await night.turn(later, night.stale(), texted("store_info", later));
    const both = [expect.stringMatching(/^Sorry for the delay\.\n\n(?=.*1042)(?=.*[Oo]pen)/s)];
    expect(night.said()).toEqual(both);
    await night.turn(later + 40 * MINUTE, night.stale());
    expect(night.said()).toEqual(both);
  });

  it("is not held to have been misunderstood twice", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("blorp"));
    const anew = await night.turn(later, night.stale());
    expect(anew.conversation.misunderstood).toBe(1);
    expect(anew.conversation.holder).toEqual({ kind: "bot" });
  });

  it("hears their promise again if a person was called, not that another one was", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("human"));
    const anew = await night.turn(later, night.stale());
    expect(night.said()).toEqual([expect.stringMatching(/^Sorry for the delay\.\n\n.*Monday/s)]);
    expect(anew.conversation.handoff?.number).toBe(1);
  });

  it("is left to the person who holds the conversation by now", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    const holder = { kind: "agent", agent: mette, since: later, activeAt: later } as const;
    night.conversation = { ...night.conversation, holder: { ...holder, handoff: 1 } };
    await night.turn(later, night.stale());
    expect(night.unsent).toEqual([]);
  });

  it("hears the same question again, word for word, in the middle of a change to an order", async () => {
    const night = waiting(["Why do they go back?"], {
      lines: [{ at: fridayNight, who: "customer", text: "the boots" }],
      again: { askedAt: fridayNight, misunderstood: 0, flowAt: fridayNight },
    });
    const decision = await night.turn(later, night.stale());
    expect(night.said()).toEqual(["Sorry for the delay.\n\nWhy do they go back?"]);
    expect(decision.sends.map(({ purpose }) => purpose)).toEqual(["answer"]);
  });

  it("hears that a person sees to it when no turn can give it anew, and no more of the answer", async () => {
    const night = outage();
    await night.turn(fridayNight, texted("order_status"));
    const { key, ...stale } = night.stale();
    const subject = `not_processed ${signesPhone} ${shopsNumber}`;
    const call = { ...stale, kind: "timer", timer: "unanswered", subject } as const;
    await night.turn(later, { ...call, key: `unanswered:${key}` });
    expect(night.said()).toEqual([
      expect.stringMatching(/^Sorry for the delay.*went wrong on our/s),
    ]);
    await night.turn(later + 40 * MINUTE, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(/^Sorry for the delay.*went wrong on our/s),
    ]);
  });

  it("hears what was said to no words of theirs, too", async () => {
    const night = waiting(["You are the same person on both numbers."]);
    await night.turn(fridayNight + MINUTE, texted("order_status"));
    await night.turn(later, night.stale());
    expect(night.said().join("\n\n")).toMatch(/1042.*You are the same person on both numbers\.$/s);
    await night.turn(2 * later - fridayNight, night.stale(), texted("store_info", later));
    expect(night.said().join("\n\n")).toMatch(
      /^Sorry(?!.*Sorry)(?=.*1042)(?=.*the same person).*open/is,
    );
  });
});

describe("a customer who wrote three times through an outage, in the middle of a change to an order", () => {
  it("hears each sentence once, in the order in which it was said last", async () => {
    const again = { askedAt: fridayNight, misunderstood: 0, flowAt: fridayNight };
    const told = [
      "I asked the team.\n\nWhy do they go back?",
      "The team has it.",
      "The team has it.\n\nWhy do they go back?",
    ];
    const night = waiting(told, { again });
    const once = [
      "Sorry for the delay.\n\nI asked the team.\n\nThe team has it.\n\nWhy do they go back?",
    ];
    await night.turn(later, night.stale());
    expect(night.said()).toEqual(once);
    await night.turn(later + 40 * MINUTE, night.stale());
    expect(night.said()).toEqual(once);
  });
});

describe("a customer whose promise was held up until it was broken, and made anew", () => {
  async function hears(text: string, [first, second]: readonly [number, number]) {
    const made = { kind: "reply_by", madeAt: fridayNight } as const;
    const night = waiting([text], {
      holder: { kind: "waiting", since: fridayNight, handoff: 1 },
      promises: [
        { ...made, id: "0", madeAt: fridayNight - 60 * MINUTE, dueAt: first, status: "broken" },
        { ...made, id: "1", dueAt: first, status: "broken" },
        { ...made, id: "2", madeAt: fridayNight + 1, dueAt: second, status: "live" },
      ],
      again: { askedAt: fridayNight, misunderstood: 0, flowAt: fridayNight },
    });
    await night.turn(later, night.stale());
    return night.said().join();
  }

  it("hears the hour that holds now, not the one that has passed", async () => {
    const hours = [fridayNight + 20 * MINUTE, fridayNight + 90 * MINUTE] as const;
    const said = "Your message is with the team. A colleague answers you here by 23:01.";
    expect(await hears(said, hours)).toMatch(/A colleague answers you here by tomorrow 00:11\.$/);
  });

  it("hears the day once, though an older promise of the same hour has passed", async () => {
    const day = fridayNight + (24 * 60 + 20) * MINUTE;
    const said = "A colleague answers you here by tomorrow 23:01.";
    expect(await hears(said, [day, day])).toMatch(
      /\n\nA colleague answers you here by tomorrow 23:01\.$/,
    );
  });

  it("hears of it once, though it was made anew in the very turn that gives a held-up answer anew", async () => {
    const due = fridayNight + 20 * MINUTE;
    const night = outage();
    await night.turn(fridayNight, texted("human"));
    const [promise] = night.conversation.promises;
    night.conversation = {
      ...night.conversation,
      promises: [
        { ...promise, id: "p", kind: "reply_by", madeAt: fridayNight, dueAt: due, status: "live" },
      ],
    };
    const passed = { kind: "timer", timer: "promise_due", subject: "p", key: "due" } as const;
    await night.turn(later, { ...passed, receivedAt: due }, night.stale());
    expect(
      night
        .said()
        .join("\n")
        .match(/not answered you in time/g),
    ).toHaveLength(1);
  });
});

describe("a customer whose message waited through an outage", () => {
  it("hears an apology in front of one answer to all that they wrote", async () => {
    const later = fridayNight + 16 * MINUTE;
    const decision = await turnOn(
      [texted("order_status", fridayNight), texted("store_info", later)],
      signesConversation(),
      later,
    );
    expect(botSays(decision)).toEqual([expect.stringMatching(/^Sorry for the delay\.\n\n/)]);
  });

  it("hears none after a quarter of an hour or less", async () => {
    const soon = fridayNight + 15 * MINUTE;
    const decision = await turnOn(
      [texted("order_status", fridayNight)],
      signesConversation(),
      soon,
    );
    expect(botSays(decision)[0]).not.toContain("Sorry for the delay");
  });
});
