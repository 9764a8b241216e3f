import { describe, expect, it } from "@jest/globals";
import { StoreUnavailableError } from "../../core/errors.ts";
import type { Events } from "../../core/events.ts";
import type { CustomerMessage } from "../../core/message.ts";
import type { Arrival } from "../../core/ports.ts";
import { fridayNight, shopsNumber, signesPhone } from "../../test/fixtures/small-shop.ts";
import { backlogGuard } from "./backlog.ts";

const LIMIT = 100;

/** A door behind which so many messages wait already. */
async function doorOf(waiting: number) {
  const told: string[] = [];
  const night = { now: fridayNight, waiting, looks: 0 };
  const guard = backlogGuard(LIMIT, {
    store: {
      backlog: async () => {
        night.looks += 1;
        return night.waiting;
      },
    },
    clock: { now: () => night.now, sleep: async () => {} },
    events: { overload: (fact: { state: string }) => told.push(fact.state) } as unknown as Events, // the rest is never told
  });
  const comes = (...arrivals: Arrival[]) => {
    try {
      guard(arrivals);
      return "let in";
    } catch (error) {
      if (error instanceof StoreUnavailableError) return "turned away";
      throw error;
    }
  };
  const secondsPass = async () => {
    night.now += 1_000;
    comes(text("the first one of this second"));
    await new Promise((resolve) => setImmediate(resolve));
  };
  await secondsPass();
  return { comes, night, told, secondsPass };
}

function text(words: string, more: Partial<CustomerMessage> = {}): Arrival {
  return {
    inbound: {
      kind: "message",
      key: `twilio:${words}`,
      receivedAt: fridayNight,
      from: signesPhone,
      to: shopsNumber,
      text: words,
      media: [],
      ...more,
    },
    route: { kind: "address", address: signesPhone, newCustomer: "signe" },
  };
}

const to = { kind: "customer", customer: "signe" } as const;

describe("a flood of messages", () => {
  it("is let in while there is room, and turned away beyond it, before the store has counted again", async () => {
    const { comes, told } = await doorOf(LIMIT - 10);
    const outcomes = Array.from({ length: 20 }, (_, n) => comes(text(`m${n}`)));
    expect(outcomes.filter((outcome) => outcome === "let in").length).toBeLessThanOrEqual(10);
    expect(outcomes[0]).toBe("let in");
    expect(outcomes.at(-1)).toBe("turned away");
    expect(told).toEqual(["began"]);
  });

  it("is let in again as soon as enough has been answered, and the log says both once", async () => {
    const { comes, night, secondsPass, told } = await doorOf(LIMIT + 10);
    expect(comes(text("hello"))).toBe("turned away");
    night.waiting = 20;
    await secondsPass();
    expect(told).toEqual(["began", "ended"]);
    expect(comes(text("hello"))).toBe("let in");
    expect(told).toEqual(["began", "ended"]);
  });

  it("has the store count what waits once a second, however many come", async () => {
    const { comes, night, secondsPass } = await doorOf(0);
    for (let n = 0; n < 50; n++) comes(text(`m${n}`));
    expect(night.looks).toBe(1);
    await secondsPass();
    expect(night.looks).toBe(2);
  });

  it("takes nobody's STOP with it that came in the same breath", async () => {
    const { comes } = await doorOf(LIMIT * 3);
    expect(comes(text("where is it"), text("STOP", { optOut: "stop" }))).toBe("let in");
    expect(comes(text("where is it"), text("hello?"))).toBe("turned away");
  });

  it("keeps out no STOP, no code, nobody at the desk and none of our own wake-ups", async () => {
    const { comes } = await doorOf(LIMIT * 3);
    const by = { address: signesPhone, status: "opted_out", at: fridayNight, by: "STOP" } as const;
    const agent = { id: "U1", name: "Mette" };
    const always: Arrival[] = [
      text("STOP", { optOut: "stop" }),
      { ...text("please stop all of this"), consent: by },
      text("482 913"),
      text("my code is 482913"),
      {
        inbound: { kind: "agent", key: "s", receivedAt: 0, agent, action: { do: "claim" } },
        route: to,
      },
      {
        inbound: { kind: "timer", key: "t", receivedAt: 0, timer: "unanswered", subject: "x" },
        route: to,
      },
    ];
    expect(always.map((arrival) => comes(arrival))).toEqual(always.map(() => "let in"));
    expect(comes(text("where is my order 1042"))).toBe("turned away");
    expect(
      comes({ inbound: { kind: "receipt", key: "r", receivedAt: 0, status: "sent" }, route: to }),
    ).toBe("turned away");
  });
});
