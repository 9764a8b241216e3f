import { afterEach, describe, expect, it } from "@jest/globals";
import { fridayNight, type House, openHouse } from "./house.ts";
import { heldShop } from "./shop-system.ts";

const signe = "+46701740642";
const oliver = "+447700900143";
const freja = "+46701740638";

let house: House;
afterEach(() => house.close());

describe("a customer who texts after closing", () => {
  it("learns how her order stands, once", async () => {
    house = await openHouse();
    const { answers } = await house.carrier.phone(signe).texts("hi wheres my order");
    await house.rests();
    expect(answers).toMatchObject([{ status: 200, body: "<Response/>", tries: 1 }]);
    expect(house.carrier.asked()).toBe(1);
    expect(house.carrier.sent()).toMatchObject([
      { from: "+4552525252", to: signe, status: "delivered" },
    ]);
    const [answer = ""] = house.texts(signe);
    expect(answer).toMatch(/1042 comes in 2 parcels/);
    expect(answer).toMatch(/coat.* was delivered today at 13:20/);
    expect(answer).toMatch(/gloves.* is on its way .* tomorrow/);
    expect(answer).toMatch(/https:\/\/track\.example\.com\/PN1042002SE$/);
  });

  it("is answered once, though the carrier delivers her text ten times at the same moment and again later", async () => {
    house = await openHouse();
    const phone = house.carrier.phone(signe);
    const { sid, answers } = await phone.texts("hi wheres my order", { copies: 10 });
    await house.rests();
    await phone.texts("hi wheres my order", { again: sid });
    await house.rests();
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(house.carrier.asked()).toBe(1);
    expect(house.texts(signe)).toHaveLength(1);
  });

  it("who writes again 200 ms later has one conversation, and its answers come in order", async () => {
    house = await openHouse();
    const phone = house.carrier.phone(signe);
    await phone.texts("where is order 1042");
    await house.clock.advanceBy(200);
    await phone.texts("when are you open?");
    await house.rests();
    expect(house.texts(signe)).toHaveLength(2);
    expect(house.texts(signe)[0]).toMatch(/1042/);
    expect(house.texts(signe)[1]).toMatch(/closed now/);
    const { turn, lines } = await house.conversation(signe);
    expect(turn).toBeGreaterThanOrEqual(2);
    expect(lines.map(({ who }) => who)).toEqual(["customer", "bot", "customer", "bot"]);
  });

  it("who writes in a burst gets one answer to all of it", async () => {
    const shop = heldShop();
    house = await openHouse({ commerce: shop.around });
    const phone = house.carrier.phone(signe);
    const looking = shop.hold();
    await phone.texts("hi");
    await phone.texts("where is my order");
    await looking.begun;
    await phone.texts("hello??");
    await phone.texts("and when are you open");
    looking.release();
    await house.rests();
    const texts = house.texts(signe);
    expect(texts.at(-1)).toMatch(/closed now/);
    expect(texts.filter((text) => /closed now/.test(text))).toHaveLength(1);
    expect(texts.filter((text) => /1042 comes in 2 parcels/.test(text))).toHaveLength(1);
    const customer = await house.store().customerOf(`sms:${signe}`);
    const journal = await house.store().journal(customer ?? "");
    const readTogether = journal.map(({ inbounds }) => inbounds.flatMap(({ text }) => text ?? []));
    expect(readTogether).toContainEqual(["hello??", "and when are you open"]);
  });
});

describe("two customers who text in the same moment", () => {
  it("are served side by side: one does not wait for the other's slow order", async () => {
    const shop = heldShop();
    house = await openHouse({ commerce: shop.around });
    const looking = shop.hold(signe);
    await house.carrier.phone(signe).texts("where is my order");
    await looking.begun;
    await house.carrier.phone(oliver).texts("when does my parcel get here");
    await house.rests();
    expect(house.texts(oliver)).toEqual([expect.stringMatching(/1043.*out for delivery/)]);
    expect(house.texts(signe)).toEqual([]);
    looking.release();
    await house.rests();
    expect(house.texts(signe)).toEqual([expect.stringMatching(/1042/)]);
  });

  it("each read about their own order only, all of them", async () => {
    house = await openHouse();
    const numbers = { [signe]: "1042", [oliver]: "1043", [freja]: "1038" };
    await Promise.all(
      Object.keys(numbers).map((phone) =>
        house.carrier.phone(phone).texts("where is my order", { copies: 3 }),
      ),
    );
    await house.rests();
    for (const [phone, number] of Object.entries(numbers)) {
      expect(house.texts(phone)).toEqual([expect.stringContaining(number)]);
      for (const other of Object.values(numbers).filter((one) => one !== number)) {
        expect(house.texts(phone)[0]).not.toContain(other);
      }
    }
    expect(house.clock.now()).toBe(fridayNight);
  });
});
