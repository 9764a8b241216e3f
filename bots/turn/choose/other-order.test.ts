import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Rehearsal, rehearse } from "../../../cli/rehearsal.ts";
import { heldClock, silentEvents, textsTo } from "../../../cli/stage.ts";
import type { OrderChange } from "../../../core/change.ts";
import type { Shop } from "../../../core/shop.ts";
import { readShopFiles } from "../../../integrations/shop/shop-files.ts";
import { sqliteStore } from "../../../integrations/store/sqlite/store.ts";
import { learntShop } from "../../../test/fixtures/learnt.ts";
import { fridayNight, signesOrder, signesPhone } from "../../../test/fixtures/small-shop.ts";

const eriksPhone = "sms:+46701740648" as const;

let shop: Shop;
let night: Rehearsal;
let asked: OrderChange[];

beforeAll(async () => {
  shop = learntShop(await readShopFiles("shop"));
});

beforeEach(() => {
  asked = [];
  let count = 0;
  const lamp = { id: "lamp", title: "Lys table lamp", quantity: 1 };
  const orders = [
    signesOrder(),
    signesOrder({
      id: "o1048",
      number: "1048",
      phone: "+46701740648",
      firstName: "Erik",
      fulfillmentStatus: "unfulfilled",
      fulfillments: [],
      lineItems: [{ ...lamp, unitPrice: { amount: 5000, currency: "EUR" } }],
    }),
  ];
  night = rehearse({
    store: sqliteStore({ file: ":memory:" }),
    shop,
    commerce: {
      name: "file",
      abilities: { changes: ["cancel", "return"], returns: "native", cancelRefunds: true },
      findOrders: async (query) =>
        orders.filter(
          ({ phone, number }) =>
            ("phone" in query && phone === query.phone) ||
            ("number" in query && number === query.number),
        ),
      getOrder: async (id) => orders.find((order) => order.id === id),
      changesSince: async () => ({ events: [], cursor: "0" }),
      change: async (change) => {
        asked.push(change);
        return { kind: "done", refunds: true };
      },
    },
    clock: heldClock(fridayNight),
    ids: { next: () => `c${++count}` },
    events: silentEvents(),
    own: "sms:+4570000000",
  });
});

afterEach(() => night.close());

async function says(text: string) {
  const delivered = await night.text(signesPhone, text);
  const sent = { own: textsTo(signesPhone, delivered), eriks: textsTo(eriksPhone, delivered) };
  return { read: sent.own.join("\n"), code: /\b\d{6}\b/.exec(sent.eriks.join("\n"))?.[0] };
}

describe("a customer who names an order that their own number does not show", () => {
  it.each(["where is %", "cancel order %", "i want to return % please"])(
    "reads the same words whether there is such an order or not: %s",
    async (wish) => {
      const theirs = await says(wish.replace("%", "1048"));
      const nobodys = await says(wish.replace("%", "1999"));
      expect(theirs.read).toContain('write "code 1048"');
      expect(nobodys.read.replaceAll("1999", "1048")).toBe(theirs.read);
      const code = await says("code 1048");
      const none = await says("code 1999");
      expect(code.read).toMatch(/if that order exists, we have sent a code/i);
      expect(none.read).toMatch(/if that order exists, we have sent a new code/i);
      expect([code.code === undefined, none.code === undefined]).toEqual([false, true]);
    },
  );

  it("goes on with what they wanted once the code comes back", async () => {
    await says("cancel order 1048, ordered by mistake");
    const { code } = await says("code 1048");
    expect((await says(code ?? "")).read).toMatch(/Cancel order 1048 \(Lys table lamp\).*YES/);
    expect(asked).toEqual([]);
    await says("yes");
    expect(asked).toMatchObject([{ do: "cancel", orderId: "o1048" }]);
  });
});
