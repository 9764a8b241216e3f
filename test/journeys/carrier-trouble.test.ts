import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { ProviderUnavailableError } from "../../core/errors.ts";
import { fridayNight, type House, MINUTE_MS, openHouse } from "./house.ts";
import { heldShop } from "./shop-system.ts";

const signe = "+46701740642";
const SECOND_MS = 1_000;

let house: House;
afterEach(() => house.close());

/** Lets the night pass second by second, and gives the seconds at which the carrier was asked to send. */
async function secondsAskedAt(until: number): Promise<readonly number[]> {
  const seconds: number[] = [];
  let asked = 0;
  for (let second = 0; second <= until; second++) {
    await house.passTo(fridayNight + second * SECOND_MS);
    for (; asked < house.carrier.asked(); asked++) seconds.push(second);
  }
  return seconds;
}

/** The row of the outbox behind the n-th message that the carrier took. */
async function sendBehind(n: number) {
  const callback = new URL(house.carrier.sent()[n]?.statusCallback ?? "");
  return house.store().send(callback.searchParams.get("send") ?? "");
}

describe("a carrier that is overloaded or broken", () => {
  it("is asked again after longer and longer pauses, until the answer is out, once", async () => {
    house = await openHouse();
    const busy = { accepted: false, answer: 429 } as const;
    house.carrier.fail(busy, busy, busy);
    await house.carrier.phone(signe).texts("where is my order");
    expect(await secondsAskedAt(60)).toEqual([0, 1, 3, 7]);
    expect(house.texts(signe)).toHaveLength(1);
  });

  it("is asked again when it said it would be ready", async () => {
    house = await openHouse();
    house.carrier.fail({ accepted: false, answer: 429, retryAfterSeconds: 30 });
    await house.carrier.phone(signe).texts("where is my order");
    expect(await secondsAskedAt(60)).toEqual([0, 30]);
    expect(house.texts(signe)).toHaveLength(1);
  });

  it("that answers 500 is first asked whether it took the message, then asked to send again", async () => {
    house = await openHouse();
    house.carrier.fail(
      { accepted: false, answer: 500 },
      { accepted: false, answer: 502, html: true },
    );
    await house.carrier.phone(signe).texts("where is my order");
    expect(await secondsAskedAt(60)).toEqual([0, 3, 6]);
    expect(house.texts(signe)).toHaveLength(1);
    expect(house.logged("sent").map(({ outcome }) => outcome)).toEqual([
      "ambiguous",
      "retry",
      "ambiguous",
      "retry",
      "sent",
    ]);
  });

  it.each([{ answer: "reset" }, { answer: 500 }, { answer: 504 }] as const)(
    "that took the message before it broke off ($answer) does not send it twice",
    async ({ answer }) => {
      house = await openHouse();
      house.carrier.fail({ accepted: true, answer });
      house.carrier.failLookups({ accepted: false, answer: 500 });
      await house.carrier.phone(signe).texts("where is my order");
      expect(await secondsAskedAt(120)).toEqual([0]);
      expect(house.texts(signe)).toHaveLength(1);
      expect(await sendBehind(0)).toMatchObject({ status: "sent", receipt: "delivered" });
    },
  );

  it("keeps the order of what it gets, though the first answer was refused at first", async () => {
    house = await openHouse();
    house.carrier.fail({ accepted: false, answer: 429 });
    const phone = house.carrier.phone(signe);
    await phone.texts("where is order 1042");
    await house.rests();
    await phone.texts("when are you open");
    await house.passTo(fridayNight + MINUTE_MS);
    expect(house.texts(signe)).toEqual([
      expect.stringContaining("1042"),
      expect.stringContaining("closed now"),
    ]);
  });

  it("that knows of a STOP which we never heard is believed from then on", async () => {
    house = await openHouse();
    const phone = house.carrier.phone(signe);
    phone.failsWith("21610");
    await phone.texts("where is my order");
    await house.rests();
    expect(await house.store().isOptedOut(`sms:${signe}`)).toBe(true);
    phone.failsWith(undefined);
    await phone.texts("hello?");
    await house.rests();
    expect(house.carrier.asked()).toBe(1);
    expect(house.texts(signe)).toEqual([]);
  });
});

describe("receipts that come in an odd order, late and twice", () => {
  it("only ever move a message forwards", async () => {
    house = await openHouse();
    house.carrier.receipts({ when: "hold", copies: 2 });
    await house.carrier.phone(signe).texts("where is my order");
    await house.rests();
    expect(await sendBehind(0)).toMatchObject({ status: "sent" });
    await house.carrier.release((due) => due.toReversed());
    await house.rests();
    expect(await sendBehind(0)).toMatchObject({ receipt: "delivered" });
  });

  it("that come before the request to send was answered are not lost", async () => {
    house = await openHouse();
    house.carrier.receipts({ when: "early" });
    await house.carrier.phone(signe).texts("where is my order");
    await house.rests();
    expect(await sendBehind(0)).toMatchObject({ status: "sent", receipt: "delivered" });
  });
});

describe("an answer that is longer than one message may be", () => {
  it("arrives in parts, in order, whole", async () => {
    const sentence = (n: number) =>
      `This is sentence number ${n} of what we would like you to know.`;
    const words = Array.from({ length: 60 }, (_, n) => sentence(n + 1));
    house = await openHouse({
      furnish: (shopDir) => {
        const file = join(shopDir, "phrases", "en.yaml");
        const greeting = `talk.greeting: "${words.join(" ")}"`;
        writeFileSync(file, readFileSync(file, "utf8").replace(/^talk\.greeting:.*$/m, greeting));
      },
    });
    house.carrier.fail(undefined, { accepted: false, answer: 429 });
    await house.carrier.phone(signe).texts("hello");
    await house.passTo(fridayNight + MINUTE_MS);
    const parts = house.texts(signe);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(1600);
    expect(parts.join(" ").match(/This is .*?\./g)).toEqual(words);
  });
});

describe("a shop system that does not answer", () => {
  it("is not waited for: after five seconds she hears the truth, and a person will look", async () => {
    const shop = heldShop();
    house = await openHouse({ commerce: shop.around });
    const looking = shop.hold();
    const phone = house.carrier.phone(signe);
    await phone.texts("where is my order");
    await looking.begun;
    await house.passTo(fridayNight + 4 * SECOND_MS);
    expect(house.texts(signe)).toEqual([]);
    await house.clock.advanceTo(fridayNight + 5 * SECOND_MS);
    expect(house.texts(signe)).toEqual([
      expect.stringMatching(/cannot reach our order system.*Monday 10:00/s),
    ]);
    expect((await house.conversation(signe)).holder.kind).toBe("waiting");
    looking.release();
  });

  it("is not taken for one without her order, and her next question finds it again", async () => {
    let isDown = true;
    house = await openHouse({
      commerce: (opened) => ({
        ...opened,
        findOrders: (query) =>
          isDown
            ? Promise.reject(new ProviderUnavailableError("down for maintenance"))
            : opened.findOrders(query),
      }),
    });
    const phone = house.carrier.phone(signe);
    await phone.texts("where is my order");
    await house.rests();
    expect(house.texts(signe)[0]).toMatch(/cannot reach our order system/);
    expect(house.texts(signe)[0]).not.toMatch(/phone number it was placed with/);
    isDown = false;
    await phone.texts("where is my order");
    await house.rests();
    expect(house.texts(signe)[1]).toContain("1042 comes in 2 parcels");
  });
});
