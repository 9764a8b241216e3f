import { afterEach, describe, expect, it } from "@jest/globals";
import { fridayNight, HOUR_MS, type House, MINUTE_MS, mondayMorning, openHouse } from "./house.ts";

const signe = "+46701740642";
const freja = "+46701740638";
const saturdayNoon = Date.parse("2026-11-21T12:00:00+01:00");
const saturdayNight = Date.parse("2026-11-21T23:30:00+01:00");
const mondayEleven = mondayMorning + HOUR_MS;

let house: House;
afterEach(() => house.close());

describe("a customer who asks for a person at night", () => {
  it("is promised the people's own next opening, though the shop itself opens sooner", async () => {
    house = await openHouse();
    const phone = house.carrier.phone(signe);
    await phone.texts("i want to talk to a real person");
    await house.rests();
    expect(house.texts(signe)).toHaveLength(1);
    expect(house.texts(signe)[0]).toMatch(/back Monday 10:00.*by Monday 11:00/);
    const { holder, promises } = await house.conversation(signe);
    expect(holder).toMatchObject({ kind: "waiting" });
    expect(promises).toMatchObject([{ status: "live", dueAt: mondayEleven }]);

    await house.passTo(saturdayNoon);
    await phone.texts("when are you open");
    await house.rests();
    expect(house.texts(signe)[1]).toMatch(/open now/);
  });

  it("is told on Saturday night of Monday too, and within the hour in opening hours", async () => {
    house = await openHouse({ at: saturdayNight });
    await house.carrier.phone(signe).texts("can i speak to a human please");
    await house.rests();
    expect(house.texts(signe)[0]).toMatch(/back Monday 10:00/);

    await house.passTo(mondayMorning + 30 * MINUTE_MS);
    await house.carrier.phone(freja).texts("can i speak to a human please");
    await house.rests();
    expect(house.texts(freja)[0]).toMatch(/by 11:30/);
    expect(house.texts(freja)[0]).not.toMatch(/back/);
  });

  it("hears that the promise was broken, with a new hour, when nobody has come", async () => {
    house = await openHouse();
    await house.carrier.phone(signe).texts("i want to talk to a real person");
    await house.passTo(mondayEleven - 1);
    expect(house.texts(signe)).toHaveLength(1);
    await house.passTo(mondayEleven);
    expect(house.texts(signe)).toHaveLength(2);
    expect(house.texts(signe)[1]).toMatch(/sorry.*by 12:00/);
    expect((await house.conversation(signe)).promises.map(({ status }) => status)).toEqual([
      "broken",
      "live",
    ]);
  });

  it("keeps the house quiet where no desk is set up: what cannot be posted is not tried for ever", async () => {
    house = await openHouse();
    await house.carrier.phone(signe).texts("i want to talk to a real person");
    await house.rests();
    await house.carrier.phone(signe).texts("it is about the coat");
    await house.passTo(mondayMorning + MINUTE_MS);
    const { turn } = await house.conversation(signe);
    await house.passTo(mondayMorning + 2 * MINUTE_MS);
    expect((await house.conversation(signe)).turn).toBe(turn);
  });
});

describe("a customer who writes STOP at night", () => {
  it("gets nothing more at once, not even the answer that is still to be sent", async () => {
    house = await openHouse();
    const phone = house.carrier.phone(signe);
    house.carrier.fail({ accepted: false, answer: 429 });
    await phone.texts("hi wheres my order");
    await house.rests();
    await phone.texts("STOP");
    await house.passTo(fridayNight + 10 * MINUTE_MS);
    expect(house.texts(signe)).toEqual([]);
    expect(house.carrier.asked()).toBe(1);
    expect(await house.store().isOptedOut(`sms:${signe}`)).toBe(true);
  });

  it("is not answered while out, and is again after START", async () => {
    house = await openHouse();
    const phone = house.carrier.phone(signe);
    await phone.texts("STOP");
    await house.rests();
    await phone.texts("hi wheres my order");
    await house.rests();
    await phone.texts("i want to talk to a real person");
    await house.rests();
    expect(house.carrier.asked()).toBe(0);
    expect((await house.conversation(signe)).holder.kind).toBe("bot");

    await phone.texts("START");
    await house.rests();
    expect(house.carrier.asked()).toBe(0);
    await phone.texts("hi wheres my order");
    await house.rests();
    expect(house.texts(signe)).toEqual([expect.stringContaining("1042")]);
  });

  it("is out for her SMS only, and hears nothing of a promise that breaks meanwhile", async () => {
    house = await openHouse();
    const phone = house.carrier.phone(signe);
    await phone.texts("i want to talk to a real person");
    await house.rests();
    await phone.texts("STOP");
    await house.passTo(mondayEleven + MINUTE_MS);
    expect(house.texts(signe)).toHaveLength(1);
    const whatsapp = `whatsapp:${signe}`;
    await house.carrier.phone(whatsapp).texts("where is order 1042");
    await house.rests();
    expect(house.texts(whatsapp)).toEqual([expect.stringContaining("1042")]);
    expect(house.texts(signe)).toHaveLength(1);
  });
});
