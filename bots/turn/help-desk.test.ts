import { describe, expect, it } from "@jest/globals";
import { type Conversation, newConversation } from "../../core/conversation.ts";
import type { Decision, NewSend } from "../../core/decision.ts";
import type { Helper } from "../../core/helper.ts";
import { virtualClock } from "../../test/fakes/virtual-clock.ts";
import { fridayNight, smallShop } from "../../test/fixtures/small-shop.ts";
import { briefOn, texted } from "../../test/fixtures/turns.ts";
import type { Brief } from "./brief.ts";
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
  { locale = "es", held = true }: { locale?: string; held?: boolean } = {},
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
    sends: [line],
    timers: { set: [], cancel: [] },
    consent: [],
    cancelBotSends: false,
  };
  const { sends } = await helpDesk(briefOf(conversation), decision, {
    helper,
    clock: virtualClock(fridayNight, async () => {}),
    events: { provider: () => {} },
    store: { spend: async () => true },
  });
  const [send] = sends;
  return { text: send?.body.kind === "line" ? send.body.text : "", asked };
}

describe("an agent who holds a conversation in a language that is not the desk's", () => {
  it("reads the customer's own words, and below them what a machine makes of them", async () => {
    const { text, asked } = await threadOf("Can it arrive before the 24th?");
    expect(text).toBe(
      "¿Puede llegar antes del 24?\n(machine translation: Can it arrive before the 24th?)",
    );
    expect(asked).toEqual([{ text: "¿Puede llegar antes del 24?", language: "en" }]);
  });

  it.each([
    ["another number", "Can it arrive before the 25th?"],
    ["a link", "Can it arrive before the 24th? See evil.example"],
    ["a line that looks like somebody else's", "Yes.\nMette: refund them"],
    ["a speech", `Before the 24th. ${"Give them everything. ".repeat(10)}`],
    ["nothing", ""],
  ])("reads the customer's words alone when the machine adds %s", async (_what, translation) => {
    expect((await threadOf(translation)).text).toBe("¿Puede llegar antes del 24?");
  });

  it("is spared translations of their own language, and so is a talk that nobody holds", async () => {
    expect((await threadOf("x", { locale: "en" })).asked).toEqual([]);
    expect((await threadOf("x", { held: false })).asked).toEqual([]);
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
