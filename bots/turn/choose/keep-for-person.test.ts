import { describe, expect, it } from "@jest/globals";
import type { Flow } from "../../../core/flow.ts";
import { fridayNight, signesConversation } from "../../../test/fixtures/small-shop.ts";
import { botSays, texted, turnOn } from "../../../test/fixtures/turns.ts";

const MINUTE = 60_000;

/** "Cancel order 1042? Reply YES." */
const cancelling: Flow = {
  kind: "cancel",
  askedAt: fridayNight - MINUTE,
  touchedAt: fridayNight - MINUTE,
  orderId: "o1042",
  asks: "yes",
  items: [],
  otherOrderIds: [],
  offered: [],
  tries: 0,
};

async function afterCalling(flow?: Flow) {
  const before = signesConversation(flow ? { flow } : {});
  return (await turnOn([texted("human")], before, fridayNight)).conversation;
}

describe("a customer who says yes while they wait for a colleague", () => {
  it("hears that nothing was changed when that yes is to what the bot asked before, and by when somebody answers", async () => {
    const soon = fridayNight + MINUTE;
    const waiting = await afterCalling(cancelling);
    const said = await turnOn([texted("yes", soon)], waiting, soon);
    expect(botSays(said)).toEqual([
      expect.stringMatching(/nothing has been changed.*Monday 11:00/),
    ]);
    expect(said.sends.filter(({ purpose }) => purpose === "change")).toEqual([]);
    const again = await turnOn([texted("yes", soon + 1)], said.conversation, soon + 1);
    expect(botSays(again)).toEqual([]);
  });

  it("hears nothing more right after the promise when nothing was asked of them", async () => {
    const soon = fridayNight + MINUTE;
    const waiting = await afterCalling();
    expect(botSays(await turnOn([texted("yes", soon)], waiting, soon))).toEqual([]);
  });

  it("hears the promise when what was said last did not hold it", async () => {
    const soon = fridayNight + 2 * MINUTE;
    const told = await turnOn([texted("store_info", soon)], await afterCalling(), soon);
    const said = await turnOn([texted("yes", soon + 1)], told.conversation, soon + 1);
    expect(botSays(said)).toEqual([expect.stringMatching(/with the team.*Monday 11:00/)]);
  });
});

describe("a customer who waits for a colleague and no longer needs one", () => {
  it.each([
    "forget it",
    "never mind, found it",
    "nvm it just arrived, thanks",
    "da igual, gracias",
  ])(
    "writes %j and hears once that they need not wait, and what holds if they do",
    async (words) => {
      const soon = fridayNight + MINUTE;
      const said = await turnOn([texted(words, soon)], await afterCalling(), soon);
      expect(botSays(said)).toEqual([expect.stringMatching(/no longer need them.*Monday 11:00/)]);
      expect(said.conversation.holder.kind).toBe("waiting");
      const again = await turnOn([texted(words, soon + 1)], said.conversation, soon + 1);
      expect(botSays(again)).toEqual([]);
    },
  );
});
