import { describe, expect, it } from "@jest/globals";
import type { CommerceAbilities } from "../../../core/change.ts";
import { newConversation } from "../../../core/conversation.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import { flowSchema } from "../../../core/flow.ts";
import type { Helper } from "../../../core/helper.ts";
import type { Allowance } from "../../../core/ports.ts";
import { knowledgeFrom } from "../../../intents/knowledge/knowledge.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { virtualClock } from "../../../test/fakes/virtual-clock.ts";
import { fridayNight, signesOrder, smallShop } from "../../../test/fixtures/small-shop.ts";
import { briefOn, texted } from "../../../test/fixtures/turns.ts";
import type { Brief } from "../brief.ts";
import { choose } from "../choose.ts";
import { breakers } from "../outbox/breaker.ts";
import { askHelper } from "./ask-helper.ts";

const ABILITIES: CommerceAbilities = {
  changes: ["cancel"],
  returns: "native",
  cancelRefunds: true,
};

describe("a shop with a language model", () => {
  it("asks it only what the engine did not understand, with the name masked, and takes only intents it knows", async () => {
    const { asked, helper } = counting(() => ["order_status", "yes", "rm -rf", "order_status"]);
    const ports = portsFor(helper);
    const clear = briefOf("order_status please");
    expect(await askHelper(clear, ports)).toBe(clear);
    const { help } = await askHelper(briefOf("Signe here, any joy"), ports);
    expect(help).toEqual({ intents: ["order_status"] });
    expect(asked).toEqual(["[private] here, any joy"]);
  });

  it("offers it no intent that confirms, refuses or ends something, and takes none", async () => {
    const all = [...MANNERS, "stop_messages", "out_of_scope"];
    const { helper, offered } = counting(() => [...all, "human"].slice(-3));
    const brief = briefOf("any joy");
    const shop = { ...brief.shop, intentNames: [...all, "human"] };
    const { help } = await askHelper({ ...brief, shop }, portsFor(helper));
    expect(offered).toEqual([["human"]]);
    expect(help).toEqual({ intents: ["human"] });
  });

  it("shows it of a paragraph its headings and its words, and nothing of where it lies", async () => {
    const shown: unknown[] = [];
    const { helper } = counting(() => []);
    const knowledge = knowledgeFrom([
      { name: "joy.md", text: "# Joy\n\nJoy comes in the winter." },
    ]);
    const brief = briefOf("what joy comes in winter?");
    await askHelper(
      { ...brief, shop: { ...brief.shop, knowledge } },
      {
        ...portsFor(helper),
        helper: {
          ...helper,
          async answer({ passages }) {
            shown.push(...passages);
            return { kind: "answered", value: { text: undefined } };
          },
        },
      },
    );
    expect(shown).toEqual([{ title: "Joy", text: "Joy comes in the winter." }]);
  });

  it("does not ask it what a question means that the documents answer: it could only be told something else", async () => {
    const { asked, helper } = counting(() => ["order_status"]);
    const knowledge = knowledgeFrom([
      { name: "joy.md", text: "# Joy\n\nJoy comes in the winter." },
    ]);
    const answer: Helper["answer"] = async () => ({ kind: "answered", value: { text: undefined } });
    const withDocuments = (text: string) => {
      const brief = briefOf(text);
      return { ...brief, shop: { ...brief.shop, knowledge } };
    };
    const ports = portsFor({ ...helper, answer });
    const { help } = await askHelper(withDocuments("what joy comes in winter?"), ports);
    expect(help).toEqual({ answer: "" });
    expect(asked).toEqual([]);
    await askHelper(withDocuments("what joy comes of flumpish zorbles?"), ports);
    expect(asked).toHaveLength(1);
  });

  it("does not ask it while a yes to a change is waited for, and takes none from it", async () => {
    const { asked, helper } = counting(() => ["order_status"]);
    const fresh = signesOrder({ fulfillmentStatus: "unfulfilled", fulfillments: [] });
    const lineItems = fresh.lineItems.map((item) => ({
      ...item,
      ...{ fulfilled: 0, shipped: 0, delivered: 0 },
    }));
    const flow = flowSchema.parse({
      kind: "cancel",
      askedAt: fridayNight,
      touchedAt: fridayNight,
      orderId: signesOrder().id,
      reason: { code: "ordered_by_mistake", note: "" },
      asks: "yes",
    });
    const brief: Brief = {
      ...briefOf("zorble flumpish"),
      conversation: { ...newConversation(), flow },
      orders: { kind: "proven", orders: [{ ...fresh, lineItems }] },
      abilities: ABILITIES,
    };
    expect(await askHelper(brief, portsFor(helper))).toBe(brief);
    expect(asked).toEqual([]);
    const { conversation, sends } = choose({ ...brief, help: { intents: ["yes"] } });
    expect(conversation.flow?.asks).toBe("yes");
    expect(sends.map(({ purpose }) => purpose)).toEqual(["answer"]);
  });

  it("does not ask about words for the person who is waited for, or of somebody who wants silence", async () => {
    const { asked, helper } = counting(() => ["order_status"]);
    const brief = briefOf("any joy");
    const holder = { kind: "waiting", since: 0, handoff: 1 } as const;
    const waiting = { ...brief.conversation, holder };
    await askHelper({ ...brief, conversation: waiting }, portsFor(helper));
    await askHelper({ ...brief, optedOut: true }, portsFor(helper));
    const agent = { id: "U0METTE", name: "Mette" };
    const held = { kind: "agent", agent, since: 0, activeAt: 0, handoff: 1 } as const;
    await askHelper(
      { ...brief, conversation: { ...brief.conversation, holder: held } },
      portsFor(helper),
    );
    await askHelper({ ...brief, code: { outcome: "wrong" } }, portsFor(helper));
    const keyword = [texted("any joy"), texted("HELP", fridayNight, { optOut: "help" })];
    await askHelper(briefOn(keyword, { shop: brief.shop }), portsFor(helper));
    expect(asked).toEqual([]);
  });

  it("asks it within what shop.yaml allows for a talk, an hour and a night", async () => {
    const spent: Allowance[] = [];
    const { helper } = counting(() => []);
    await askHelper(briefOf("any joy", "signe", 3), {
      ...portsFor(helper),
      store: { spend: async (allowance) => Boolean(spent.push(allowance)) },
    });
    const [hour, night] = [3_600_000, 12 * 3_600_000];
    expect(spent).toEqual([
      { name: "helper:signe", limits: [{ count: 2, withinMs: night }] },
      {
        name: "helper",
        limits: [
          { count: 3, withinMs: hour },
          { count: 4, withinMs: night },
        ],
      },
    ]);
  });

  it("has its tokens counted in the store, a thousand at a time, so that no restart gives any anew", async () => {
    const spent: [Allowance, string][] = [];
    const { helper } = counting(() => []);
    const understand: Helper["understand"] = async (ask, how) => {
      expect([await how.allowTokens(), await how.allowTokens()]).toEqual([true, true]);
      return helper.understand(ask, how);
    };
    await askHelper(briefOf("any joy", "signe", 3), {
      ...portsFor({ ...helper, understand }),
      store: { spend: async (...use) => Boolean(spent.push([use[0], use[1]])) },
    });
    const [hour, night] = [3_600_000, 12 * 3_600_000];
    const limits = [
      { count: 1, withinMs: hour },
      { count: 2, withinMs: night },
    ];
    const ofTokens = spent.filter(([{ name }]) => name === "helper:tokens");
    expect(ofTokens.map(([allowance]) => allowance.limits)).toEqual([limits, limits]);
    expect(new Set(ofTokens.map(([, key]) => key)).size).toBe(2);
  });

  it("ends a call for which it does not wait any more, and the log says so", async () => {
    const signals: AbortSignal[] = [];
    const told: unknown[] = [];
    const { helper } = counting(() => []);
    const brief = briefOf("any joy");
    await askHelper(brief, {
      ...portsFor(helper),
      clock: { now: () => fridayNight, sleep: async () => {} },
      events: { provider: ({ error }) => told.push(error) },
      helper: {
        ...helper,
        understand: (_ask, { signal }) => {
          signals.push(signal);
          return new Promise(() => {});
        },
      },
    });
    expect(brief.reads).toEqual([{ what: "helper: understand", ms: 0, outcome: "unavailable" }]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const late = new ProviderUnavailableError("the language model gave no answer in 4000 ms");
    expect(told).toEqual([late]);
    expect(told[0]).toBeInstanceOf(ProviderUnavailableError);
  });

  it("asks it no more often than shop.yaml allows, for each conversation and for all", async () => {
    const { asked, helper } = counting(() => []);
    const ports = portsFor(helper);
    const outcomes: string[] = [];
    for (const customer of ["signe", "signe", "signe", "maja", "clara"]) {
      const brief = briefOf("any joy", customer);
      await askHelper(brief, ports);
      outcomes.push(...brief.reads.map(({ outcome }) => outcome));
    }
    expect(outcomes).toEqual(["ok", "ok", "used up", "ok", "used up"]);
    expect(asked).toHaveLength(3);
  });

  it("leaves it alone for a while when it keeps failing", async () => {
    const { asked, helper } = counting(() => {
      throw new Error("down");
    });
    const ports = portsFor(helper);
    const outcomes: string[] = [];
    for (let n = 0; n < 6; n++) {
      const brief = briefOf("any joy", `customer${n}`, 100);
      expect((await askHelper(brief, ports)).help).toBeUndefined();
      outcomes.push(...brief.reads.map(({ outcome }) => outcome));
    }
    expect(outcomes.slice(-2)).toEqual(["left alone", "left alone"]);
    expect(asked).toHaveLength(4);
  });
});

const unasked = (): never => {
  throw new Error("nobody asked for this");
};

/** Counts what it is asked, and fails or answers as told. */
function counting(answer: () => readonly string[]) {
  const asked: string[] = [];
  const offered: string[][] = [];
  const helper: Helper = {
    async understand({ text, intents }) {
      asked.push(text);
      offered.push(intents.map(({ name }) => name));
      return { kind: "answered", value: answer() };
    },
    answer: unasked,
    summarise: unasked,
    translate: unasked,
    check: unasked,
  };
  return { asked, offered, helper };
}

/** A store's allowances within one night. */
function allowances() {
  const used = new Map<string, number>();
  return async ({ name, limits }: Allowance) => {
    const uses = used.get(name) ?? 0;
    if (uses >= Math.min(...limits.map(({ count }) => count))) return false;
    used.set(name, uses + 1);
    return true;
  };
}

function portsFor(helper: Helper) {
  return {
    helper,
    clock: virtualClock(fridayNight, async () => {}),
    events: { provider: () => {} },
    store: { spend: allowances() },
    breakers: breakers(() => {}, 4),
  };
}

function briefOf(text: string, customer = "signe", calls = 3): Brief {
  const limits = { calls_per_conversation: 2, calls_per_hour: calls, calls_per_night: calls + 1 };
  const tokens = { tokens_per_hour: 1_999, tokens_per_night: 2_000 };
  const shop = {
    ...smallShop({ helper: { ...limits, ...tokens } }),
    intentNames: ["order_status", "yes", "human"],
  };
  return briefOn([texted(text)], {
    customer,
    conversation: { ...newConversation(), firstName: "Signe" },
    orders: { kind: "not_asked" },
    shop,
  });
}
