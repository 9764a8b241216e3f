import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../core/conversation.ts";
import { fridayNight, signesConversation } from "../../test/fixtures/small-shop.ts";
import { botSays, heldUp, texted, turnOn } from "../../test/fixtures/turns.ts";

const MINUTE = 60_000;
const mette = { id: "U1", name: "Mette" };

describe("a customer whose answer was held up for more than a quarter of an hour", () => {
  const later = fridayNight + 40 * MINUTE;

  it("is answered anew as things stand now, with an apology, and what was still to be said is taken back", async () => {
    const first = await turnOn(
      [texted("order_status", fridayNight)],
      signesConversation(),
      fridayNight,
    );
    const second = await turnOn([heldUp(fridayNight)], first.conversation, later);
    expect(botSays(second)).toEqual([expect.stringMatching(/^Sorry for the delay\.\n\n.*1042/s)]);
    expect(second.cancelBotSends).toBe(true);
    expect(second.conversation.lines.filter(({ who }) => who === "customer")).toHaveLength(1);
    expect(second.conversation.lines.at(-1)?.text).toBe(botSays(second)[0]);
  });

  it("hears it once, though the answer was in parts and more than one question waited", async () => {
    const first = await turnOn(
      [texted("order_status", fridayNight)],
      signesConversation(),
      fridayNight,
    );
    const asked = fridayNight + 2 * MINUTE;
    const second = await turnOn([texted("store_info", asked)], first.conversation, asked);
    const anew = await turnOn([heldUp(fridayNight)], second.conversation, later);
    expect(botSays(anew)).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?=.*1042)(?=.*[Oo]pen)/s),
    ]);
    const again = await turnOn([heldUp(asked)], anew.conversation, later + 1_000);
    expect(botSays(again)).toEqual([]);
  });

  it("is not forgotten when that answer is held up as well, and hears one apology", async () => {
    const first = await turnOn(
      [texted("order_status", fridayNight)],
      signesConversation(),
      fridayNight,
    );
    const anew = await turnOn([heldUp(fridayNight)], first.conversation, later);
    const again = await turnOn([heldUp(later)], anew.conversation, later + 40 * MINUTE);
    expect(botSays(again)).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?!Sorry).*1042/s),
    ]);
  });

  it("is answered all of it when the second answer is held up as well, and they wrote more in between", async () => {
    const first = await turnOn(
      [texted("order_status", fridayNight)],
      signesConversation(),
      fridayNight,
    );
    const anew = await turnOn([heldUp(fridayNight)], first.conversation, later);
    const more = later + 5 * MINUTE;
    const second = await turnOn([texted("store_info", more)], anew.conversation, more);
    const again = await turnOn([heldUp(later)], second.conversation, later + 20 * MINUTE);
    expect(botSays(again)).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?=.*1042)(?=.*[Oo]pen)/s),
    ]);
  });

  it("is answered once when they have written again meanwhile", async () => {
    const first = await turnOn(
      [texted("order_status", fridayNight)],
      signesConversation(),
      fridayNight,
    );
    const decision = await turnOn(
      [heldUp(fridayNight), texted("store_info", later)],
      first.conversation,
      later,
    );
    expect(botSays(decision)).toEqual([
      expect.stringMatching(/^Sorry for the delay\.\n\n(?=.*1042)(?=.*[Oo]pen)/s),
    ]);
    expect(decision.cancelBotSends).toBe(true);
  });

  it("is not held to have been misunderstood twice", async () => {
    const first = await turnOn([texted("blorp", fridayNight)], signesConversation(), fridayNight);
    const anew = await turnOn([heldUp(fridayNight)], first.conversation, later);
    expect(anew.conversation.misunderstood).toBe(1);
    expect(anew.conversation.holder).toEqual({ kind: "bot" });
  });

  it("hears their promise again if a person was called, not that another one was", async () => {
    const first = await turnOn([texted("human", fridayNight)], signesConversation(), fridayNight);
    const anew = await turnOn([heldUp(fridayNight)], first.conversation, later);
    expect(botSays(anew)).toEqual([expect.stringMatching(/^Sorry for the delay\.\n\n.*Monday/s)]);
    expect(anew.conversation.handoff?.number).toBe(1);
  });

  it("is left to the person who holds the conversation by now", async () => {
    const first = await turnOn(
      [texted("order_status", fridayNight)],
      signesConversation(),
      fridayNight,
    );
    const held: Conversation = {
      ...first.conversation,
      holder: { kind: "agent", agent: mette, since: later, activeAt: later, handoff: 1 },
    };
    expect(botSays(await turnOn([heldUp(fridayNight)], held, later))).toEqual([]);
  });

  it("hears the same question again, word for word, in the middle of a change to an order", async () => {
    const lines = [
      { at: fridayNight, who: "customer" as const, text: "the boots" },
      { at: fridayNight, who: "bot" as const, text: "Why do they go back?" },
    ];
    const again = { askedAt: fridayNight, misunderstood: 0, flowAt: fridayNight };
    const decision = await turnOn(
      [heldUp(fridayNight)],
      signesConversation({ lines, again }),
      later,
    );
    expect(botSays(decision)).toEqual(["Sorry for the delay.\n\nWhy do they go back?"]);
    expect(decision.sends.map(({ purpose }) => purpose)).toEqual(["answer"]);
  });
});

describe("a customer who wrote three times through an outage, in the middle of a change to an order", () => {
  it("hears each sentence once, in the order in which it was said last", async () => {
    const told = [
      "I asked the team.\n\nWhy do they go back?",
      "The team has it.",
      "The team has it.\n\nWhy do they go back?",
    ];
    const lines = told.map((text, n) => ({ at: fridayNight + n, who: "bot" as const, text }));
    const again = { askedAt: fridayNight, misunderstood: 0, flowAt: fridayNight };
    const later = fridayNight + 40 * MINUTE;
    const first = await turnOn([heldUp(fridayNight)], signesConversation({ lines, again }), later);
    const once = [
      "Sorry for the delay.\n\nI asked the team.\n\nThe team has it.\n\nWhy do they go back?",
    ];
    expect(botSays(first)).toEqual(once);
    expect(botSays(await turnOn([heldUp(later)], first.conversation, later + 40 * MINUTE))).toEqual(
      once,
    );
  });
});

describe("a customer whose promise was held up until it was broken, and made anew", () => {
  it("hears the hour that holds now, not the one that has passed", async () => {
    const [passed, holds] = [fridayNight + 20 * MINUTE, fridayNight + 90 * MINUTE];
    const made = { kind: "reply_by", madeAt: fridayNight } as const;
    const conversation = signesConversation({
      holder: { kind: "waiting", since: fridayNight, handoff: 1 },
      promises: [
        { ...made, id: "1", dueAt: passed, status: "broken" },
        { ...made, id: "2", madeAt: passed, dueAt: holds, status: "live" },
      ],
      lines: [
        {
          at: fridayNight,
          who: "bot",
          text: "Your message is with the team. A colleague answers you here by 23:01.",
        },
      ],
      again: { askedAt: fridayNight, misunderstood: 0, flowAt: fridayNight },
    });
    const [words] = botSays(
      await turnOn([heldUp(fridayNight)], conversation, fridayNight + 40 * MINUTE),
    );
    expect(words).toMatch(/A colleague answers you here by tomorrow 00:11\.$/);
  });

  it("hears the day once, though an older promise of the same hour has passed", async () => {
    const [passed, holds] = [fridayNight + 20 * MINUTE, fridayNight + (24 * 60 + 20) * MINUTE];
    const made = { kind: "reply_by", madeAt: fridayNight - 60 * MINUTE } as const;
    const conversation = signesConversation({
      holder: { kind: "waiting", since: fridayNight, handoff: 1 },
      promises: [
        { ...made, id: "1", dueAt: passed, status: "broken" },
        { ...made, id: "2", madeAt: fridayNight, dueAt: holds, status: "live" },
      ],
      lines: [
        { at: fridayNight, who: "bot", text: "A colleague answers you here by tomorrow 23:01." },
      ],
      again: { askedAt: fridayNight, misunderstood: 0, flowAt: fridayNight },
    });
    const [words] = botSays(
      await turnOn([heldUp(fridayNight)], conversation, fridayNight + 40 * MINUTE),
    );
    expect(words).toMatch(/A colleague answers you here by tomorrow 23:01\.$/);
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
