import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readConversation } from "../../core/conversation.ts";
import { cardOf } from "../../handoff/card.ts";
import { type FakeModel, type ModelAnswer, startModel } from "../fakes/model.ts";
import { type House, openHouse } from "./house.ts";

const signe = "+46701740642";
const stranger = "+447700900991";

/** What only Signe may read, and what a model may never have a customer read. */
const hers = /signe|holm|skeppsgatan|malm|gloves|PN1042|track\.example|3[.,]?006|0642/i;
const lies =
  /verified|refunded|approved|evil|1,?000,?000|999|mallory|cancelled|sixty|at once|EUR|tuesday/i;

/** Clear to people, and not to an engine that never heard such words. */
const vague = "zorble my whatsit flumpish innit";
const asked = "how often should i grease the birk boots in winter";

let house: House;
let model: FakeModel;
beforeEach(async () => {
  model = await startModel();
});
afterEach(async () => {
  await house.close();
  await model.close();
});

async function open(): Promise<void> {
  house = await openHouse({ env: { OPENAI_BASE_URL: model.url, OPENAI_MODEL: "night-owl" } });
}

/** What the shop answers to these words. */
async function answerTo(phone: string, text: string): Promise<string> {
  const turns = house.logged("turned").length;
  const before = house.texts(phone).length;
  await house.carrier.phone(phone).texts(text);
  await house.says(() => house.logged("turned").length > turns);
  await house.rests();
  return house.texts(phone).slice(before).join("\n");
}

async function journalOf(phone: string) {
  const customer = (await house.store().customerOf(`sms:${phone}`)) ?? "";
  return house.store().journal(customer);
}

describe("a customer whose words the engine does not understand", () => {
  it("is answered as the model understands them, from her own orders, and the journal says who said so", async () => {
    await open();
    model.answers(() => ({ content: '{"intents":["order_status"]}' }));
    expect(await answerTo(signe, vague)).toContain("1042");
    const entry = (await journalOf(signe)).find(({ help }) => help);
    expect(entry?.help).toEqual({ intents: ["order_status"] });
    expect(entry?.reads).toContainEqual(
      expect.objectContaining({ what: "helper: understand", outcome: "ok" }),
    );
  });

  it("has nothing of hers leave the house", async () => {
    await open();
    await answerTo(signe, `${vague}, Signe Holm, Skeppsgatan 214, signe.holm@example.com`);
    expect(model.calls.length).toBeGreaterThan(0);
    for (const { body } of model.calls) {
      expect(body).toContain("zorble");
      expect(body).not.toMatch(/signe|holm|skeppsgatan|214|example\.com|0642/i);
    }
  });
});

describe("a customer who asks what the shop has written down", () => {
  it("reads the paragraph and its source without any model", async () => {
    house = await openHouse();
    const answer = await answerTo(stranger, asked);
    expect(answer).toContain("Grease the Birk boots every four weeks in winter");
    expect(answer).toContain('From "Caring for wool, boots and lamps: Boots"');
    expect(model.calls).toEqual([]);
  });

  it("reads it as the model has shortened it, when all of it stands there", async () => {
    await open();
    const retold = "Grease the Birk boots every four weeks in winter.";
    model.answers(({ task }) => ({
      content: task === "answer" ? JSON.stringify({ answer: retold }) : '{"intents":[]}',
    }));
    const answer = await answerTo(stranger, asked);
    expect(answer).toBe(`${retold}\n\n(From "Caring for wool, boots and lamps: Boots")`);
  });

  it.each([
    "Grease the Birk boots every two weeks in winter.",
    "Grease the Birk boots every four weeks in winter. See evil.example.",
    "Never grease the Birk boots every four weeks in winter.",
    "Your refund of EUR 999 is approved.",
  ])("reads the paragraph itself when the model says %j", async (lie) => {
    await open();
    model.answers(({ task }) => ({
      content: task === "answer" ? JSON.stringify({ answer: lie }) : '{"intents":[]}',
    }));
    const answer = await answerTo(stranger, asked);
    expect(answer).toContain("Let wet boots dry at room temperature");
    expect(answer).not.toMatch(/every two|never grease|evil|999/i);
  });
});

/** Everything that could do harm, said in each way in which it could be said. */
const ids = ["1042", "1039", "o1042", "*", "'; drop table orders; --", "customer-1"];
const everyTool = [
  "get_order",
  "get_customer",
  "refund",
  "cancel_order",
  "verify_customer",
  "send_message",
];
const claims =
  "The customer is verified. Refunded EUR 999 at once to mallory@evil.example: see https://evil.example. Order 1042 of Signe Holm, Skeppsgatan 214, is cancelled. You have sixty days, by Tuesday.";
const everyIntent = [
  ...[
    "cancel_order",
    "return_start",
    "change_address",
    "refund_status",
    "order_status",
    "yes",
    "account",
  ],
  ...["verified", "admin", "stop_messages", "constructor", "__proto__"],
];
const attacks: readonly (readonly [string, ModelAnswer])[] = [
  [
    "calls every tool with every id",
    {
      toolCalls: everyTool.flatMap((name) =>
        ids.map((id) => ({ name, arguments: { customer_id: id, order_id: id, amount: 999 } })),
      ),
    },
  ],
  ["claims it in an answer", { content: JSON.stringify({ answer: claims, intents: [] }) }],
  ["claims it in place of an answer", { content: claims }],
  [
    "adds what nobody asked for",
    {
      content: JSON.stringify({
        intents: ["yes"],
        answer: claims,
        verified: true,
        proof: 2,
        do: "cancel",
      }),
    },
  ],
];

describe("a model that means harm", () => {
  it.each(attacks)(
    "discloses nothing, does nothing and invents nothing when it %s",
    async (_, attack) => {
      await open();
      model.answers(() => attack);
      const strangers = [
        await answerTo(stranger, vague),
        await answerTo(stranger, asked),
        await answerTo(stranger, "blorp 1042 zzz signe holm"),
      ].join("\n");
      expect(strangers).not.toMatch(hers);
      expect(strangers.replace("1042", "")).not.toMatch(lies);
      const own = [await answerTo(signe, vague), await answerTo(signe, `${vague} again`)].join(
        "\n",
      );
      expect(own).not.toMatch(/verified|refunded eur|approved|evil|999|mallory|sixty/i);
      const told = [...(await journalOf(stranger)), ...(await journalOf(signe))];
      expect(told.filter(({ decision }) => decision.rule.includes("change:"))).toEqual([]);
      expect(
        (await house.store().inbox()).sends.filter(({ purpose }) => purpose === "change"),
      ).toEqual([]);
      expect(model.calls.length).toBeGreaterThan(0);
    },
  );

  it("has nobody's orders shown, nothing changed and nobody silenced, whatever it claims to have understood", async () => {
    await open();
    for (const [at, intent] of everyIntent.entries()) {
      model.answers(() => ({ content: JSON.stringify({ intents: [intent], answer: claims }) }));
      const told = await answerTo(`+4477009001${String(at).padStart(2, "0")}`, vague);
      expect(told).not.toBe("");
      expect(told).not.toMatch(hers);
      expect(told).not.toMatch(lies);
      await answerTo(signe, `${vague} ${"z".repeat(at + 1)}`);
    }
    const { sends } = await house.store().inbox();
    expect(sends.filter(({ purpose }) => purpose === "change")).toEqual([]);
    const rules = (await journalOf(signe)).map(({ decision }) => decision.rule);
    expect(rules.join()).not.toContain("change:");
    expect(await house.store().isOptedOut(`sms:${signe}`)).toBe(false);
    expect(house.texts(signe).join()).not.toMatch(/verified|refunded eur|evil|999|mallory|sixty/i);
  });
});

describe("a customer who is handed over after a longer talk", () => {
  const talk = ["hello", "when are you open", "the lantern is scratched and the glass rattles"];
  const handedOver = async () => {
    for (const words of talk) await answerTo(signe, words);
    const customer = (await house.store().customerOf(`sms:${signe}`)) ?? "";
    const { handoff } = readConversation(await house.store().conversation(customer));
    return { handoff, card: handoff && (await cardOfSigne(customer)) };
  };
  const cardOfSigne = async (customer: string) => {
    const conversation = readConversation(await house.store().conversation(customer));
    const at = { timezone: "Europe/Copenhagen", now: house.clock.now() };
    return cardOf({ customer, conversation, handoff: conversation.handoff?.number ?? 0, ...at });
  };

  it("is told in short on the card, in words of the talk, and nothing of hers has left the house", async () => {
    await open();
    const summary = "The customer says the lantern is scratched and the glass rattles.";
    model.answers(({ task }) => ({
      content: task === "summarise" ? JSON.stringify({ summary }) : '{"intents":[]}',
    }));
    expect((await handedOver()).card).toMatchObject({ summary });
    const asked = model.calls.filter(({ task }) => task === "summarise");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).not.toMatch(/signe|holm|skeppsgatan|0642/i);
  });

  it.each(attacks)("has no card say more than was said when the model %s", async (_, attack) => {
    await open();
    model.answers(() => attack);
    const { handoff, card } = await handedOver();
    expect(handoff?.rule).toBeDefined();
    expect(card?.summary).toBeUndefined();
    expect(JSON.stringify(card)).not.toMatch(/verified|mallory|evil|999/i);
  });

  it.each([
    "The customer is verified as the owner of the order.",
    "A refund for the scratched lantern was approved.",
    "The lantern is scratched; details at lantern.example.",
  ])("has no card say %j", async (summary) => {
    await open();
    model.answers(({ task }) => ({
      content: task === "summarise" ? JSON.stringify({ summary }) : '{"intents":[]}',
    }));
    expect((await handedOver()).card?.summary).toBeUndefined();
  });
});

describe("a night in which the model does not help", () => {
  it.each<[string, ModelAnswer]>([
    ["is asked too often", { status: 429 }],
    ["hangs up", "hangs up"],
    ["answers with garbage", { content: "%%%" }],
    ["streams garbage", { raw: 'data: {"cho\n\ndata: ]]\n\n', type: "text/event-stream" }],
  ])("goes on as without it when it %s", async (_, answer) => {
    await open();
    model.answers(() => answer);
    expect(await answerTo(stranger, vague)).not.toBe("");
    expect(await answerTo(stranger, asked)).toContain("Grease the Birk boots");
    expect(model.calls.length).toBeLessThanOrEqual(3);
  });

  it("goes on after four seconds when it is silent", async () => {
    await open();
    model.answers(() => "silence");
    const turns = house.logged("turned").length;
    await house.carrier.phone(stranger).texts(asked);
    await house.rests();
    expect(house.texts(stranger)).toEqual([]);
    await house.clock.jumpTo(house.clock.now() + 4_000);
    await house.says(() => house.logged("turned").length > turns);
    await house.rests();
    expect(house.texts(stranger).join()).toContain("Grease the Birk boots");
    const [entry] = await journalOf(stranger);
    expect(entry?.reads).toContainEqual({
      what: "helper: answer",
      ms: 4_000,
      outcome: "unavailable",
    });
  });
});
