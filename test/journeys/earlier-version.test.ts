import { afterEach, describe, expect, it } from "@jest/globals";
import type { Store } from "../../core/ports.ts";
import { fridayNight, HOUR_MS, type House, MINUTE_MS, mondayMorning, openHouse } from "./house.ts";

const signe = "+46701740642";

/** All that the first Nightdesk knew of a talk: every field that came later is missing. */
const firstShape = {
  version: 1,
  turn: 7,
  reach: { to: `sms:${signe}`, from: "sms:+4552525252" },
  holder: { kind: "bot" },
  promises: [],
  misunderstood: 1,
  lines: [
    { at: fridayNight - 5 * MINUTE_MS, who: "customer", text: "hello about my lamp" },
    { at: fridayNight - 5 * MINUTE_MS, who: "bot", text: "Where it is, or about a return?" },
  ],
  question: {
    kind: "which_intent",
    intents: ["order_status", "return"],
    askedAt: fridayNight - 5 * MINUTE_MS,
  },
  outreachDone: ["1042:delivered"],
};

/** The same talk, handed to a person who has not come yet. */
const waitingInFirstShape = {
  ...firstShape,
  question: undefined,
  holder: { kind: "waiting", since: fridayNight - 5 * MINUTE_MS, handoff: 1 },
  handoff: {
    number: 1,
    team: "care",
    priority: "normal",
    rule: "asked_for_person",
    reason: "asked for a person",
    at: fridayNight - 5 * MINUTE_MS,
    orderNumbers: [],
  },
  promises: [
    {
      id: "promise-7",
      kind: "reply_by",
      madeAt: fridayNight - 5 * MINUTE_MS,
      dueAt: mondayMorning + 4 * HOUR_MS,
      status: "live",
    },
  ],
};

/** Whoever this version has not spoken with yet was left so by an earlier one. */
const leftAs =
  (conversation: unknown) =>
  (opened: Store): Store => ({
    ...opened,
    async lease(asked) {
      const work = await opened.lease(asked);
      return work && { ...work, conversation: work.conversation ?? conversation };
    },
  });

let house: House;
afterEach(() => house.close());

describe("a customer whose conversation was left by the first version", () => {
  it("is heard as the one who was asked a question, and answered", async () => {
    house = await openHouse({ store: leftAs(firstShape) });
    await house.carrier.phone(signe).texts("where is my order");
    await house.rests();
    expect(house.texts(signe)).toHaveLength(1);
    const conversation = await house.conversation(signe);
    expect(conversation).toMatchObject({
      version: 1,
      misunderstood: 0,
      outreachDone: ["1042:delivered"],
    });
    expect(conversation.lines[0]).toMatchObject({ text: "hello about my lamp" });
    expect(house.logged("turn_failed")).toEqual([]);
  });

  it("still waits for the person that was promised, with what was promised", async () => {
    house = await openHouse({ store: leftAs(waitingInFirstShape) });
    await house.carrier.phone(signe).texts("are you there");
    await house.rests();
    expect(await house.conversation(signe)).toMatchObject({
      holder: waitingInFirstShape.holder,
      handoff: { number: 1, team: "care" },
      promises: [{ id: "promise-7", status: "live", dueAt: mondayMorning + 4 * HOUR_MS }],
    });
    expect(house.logged("turn_failed")).toEqual([]);
  });
});
