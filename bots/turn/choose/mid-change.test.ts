import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { textsTo } from "../../../cli/stage.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import { arrived, returnsNight } from "../../../test/fixtures/returns-night.ts";
import { fridayNight, signesPhone } from "../../../test/fixtures/small-shop.ts";

const DAY_MS = 24 * 60 * 60_000;
const shop = returnsNight();
beforeAll(() => shop.learn());
beforeEach(() => shop.begin());
afterEach(() => shop.end());

describe("a customer who is asked which order they mean", () => {
  it("need not name the thing again", async () => {
    shop.orders = [
      arrived("1042", [
        ["boots", "Birk boots"],
        ["beanie", "Nord beanie"],
      ]),
      arrived("1029", [
        ["boots2", "Birk boots"],
        ["lamp", "Lys table lamp"],
      ]),
    ];
    shop.open();
    expect(await shop.says("I want to return the boots, they are too small")).toMatch(
      /Which order/,
    );
    expect(await shop.says("1029")).toMatch(/Send back Birk boots from order 1029/);
  });
});

describe("a customer in the middle of a change", () => {
  beforeEach(() => shop.open({ refund_days: 5 }));

  it.each(["what?", "👍", "1048"])("is asked again when they give no reason: %s", async (text) => {
    await shop.says("I want to return the boots from 1042");
    expect(await shop.says(text)).toMatch(/Why are you sending back Birk boots/);
    expect(shop.asked).toEqual([]);
  });

  it("hears when the money comes, and is asked for the yes once more", async () => {
    await shop.says("I want to return the boots from 1042, they are too small");
    expect(await shop.says("when do i get the money")).toMatch(
      /goes back the way you paid, once it has reached us and within 5 days\. Send back Birk boots.*YES/,
    );
    expect(await shop.says("will i get it back on my card?")).toMatch(/the way you paid.*YES/);
    expect(await shop.night?.holder(signesPhone)).toBe("bot");
  });

  it("corrects the reason with a no that is none", async () => {
    await shop.says("I want to return the boots from 1042, they are too small");
    expect(await shop.says("no wait, they are too big")).toMatch(/Send back Birk boots.*YES/);
    await shop.says("yes");
    expect(shop.asked).toMatchObject([{ items: [{ reason: "too_large" }] }]);
  });

  it("adds a thing of another order before the yes", async () => {
    await shop.says("I want to return the boots from 1042, they are too small");
    expect(await shop.says("and the table lamp too")).toMatch(
      /Send back Birk boots.*After that I ask you about order 1029\./,
    );
    expect(await shop.says("yes")).toMatch(/Send back Lys table lamp from order 1029/);
  });

  it("turns to another order by naming what is in it", async () => {
    await shop.says("I want to return the boots from 1042");
    expect(await shop.says("the table lamp")).toMatch(
      /sending back Lys table lamp from order 1029/,
    );
  });

  it("who says yes hours later hears that nothing was changed, and is asked once more", async () => {
    await shop.says("I want to return the boots from 1042, they are too small");
    await shop.night?.advanceTo(fridayNight + 8 * 60 * 60_000);
    expect(await shop.says("yes")).toMatch(
      /nothing has been changed yet\. Send back Birk boots.*YES/,
    );
    expect(shop.asked).toEqual([]);
    await shop.says("yes");
    expect(shop.asked).toHaveLength(1);
  });

  it("who says yes days later is not taken at that word", async () => {
    await shop.says("I want to return the boots from 1042, they are too small");
    await shop.night?.advanceTo(fridayNight + 3 * DAY_MS);
    expect(await shop.says("yes")).not.toMatch(/Send back/);
  });
});

describe("a customer whose return never reached the shop's system", () => {
  it("hears that it could not be done and by when a person sees to it", async () => {
    shop.open();
    shop.change = () => Promise.reject(new ProviderUnavailableError("away"));
    await shop.says("I want to return the boots from 1042, they are too small");
    await shop.says("yes");
    const later = await shop.night?.advanceTo(fridayNight + 24 * 60 * 60_000);
    expect(textsTo(signesPhone, later ?? []).join("\n")).toMatch(
      /could not get that done for order 1042.*Monday/s,
    );
    expect(await shop.night?.holder(signesPhone)).toBe("waiting");
    expect(shop.asked.every(({ do: what }) => what === "return")).toBe(true);
  });
});
