import { describe, expect, it } from "@jest/globals";
import { fridayNight, signesConversation } from "../test/fixtures/small-shop.ts";
import { cardOf } from "./card.ts";

const MINUTE = 60_000;

describe("an agent who looks at a card", () => {
  it("sees for an hour what came of a change, however much was said since: taking over may take it back unsaid", () => {
    const at = fridayNight;
    const told = { at, who: "bot" as const, text: "Order 1042 is cancelled.", news: true as const };
    const chat = ["a", "b", "c", "d", "e", "f", "g"].map((text) => ({
      at: at + MINUTE,
      who: "customer" as const,
      text,
    }));
    const { handoff } = WAITING;
    const conversation = signesConversation({ ...WAITING, lines: [told, ...chat] });
    const seen = (now: number) =>
      cardOf({ customer: "signe", conversation, handoff: handoff.number, timezone: "UTC", now })
        ?.lines.map(({ text }) => text)
        .join(" ");
    expect(seen(at + 59 * MINUTE)).toBe("Order 1042 is cancelled. b c d e f g");
    expect(seen(at + 60 * MINUTE)).toBe("b c d e f g");
  });
});

const WAITING = {
  holder: { kind: "waiting" as const, since: fridayNight, handoff: 1 },
  handoff: {
    number: 1,
    team: "care",
    priority: "normal" as const,
    rule: "human",
    reason: "asked for a person",
    at: fridayNight,
    orderNumbers: [],
  },
};
