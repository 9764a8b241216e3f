import { afterEach, describe, expect, it } from "@jest/globals";
import { ProviderUnavailableError } from "../../core/errors.ts";
import { fridayNight, HOUR_MS, type House, MINUTE_MS, openHouse } from "./house.ts";

const signe = "+46701740642";
/** People who only ask when the shop opens: enough that a provider's failing is no chance. */
const others = Array.from({ length: 24 }, (_, n) => `+4520000${String(n).padStart(3, "0")}`);

let house: House;
afterEach(() => house.close());

type Probe = { ready: boolean; breakers: readonly { name: string; until: number }[] };

async function readyz(): Promise<Probe> {
  const answer = await fetch(`${house.url()}/readyz`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Probe; // our own answer
}

describe("an hour in which the carrier takes nothing", () => {
  const refusing = { accepted: false, answer: 503 } as const;

  it("ends with one answer to each, over all that they wrote, and an apology", async () => {
    house = await openHouse();
    house.carrier.outage(refusing);
    const phone = house.carrier.phone(signe);
    await phone.texts("where is my order");
    await house.passTo(fridayNight + 20 * MINUTE_MS);
    await phone.texts("when are you open tomorrow");
    await house.passTo(fridayNight + HOUR_MS);
    expect(house.texts(signe)).toEqual([]);

    house.carrier.outage(undefined);
    await house.passTo(fridayNight + HOUR_MS + 15 * MINUTE_MS);
    expect(house.texts(signe)).toEqual([
      expect.stringMatching(/^Sorry for the delay\.(?=.*1042)(?=.*open)/s),
    ]);
  });

  it("shows on /readyz and in the metrics whom we leave alone, and that messages are taken all the same", async () => {
    house = await openHouse();
    house.carrier.outage(refusing);
    for (const each of others) await house.carrier.phone(each).texts("when are you open");
    await house.passTo(fridayNight + 2 * MINUTE_MS);
    const ready = await readyz();
    expect(ready).toMatchObject({ ready: true, breakers: [{ name: "twilio" }] });
    const asked = house.carrier.asked();
    await house.passTo(fridayNight + 10 * MINUTE_MS);
    // Three probes each half a minute, instead of two dozen customers' tries.
    expect(house.carrier.asked() - asked).toBeLessThanOrEqual((8 * 2 + 1) * 3);
    const metrics = await (await fetch(`${house.url()}/metrics`)).text();
    expect(metrics).toMatch(/nightdesk_breaker_open\{name="twilio"\} 1/);

    house.carrier.outage(undefined);
    await house.passTo(fridayNight + 30 * MINUTE_MS);
    for (const each of others) expect(house.texts(each)).toHaveLength(1);
    expect((await readyz()).breakers).toEqual([]);
  });
});

describe("an hour in which the shop's system does not answer", () => {
  it("brings who asks a person's promise, once, and their orders as soon as it is back", async () => {
    let isAway = true;
    house = await openHouse({
      commerce: (opened) => ({
        ...opened,
        findOrders: (query) =>
          isAway
            ? Promise.reject(new ProviderUnavailableError("down for an hour"))
            : opened.findOrders(query),
      }),
    });
    const phone = house.carrier.phone(signe);
    await phone.texts("where is my order");
    await house.passTo(fridayNight + 20 * MINUTE_MS);
    await phone.texts("where is my order??");
    await house.passTo(fridayNight + HOUR_MS);
    const [first, again, ...more] = house.texts(signe);
    expect(first).toMatch(/cannot reach our order system.*Monday 11:00/s);
    expect(again).toMatch(/Monday 11:00/);
    expect(more).toEqual([]);
    expect((await house.conversation(signe)).promises).toHaveLength(1);

    isAway = false;
    await phone.texts("where is my order");
    await house.rests();
    expect(house.texts(signe).at(-1)).toContain("1042");
  });
});
