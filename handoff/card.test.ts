import { describe, expect, it } from "@jest/globals";
import { fridayNight, signesConversation } from "../test/fixtures/small-shop.ts";
import { cardOf } from "./card.ts";

const MINUTE = 60_000;

describe("an agent who looks at a card", () => {
  it("sees since when words wait for a person, and that none do once they are answered", () => {
    const line = (who: "customer" | "agent", minute: number) => ({
      at: fridayNight + minute * MINUTE,
      who,
      text: "…",
    });
    const seen = (...lines: ReturnType<typeof line>[]) => {
      const conversation = signesConversation({ ...WAITING, lines });
      const card = cardOf({ customer: "signe", conversation, handoff: 1, timezone: "UTC", now: 0 });
      return [card?.waitingSince, card?.answeredAt].map((at) =>
        at === undefined ? undefined : (at - fridayNight) / MINUTE,
      );
    };
    expect(seen(line("customer", 0), line("customer", 3))).toEqual([0, undefined]);
    expect(seen(line("agent", -9), line("customer", 0))).toEqual([0, undefined]);
    expect(seen(line("customer", 0), line("agent", 5))).toEqual([5, 5]);
    const again = [line("agent", 5), line("customer", 7), line("customer", 8)];
    expect(seen(line("customer", 0), ...again)).toEqual([7, undefined]);
  });

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
