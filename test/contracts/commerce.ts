import { describe, expect, it } from "@jest/globals";
import type { CommerceProvider } from "../../core/commerce.ts";
import { ProviderUnavailableError } from "../../core/errors.ts";
import { type Order, orderSchema } from "../../core/order.ts";

/** A shop system set up for the suite, with what the suite needs to know about it. */
export type CommerceUnderTest = {
  provider: CommerceProvider;
  /** A customer with at least two orders: their contact, and the numbers of all their orders, newest first. */
  customer: { phone: string; email: string; numbers: readonly string[] };
  /** An order of that customer that reaches them completely once `letTimePass` has run, and not before. */
  arriving: { id: string; event: "delivered" | "picked_up" };
  letTimePass(): Promise<void>;
  /** From now on the system does not answer, or answers nonsense. */
  breakDown(): Promise<void>;
};

/** What every shop system must hold to (core/commerce.ts). `setUp` is called once per test. */
export function commerceContract(name: string, setUp: () => Promise<CommerceUnderTest>): void {
  describe(`${name}: asked for a customer's orders`, () => {
    it("finds all of them by phone, newest first", async () => {
      const { provider, customer } = await setUp();
      expect(numbers(await provider.findOrders({ phone: customer.phone }))).toEqual(
        customer.numbers,
      );
    });

    it("finds all of them by e-mail, however it is capitalised", async () => {
      const { provider, customer } = await setUp();
      const orders = await provider.findOrders({ email: customer.email.toUpperCase() });
      expect(numbers(orders)).toEqual(customer.numbers);
    });

    it("finds one by its number, with or without the hash sign, and again by its id", async () => {
      const { provider, customer } = await setUp();
      const [number = ""] = customer.numbers;
      const [order] = await provider.findOrders({ number });
      expect(numbers(await provider.findOrders({ number: `#${number}` }))).toEqual([number]);
      expect((await provider.getOrder(order?.id ?? ""))?.number).toBe(number);
    });

    it("never returns somebody else's order for a part of a number, phone or e-mail", async () => {
      const { provider, customer } = await setUp();
      const [number = ""] = customer.numbers;
      const near = await Promise.all([
        provider.findOrders({ number: number.slice(0, -1) }),
        provider.findOrders({ number: `${number}0` }),
        provider.findOrders({ phone: customer.phone.slice(0, -1) }),
        provider.findOrders({ phone: customer.phone.slice(-8) }),
        provider.findOrders({ email: customer.email.replace("@", "+x@") }),
        provider.findOrders({ email: customer.email.slice(1) }),
      ]);
      expect(near.flat()).toEqual([]);
    });

    it("takes an empty question for no question, not for everybody", async () => {
      const { provider } = await setUp();
      const orders = await Promise.all([
        provider.findOrders({ number: "" }),
        provider.findOrders({ number: "#" }),
        provider.findOrders({ phone: "" }),
        provider.findOrders({ phone: " " }),
        provider.findOrders({ email: "" }),
      ]);
      expect(orders.flat()).toEqual([]);
    });

    it("reads wildcards and query syntax as plain characters", async () => {
      const { provider } = await setUp();
      const orders = await Promise.all(
        ["*", "%", "1 OR 1=1", "number:*", '"', "(", "..*"].flatMap((text) => [
          provider.findOrders({ number: text }),
          provider.findOrders({ email: text }),
        ]),
      );
      expect(orders.flat()).toEqual([]);
    });

    it("says that there is none, without failing, where there is none", async () => {
      const { provider } = await setUp();
      expect(await provider.findOrders({ number: "99999999" })).toEqual([]);
      expect(await provider.getOrder("no-such-order")).toBeUndefined();
    });

    it("tells them in our own words, with money in whole minor units", async () => {
      const { provider, customer } = await setUp();
      for (const order of await provider.findOrders({ phone: customer.phone })) {
        expect(orderSchema.parse(order)).toEqual(order);
        expect(Number.isInteger(order.total.amount)).toBe(true);
      }
    });
  });

  describe(`${name}: out of order`, () => {
    it("rejects every question, and never passes an outage off as 'not found'", async () => {
      const { provider, customer, arriving, breakDown } = await setUp();
      const { cursor } = await provider.changesSince(undefined);
      await breakDown();
      const questions = [
        () => provider.findOrders({ phone: customer.phone }),
        () => provider.findOrders({ email: customer.email }),
        () => provider.findOrders({ number: "1" }),
        () => provider.getOrder(arriving.id),
        () => provider.changesSince(cursor),
      ];
      for (const ask of questions) {
        await expect(ask()).rejects.toBeInstanceOf(ProviderUnavailableError);
      }
    });
  });

  describe(`${name}: asked what happened`, () => {
    it("starts from now when it has no cursor", async () => {
      const { provider } = await setUp();
      expect((await provider.changesSince(undefined)).events).toEqual([]);
    });

    it("tells of an arrival after it happened, with the order as it then is", async () => {
      const { provider, arriving, letTimePass } = await setUp();
      const { cursor } = await provider.changesSince(undefined);
      expect((await provider.changesSince(cursor)).events).toEqual([]);
      await letTimePass();
      const { events } = await provider.changesSince(cursor);
      const event = events.find((candidate) => candidate.order.id === arriving.id);
      expect(event?.event).toBe(arriving.event);
      expect(event?.order.fulfillmentStatus).toBe("delivered");
    });

    it("tells the oldest first", async () => {
      const { provider, letTimePass } = await setUp();
      const { cursor } = await provider.changesSince(undefined);
      await letTimePass();
      const times = (await provider.changesSince(cursor)).events.map((event) => event.happenedAt);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });

    it("tells the same again from the same cursor, and nothing twice from the next", async () => {
      const { provider, letTimePass } = await setUp();
      const { cursor } = await provider.changesSince(undefined);
      await letTimePass();
      const first = await provider.changesSince(cursor);
      const again = await provider.changesSince(cursor);
      expect(again.events.map(nameOf)).toEqual(first.events.map(nameOf));
      expect((await provider.changesSince(first.cursor)).events).toEqual([]);
    });
  });
}

function numbers(orders: readonly Order[]): string[] {
  return orders.map((order) => order.number);
}

function nameOf(event: { event: string; order: Order }): string {
  return `${event.order.id}:${event.event}`;
}
