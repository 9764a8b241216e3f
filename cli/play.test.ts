import { beforeAll, describe, expect, it } from "@jest/globals";
import { type ConversationTest, conversationTestsSchema } from "../core/conversation-test.ts";
import { learntShop } from "../test/fixtures/learnt.ts";
import { play } from "./play.ts";
import { openRehearsal, type Stage } from "./stage.ts";

const viktor = "+46701740648";
const signe = "sms:+46701740642";

let stage: Stage;
beforeAll(async () => {
  stage = await openRehearsal({ env: {} }, learntShop);
});

function played(steps: ConversationTest["steps"], from = viktor) {
  const [test] = conversationTestsSchema.parse([
    { name: "one night", at: "2026-11-20 22:41", from, steps },
  ]);
  if (!test) throw new Error("there is one test");
  return play({ ...test, places: steps.map((_, at) => `step ${at}`) }, stage, Date.now());
}

describe("a shop owner who writes down how a conversation must go", () => {
  it("writes a burst as a list, and sees what was done in the shop's system", async () => {
    expect(
      await played([
        { customer: ["hi", "please cancel 1048", "ordered it by mistake"] },
        { bot: "YES" },
        { done: "nothing" },
        { customer: "yes" },
        { done: "cancel 1048" },
      ]),
    ).toEqual({ name: "one night", ok: true });
  });

  it("writes {code} for the code that a customer reads on another phone", async () => {
    expect(
      await played(
        [
          { customer: "where is order 1048" },
          { bot: "we have sent a code", not: ["boots"] },
          { customer: "{code}" },
          { bot: "boots" },
        ],
        "webchat:visitor",
      ),
    ).toMatchObject({ ok: true });
  });

  it("lets time pass until a parcel has come and a thank-you went out, and has an agent answer", async () => {
    expect(
      await played(
        [
          { customer: "where is my order" },
          { at: "2026-11-21 16:00" },
          { bot: "has arrived" },
          { customer: "one glove is missing" },
          { holder: "waiting" },
          { agent: "claim" },
          { agent_says: "I send you the other one." },
          { bot: ["I send you the other one."] },
          { customer: "thank you" },
          { bot: "nothing" },
        ],
        signe,
      ),
    ).toMatchObject({ ok: true });
  });

  it.each<[string, ConversationTest["steps"][number], string]>([
    ["a word that is missing", { bot: "the moon" }, 'expected "the moon"'],
    ["a word too many", { bot: "Harbour", not: ["hello"] }, 'did not expect "hello"'],
    ["a reply where none should be", { bot: "nothing" }, "expected no reply"],
    ["another holder", { holder: "agent" }, "held by bot"],
    ["a change that was not made", { done: "cancel 1048" }, "in the shop's system: nothing"],
    ["a code that nobody sent", { customer: "{code}" }, "no such code"],
  ])("is told of %s, and where it stands", async (_what, step, why) => {
    expect(await played([{ customer: "hello" }, step])).toMatchObject({
      ok: false,
      why: expect.stringContaining(why),
      place: "step 1",
    });
  });
});
