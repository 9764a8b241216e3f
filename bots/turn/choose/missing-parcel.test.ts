import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Rehearsal, rehearse } from "../../../cli/rehearsal.ts";
import { heldClock, silentEvents, textsTo } from "../../../cli/stage.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import type { Shop } from "../../../core/shop.ts";
import { readShopFiles } from "../../../integrations/shop/shop-files.ts";
import { sqliteStore } from "../../../integrations/store/sqlite/store.ts";
import { learntShop } from "../../../test/fixtures/learnt.ts";
import { fridayNight, signesOrder, signesPhone } from "../../../test/fixtures/small-shop.ts";

let shop: Shop;
let night: Rehearsal;

beforeAll(async () => {
  shop = learntShop(await readShopFiles("shop"));
});

beforeEach(() => {
  const orders = [signesOrder()];
  const commerce: CommerceProvider = {
    name: "file",
    findOrders: async () => orders,
    getOrder: async () => orders[0],
    changesSince: async () => ({ events: [], cursor: "0" }),
  };
  night = rehearse({
    store: sqliteStore({ file: ":memory:" }),
    shop,
    commerce,
    clock: heldClock(fridayNight),
    ids: { next: () => "c1" },
    events: silentEvents(),
    own: "sms:+4570000000",
  });
});

afterEach(() => night.close());

async function says(text: string): Promise<string> {
  return textsTo(signesPhone, await night.text(signesPhone, text)).join("\n");
}

const missing = "it says delivered but theres nothing here";

describe("a customer whose parcel is marked as delivered and is not there", () => {
  it("looks around first; a person is promised when it stays missing", async () => {
    expect(await says(missing)).toMatch(/1042.*delivered.*neighbours.*Have you looked/s);
    expect(await night.holder(signesPhone)).toBe("bot");
    expect(await says("yes, asked all of them, still missing")).toMatch(
      /asks the carrier to search.*by Monday 11:00/s,
    );
    expect(await night.holder(signesPhone)).toBe("waiting");
  });

  it("needs nobody when it turns up", async () => {
    await says(missing);
    expect(await says("ok i will check with the neighbours")).toMatch(/when you have looked/);
    expect(await says("found it!! my neighbour had it")).toMatch(/glad that it turned up/);
    expect(await night.holder(signesPhone)).toBe("bot");
  });

  it("is not asked to look twice", async () => {
    await says(`${missing}, i have looked everywhere and asked the neighbours`);
    expect(await night.holder(signesPhone)).toBe("waiting");
  });

  it("may ask something else instead", async () => {
    await says(missing);
    expect(await says("what are your opening hours?")).toMatch(/Opening hours/);
    expect(await night.holder(signesPhone)).toBe("bot");
  });
});
