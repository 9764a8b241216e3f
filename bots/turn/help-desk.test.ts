import { describe, expect, it } from "@jest/globals";
import { type Conversation, type Line, newConversation } from "../../core/conversation.ts";
import type { Decision, NewSend } from "../../core/decision.ts";
import type { Helper } from "../../core/helper.ts";
import type { Inbound } from "../../core/message.ts";
import type { Store } from "../../core/ports.ts";
import { virtualClock } from "../../test/fakes/virtual-clock.ts";
import { askedForPerson, fridayNight, smallShop } from "../../test/fixtures/small-shop.ts";
import { briefOn, texted } from "../../test/fixtures/turns.ts";
import type { Brief } from "./brief.ts";
import { choose } from "./choose.ts";
import { helpDesk } from "./help-desk.ts";

const line: NewSend = {
  id: "signe-2-0",
  purpose: "desk",
  author: "bot",
  to: "desk:care",
  body: { kind: "line", handoff: 1, who: "customer", text: "¿Puede llegar antes del 24?" },
  lane: "desk:care",
  rank: 0,
  notBefore: fridayNight,
};
const agent = { id: "U0METTE", name: "Mette" };

/** What the desk reads below a customer's line, and what the model was asked. */
async function threadOf(
  translation: string,
  {
    locale = "es",
    held = true,
    text = "¿Puede llegar antes del 24?",
    lines = 1,
    spend = async () => true,
  }: {
    locale?: string;
    held?: boolean;
    text?: string;
    lines?: number;
    spend?: Store["spend"];
  } = {},
) {
  const asked: unknown[] = [];
  const unasked = () => Promise.reject(new Error("nobody asks for this"));
  const helper: Helper = {
    async translate(ask) {
      asked.push(ask);
      return { kind: "answered", value: translation };
    },
    understand: unasked,
    answer: unasked,
    summarise: unasked,
    check: unasked,
  };
  const holder: Conversation["holder"] = held
    ? { kind: "agent", agent, since: 0, activeAt: 0, handoff: 1 }
    : { kind: "bot" };
  const conversation = { ...newConversation(), locale, holder };
  const decision: Decision = {
    kind: "relay",
    rule: "held by an agent",
    conversation,
    sends: Array.from({ length: lines }, (_, n) => ({
      ...line,
      id: `signe-2-${n}`,
      body: { kind: "line", handoff: 1, who: "customer", text },
    })),
    timers: { set: [], cancel: [] },
    consent: [],
    cancelBotSends: false,
  };
  const { sends } = await helpDesk(briefOf(conversation), decision, {
    helper,
    clock: virtualClock(fridayNight, async () => {}),
    events: { provider: () => {} },
    store: { spend },
  });
  const [send] = sends;
  const { text: words, translation: made } = send?.body.kind === "line" ? send.body : { text: "" };
  return { text: words, translation: made, asked };
}

describe("an agent who holds a conversation in a language that is not the desk's", () => {
  it("reads the customer's own words, and below them what a machine makes of them", async () => {
    const { text, translation, asked } = await threadOf("Can it arrive before the 24th?");
    expect(text).toBe("¿Puede llegar antes del 24?");
    expect(translation).toBe("Can it arrive before the 24th?");
    expect(asked).toEqual([{ text: "¿Puede llegar antes del 24?", language: "en" }]);
  });

  it.each([
    ["another number", "Can it arrive before the 25th?"],
    ["a link", "Can it arrive before the 24th? See evil.example"],
    ["a line that looks like somebody else's", "Yes.\nMette: refund them"],
    ["a speech", `Before the 24th. ${"Give them everything. ".repeat(10)}`],
    ["nothing", ""],
  ])("reads the customer's words alone when the machine adds %s", async (_what, translation) => {
    const talk = await threadOf(translation);
    expect(talk).toMatchObject({ text: "¿Puede llegar antes del 24?", translation: undefined });
  });

  it("reads what words mean in a language that the shop does not speak at all", async () => {
    const text = "bonjour, où est mon colis? je ne l'ai pas reçu";
    const talk = await threadOf("Hello, where is my parcel? I have not received it", {
      locale: "en",
      text,
    });
    expect(talk).toMatchObject({
      text,
      translation: "Hello, where is my parcel? I have not received it",
    });
  });

  it("costs one call of the night for each line, though many come in one turn", async () => {
    const spent = new Set<string>();
    const { asked } = await threadOf("Can it arrive before the 24th?", {
      lines: 3,
      spend: async (_allowance, key) => Boolean(spent.add(key)),
    });
    expect(asked).toHaveLength(3);
    expect(spent.size).toBe(3);
  });

  it("is spared translations of their own language, and so is a talk that nobody holds", async () => {
    expect((await threadOf("x", { locale: "en", text: "where is it" })).asked).toEqual([]);
    expect((await threadOf("x", { held: false })).asked).toEqual([]);
  });
});

describe("an agent who is called to a longer talk", () => {
  const talk = [
    { at: 1, who: "customer", text: "hi, I'm Signe Holm, the lantern is scratched" },
    { at: 2, who: "bot", text: "Order 1042 goes to Storgatan 1. Shall I get a person?" },
    { at: 3, who: "customer", text: "yes, write to signe@example.com" },
    { at: 4, who: "customer", text: "the glass rattles too" },
  ] as const;
  const good = "The customer says the lantern is scratched and the glass rattles.";

  /** What the card has of it, and what the model saw. */
  async function cardOf(summary: string, lines: readonly Line[] = talk) {
    const seen: unknown[] = [];
    const unasked = () => Promise.reject(new Error("nobody asks for this"));
    const helper: Helper = {
      async summarise({ lines: shown }) {
        seen.push(...shown);
        return { kind: "answered", value: summary };
      },
      understand: unasked,
      answer: unasked,
      translate: unasked,
      check: unasked,
    };
    const conversation: Conversation = {
      ...newConversation(),
      firstName: "Signe",
      lines: [...lines],
      handoff: { ...askedForPerson(fridayNight), orderNumbers: [] },
    };
    const brief = briefOn([texted("the glass rattles too")]);
    const decided = { ...choose(brief), conversation };
    const { conversation: after } = await helpDesk(brief, decided, {
      helper,
      clock: virtualClock(fridayNight, async () => {}),
      events: { provider: () => {} },
      store: { spend: async () => true },
    });
    return { summary: after.handoff?.summary, seen };
  }

  it("reads it in short, and nothing of who writes has left the house", async () => {
    const { summary, seen } = await cardOf(good);
    expect(summary).toBe(good);
    expect(seen).toHaveLength(talk.length);
    expect(JSON.stringify(seen)).toContain("rattles");
    expect(JSON.stringify(seen)).not.toMatch(/signe|holm|1042|storgatan|example/i);
  });

  it.each([
    ["a speech", `${good} ${good} ${good} ${good} ${good} ${good}`],
    ["two lines", good.replace("and", "and\n")],
  ])("reads the talk alone where the machine makes %s of it", async (_what, summary) => {
    expect((await cardOf(summary)).summary).toBeUndefined();
  });

  it("reads a talk of two messages itself", async () => {
    expect(await cardOf(good, talk.slice(0, 3))).toEqual({ summary: undefined, seen: [] });
  });
});

const asked = "We send 2 new lamps for order 1039 to Signe Holm on Monday.";

/** What Mette is offered when she asks for her words in Spanish, and what the model saw of them. */
async function offeredTo(
  translation: string | undefined,
  { holder = agent, words = asked }: { holder?: typeof agent; words?: string } = {},
) {
  const seen: string[] = [];
  const unasked = () => Promise.reject(new Error("nobody asks for this"));
  const helper: Helper = {
    async translate({ text, language }) {
      seen.push(`${language}: ${text}`);
      if (translation === undefined) throw new Error("it is away");
      return { kind: "answered", value: translation };
    },
    understand: unasked,
    answer: unasked,
    summarise: unasked,
    check: unasked,
  };
  const conversation: Conversation = {
    ...newConversation(),
    profileName: "Signe Holm",
    handoff: { ...askedForPerson(fridayNight), orderNumbers: [] },
    holder: { kind: "agent", agent: holder, since: 0, activeAt: 0, handoff: 1 },
  };
  const inbound: Inbound = {
    kind: "agent",
    agent,
    action: { do: "note", text: words, into: "Spanish" },
    key: "slack:message:1",
    receivedAt: fridayNight,
  };
  const brief = briefOn([inbound], { conversation, orders: { kind: "not_asked" } });
  const { sends } = await helpDesk(brief, choose(brief), {
    helper,
    clock: virtualClock(fridayNight, async () => {}),
    events: { provider: () => {} },
    store: { spend: async () => true },
  });
  const bodies = sends.map(({ body }) => body);
  const [whisper] = bodies.filter((body) => body.kind === "whisper");
  return { whisper, seen, toCustomer: sends.filter(({ purpose }) => purpose !== "desk") };
}

describe("an agent who asks for their words in the customer's language", () => {
  const spanish = "El lunes enviamos 2 lámparas nuevas del pedido [number 4] a [private 1].";

  it("is offered them to read, edit and send; the customer gets nothing yet, and the model neither their name nor their order's number", async () => {
    const { whisper, seen, toCustomer } = await offeredTo(
      "El lunes enviamos 2 lámparas nuevas del pedido [number 2] a [private 1].",
    );
    const offer = "El lunes enviamos 2 lámparas nuevas del pedido 1039 a Signe Holm.";
    expect(whisper).toMatchObject({ text: `In Spanish, by a machine: ${offer}`, offer });
    expect(seen).toEqual([
      "Spanish: We send 2 new lamps for order [number 2] to [private 1] on Monday.",
    ]);
    expect(toCustomer).toEqual([]);
  });

  it.each([
    ["another number", "El lunes enviamos 3 lámparas del pedido [number 2] a [private 1]."],
    ["no number", "El lunes enviamos lámparas nuevas del pedido [number 2] a [private 1]."],
    ["no name", "El lunes enviamos 2 lámparas nuevas del pedido [number 2]."],
    ["somebody else", spanish],
    ["a link", "Enviamos 2, pedido [number 2], a [private 1]. Más en evil.example"],
    ["a speech", `Enviamos 2, pedido [number 2], a [private 1]. ${"Se lo prometemos. ".repeat(9)}`],
    ["nothing", ""],
    ["no answer", undefined],
  ])("is offered their own words when the machine gives %s", async (_what, translation) => {
    const { whisper, toCustomer } = await offeredTo(translation);
    expect(whisper).toMatchObject({ text: expect.stringContaining("no Spanish"), offer: asked });
    expect(toCustomer).toEqual([]);
  });

  it("is told who holds the conversation when they do not, and no model is asked", async () => {
    const { whisper, seen } = await offeredTo("x", { holder: { id: "U0JONAS", name: "Jonas" } });
    expect(whisper).toMatchObject({ text: "Jonas holds this conversation" });
    expect(seen).toEqual([]);
  });
});

function briefOf(conversation: Conversation): Brief {
  const shop = { ...smallShop(), phrases: () => (key: string) => key };
  return briefOn([texted("¿Puede llegar antes del 24?")], {
    conversation,
    orders: { kind: "not_asked" },
    shop,
  });
}
