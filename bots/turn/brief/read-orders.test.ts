import { describe, expect, it } from "@jest/globals";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { eventsFor } from "../../../core/events.ts";
import type { Inbound } from "../../../core/message.ts";
import type { Order } from "../../../core/order.ts";
import { fridayNight, signesOrder, signesPhone } from "../../../test/fixtures/small-shop.ts";
import { orderKey, ordersNamedBy, ordersOf, proofLevel } from "./read-orders.ts";

const phone = signesPhone.slice("sms:".length);
const placedAt = fridayNight - 24 * 60 * 60_000;
const byPhone = signesOrder({
  id: "o1",
  number: "1042",
  phone,
  email: "signe@shop.example",
  placedAt,
});
const byMail = signesOrder({
  id: "o2",
  number: "1043",
  phone: "+4511111111",
  email: "signe@shop.example",
  placedAt,
});

type Query = Parameters<CommerceProvider["findOrders"]>[0];

/** A shop's system that answers so; what it was asked is kept. */
function reading(find: (query: Query) => readonly Order[]) {
  const asked: Query[] = [];
  const commerce: CommerceProvider = {
    name: "medusa",
    findOrders: async (query) => {
      asked.push(query);
      return find(query);
    },
    getOrder: async (id) => (id === "o1" ? byPhone : undefined),
    changesSince: async () => ({ events: [], cursor: "" }),
  };
  const clock = { now: () => fridayNight, sleep: async () => {} };
  return { asked, ports: { commerce, clock, events: eventsFor({}), reads: [] } };
}

const knows = (query: Query) => ("email" in query ? [byPhone, byMail] : [byPhone]);
const proven = "email:signe@shop.example" as const;

describe("the orders that a customer may hear of", () => {
  it("are those of the number they write from, by that number alone", async () => {
    const seen = await ordersOf(
      { from: signesPhone, proven: undefined },
      fridayNight,
      reading(knows).ports,
    );
    expect(seen).toEqual({ kind: "proven", orders: [byPhone] });
    expect([proofLevel(seen, "o1"), proofLevel(seen, "o2")]).toEqual([1, 0]);
  });

  it("are all of the contact that a code has proven, each once", async () => {
    const seen = await ordersOf({ from: signesPhone, proven }, fridayNight, reading(knows).ports);
    expect(seen).toMatchObject({ kind: "proven", orders: [byPhone, byMail] });
    expect([proofLevel(seen, "o1"), proofLevel(seen, "o2")]).toEqual([2, 2]);
    const elsewhere = await ordersOf(
      { from: "webchat:a", proven },
      fridayNight,
      reading(knows).ports,
    );
    expect(elsewhere).toMatchObject({ kind: "proven", orders: [byPhone, byMail] });
  });

  it("are not looked for at all for a visitor without a number who has proven nothing", async () => {
    const { asked, ports } = reading(knows);
    const seen = await ordersOf({ from: "webchat:a", proven: undefined }, fridayNight, ports);
    expect(seen).toEqual({ kind: "unproven" });
    expect(asked).toEqual([]);
  });

  it.each(["phone", "email"])(
    "are unknown, and not none, while the system cannot be asked by %s",
    async (what) => {
      const { ports } = reading((query) => {
        if (what in query) throw new Error("500");
        return knows(query);
      });
      const seen = await ordersOf({ from: signesPhone, proven }, fridayNight, ports);
      expect(seen).toEqual({ kind: "unavailable" });
      expect(proofLevel(seen, "o1")).toBe(0);
    },
  );
});

describe("the orders that a turn is about", () => {
  const at = { key: "k", receivedAt: fridayNight };
  const agent = { id: "U1", name: "Mette" };
  const about: Inbound[] = [
    { ...at, kind: "shop_event", event: "delivered", orderId: "o1", happenedAt: 1 },
    { ...at, kind: "timer", timer: "thank_you", subject: "o9" },
    { ...at, kind: "timer", timer: "promise_due", subject: "p1" },
    { ...at, kind: "agent", agent, action: { do: "claim" } },
    { ...at, kind: "agent", agent, action: { do: "order", what: "look_up", number: "1042" } },
    { ...at, kind: "agent", agent, action: { do: "order", what: "send_code", number: "1043" } },
  ];

  it("are read by what events, timers and agents name; that there is none is not that nobody can say", async () => {
    const { asked, ports } = reading(knows);
    const named = await ordersNamedBy(about, ports);
    expect([...named]).toEqual([
      ["o1", byPhone],
      ["o9", "not_found"],
      [orderKey("1042"), byPhone],
    ]);
    expect(asked).toEqual([{ number: "1042" }]);
    const away = reading(() => {
      throw new Error("500");
    });
    expect((await ordersNamedBy(about, away.ports)).get(orderKey("1042"))).toBe("unavailable");
  });
});
