import { afterEach, describe, expect, it } from "@jest/globals";
import { HOUR_MS, type House, MINUTE_MS, mondayMorning, openHouse } from "./house.ts";

const signe = "+46701740642";
const oliver = "+447700900143";
const viktor = "+46701740648";
const DAY_MS = 24 * HOUR_MS;

/** The last parcel of 1042 reaches Signe in Malmö on Saturday at 11:00; three hours later is a decent moment. */
const delivered = Date.parse("2026-11-21T11:00:00+01:00");
const thanksAt = delivered + 3 * HOUR_MS;
/** 1043 reaches Oliver in Britain on Saturday at 10:15 Danish time. */
const oliversThanksAt = Date.parse("2026-11-21T13:15:00+01:00");

let house: House;
afterEach(() => house.close());

const thanks = (phone: string) =>
  house.carrier.phone(phone).inbox.filter(({ text }) => /Thank you for buying/.test(text));

describe("a customer whose order arrives", () => {
  it("is thanked once, some hours later, at a decent hour where she lives", async () => {
    house = await openHouse();
    await house.passTo(delivered + HOUR_MS);
    expect(house.texts(signe)).toEqual([]);
    await house.passTo(thanksAt + 10 * DAY_MS);
    expect(thanks(signe)).toHaveLength(1);
    expect(thanks(signe)[0]).toMatchObject({
      at: thanksAt,
      text: expect.stringMatching(/^Hello Signe, your order has arrived\./),
    });
    expect(thanks(oliver)).toMatchObject([
      { at: oliversThanksAt, text: expect.stringMatching(/^Hello Oliver/) },
    ]);
  });

  it("is let sleep when it arrives late in the evening, and thanked in the morning of her own zone", async () => {
    house = await openHouse({
      commerce: (opened) => ({
        ...opened,
        // the same delivery, but at 22:30 in Malmö
        changesSince: async (cursor) => {
          const { events, cursor: next } = await opened.changesSince(cursor);
          const late = events.map((event) => ({
            ...event,
            happenedAt: delivered + 11.5 * HOUR_MS,
          }));
          return { events: late, cursor: next };
        },
      }),
    });
    await house.passTo(delivered + 2 * DAY_MS);
    expect(thanks(signe)).toMatchObject([{ at: Date.parse("2026-11-22T09:00:00+01:00") }]);
    expect(thanks(oliver)).toMatchObject([{ at: Date.parse("2026-11-22T09:00:00+00:00") }]);
  });

  it("is thanked once, though the shop tells it twice and the server restarts before and after", async () => {
    let heard: readonly unknown[] = [];
    house = await openHouse({
      ownFile: true,
      commerce: (opened) => ({
        ...opened,
        // a system that forgets where we are and tells everything again, each time
        changesSince: async (cursor) => {
          const told = await opened.changesSince(cursor === undefined ? undefined : "0");
          heard = [...heard, ...told.events.filter(({ order }) => order.number === "1042")];
          return told;
        },
      }),
    });
    await house.rests();
    await house.passTo(delivered + HOUR_MS);
    await house.restart();
    await house.passTo(thanksAt + MINUTE_MS);
    expect(thanks(signe)).toMatchObject([{ at: thanksAt }]);
    await house.restart();
    await house.passTo(thanksAt + DAY_MS);
    expect(thanks(signe)).toHaveLength(1);
    expect(heard.length).toBeGreaterThan(3);
  });

  it("is thanked though the server slept through the delivery", async () => {
    house = await openHouse({ ownFile: true });
    await house.rests();
    await house.clock.jumpTo(delivered + 30 * MINUTE_MS);
    await house.restart();
    await house.passTo(thanksAt + MINUTE_MS);
    expect(thanks(signe)).toMatchObject([{ at: thanksAt }]);
  });

  it("is not thanked without consent to it, nor once she wants no more messages", async () => {
    house = await openHouse();
    await house.carrier.phone(signe).texts("STOP");
    await house.passTo(delivered + 8 * DAY_MS);
    expect(house.texts(signe)).toEqual([]);
    expect(house.texts(viktor)).toEqual([]); // 1031 arrived on Saturday afternoon, without a consent
    expect(thanks(oliver)).toHaveLength(1);
  });

  it("is not thanked while she waits for a person", async () => {
    house = await openHouse();
    await house.carrier.phone(signe).texts("i want to talk to a real person");
    await house.passTo(mondayMorning);
    expect((await house.conversation(signe)).holder.kind).toBe("waiting");
    expect(thanks(signe)).toEqual([]);
    expect(thanks(oliver)).toHaveLength(1);
  });

  it("answers into the same conversation, with the order in view", async () => {
    house = await openHouse();
    await house.carrier.phone(signe).texts("where is order 1042");
    await house.passTo(thanksAt + MINUTE_MS);
    expect(thanks(signe)).toHaveLength(1);
    await house.carrier.phone(signe).texts("lovely, but one glove is missing");
    await house.rests();
    const { handoff, holder, lines, topic } = await house.conversation(signe);
    expect(holder.kind).toBe("waiting");
    expect(handoff?.orderNumbers).toEqual(["1042"]);
    expect(topic).toMatchObject({ orderId: "order-1042" });
    expect(lines.map(({ who }) => who)).toEqual(["customer", "bot", "bot", "customer", "bot"]);
    expect(house.texts(signe).at(-1)).toMatch(/Monday 10:00/);
  });
});
