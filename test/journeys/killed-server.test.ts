import { afterEach, describe, expect, it } from "@jest/globals";
import { type Machine, openMachine } from "./server-process.ts";

const signe = "+46701740642";
const everybody = [signe, "+447700900143", "+46701740638", "+46701740636", "+46701740640"];

/** The server, with a shop's system that never answers. */
const WITH_SILENT_SHOP = `
  const { startNightdesk } = await import(${JSON.stringify(import.meta.resolve("../../server.ts"))});
  const { readConfig } = await import(${JSON.stringify(import.meta.resolve("../../config.ts"))});
  const silent = () => { console.log("looking up an order"); return new Promise(() => {}); };
  await startNightdesk(readConfig(process.env), { commerce: (opened) => ({ ...opened, findOrders: silent }) });
`;

let machine: Machine;
afterEach(() => machine.clear());

describe("a customer whose text was acknowledged by a server that was then killed", () => {
  it("is answered, once, when it died while it looked up the order", async () => {
    machine = await openMachine();
    const first = machine.start({}, WITH_SILENT_SHOP);
    await first.started;
    const { answers } = await machine.carrier.phone(signe).texts("where is my order");
    await first.says("looking up an order");
    await first.kill();
    expect(answers).toMatchObject([{ status: 200 }]);
    expect(machine.carrier.asked()).toBe(0);

    await machine.start().started;
    await machine.carrier.received(1);
    await machine.hasSettled();
    expect(machine.carrier.asked()).toBe(1);
    expect(machine.carrier.phone(signe).inbox).toMatchObject([
      { text: expect.stringContaining("1042") },
    ]);
  });

  it("is answered, once, when it died while the carrier refused", async () => {
    machine = await openMachine();
    machine.carrier.fail({ accepted: false, answer: 429 });
    const first = machine.start();
    await first.started;
    await machine.carrier.phone(signe).texts("where is my order");
    await machine.carrier.askedFor(1);
    await first.kill();
    expect(machine.carrier.sent()).toEqual([]);

    await machine.start().started;
    await machine.carrier.received(1);
    await machine.hasSettled();
    expect(machine.carrier.phone(signe).inbox).toHaveLength(1);
    expect(machine.carrier.asked()).toBe(2);
  });

  it("is not answered twice when it died after the carrier took the answer and before it knew", async () => {
    machine = await openMachine();
    machine.carrier.fail({ slowMs: Number.POSITIVE_INFINITY });
    const first = machine.start();
    await first.started;
    await machine.carrier.phone(signe).texts("where is my order");
    await machine.carrier.received(1);
    await first.kill();

    await machine.start().started;
    await machine.hasSettled();
    expect(machine.carrier.asked()).toBe(1);
    expect(machine.carrier.phone(signe).inbox).toHaveLength(1);
  });

  it("is answered, once, in whatever moment it died, and so is everybody else of that moment", async () => {
    machine = await openMachine();
    const { carrier } = machine;
    const first = machine.start();
    await first.started;
    const texts = everybody.map((phone) => carrier.phone(phone).texts("where is my order"));
    await Promise.race(texts);
    await first.kill();

    const second = machine.start();
    await second.started;
    const delivered = await Promise.all(texts);
    for (const [n, { sid, answers }] of delivered.entries()) {
      const acknowledged = answers.some(({ status }) => status === 200);
      // what was never acknowledged, the carrier brings again
      if (!acknowledged)
        await carrier.phone(everybody[n] ?? "").texts("where is my order", { again: sid });
    }
    await carrier.received(everybody.length);
    await machine.hasSettled();
    for (const phone of everybody) expect(carrier.phone(phone).inbox).toHaveLength(1);
    expect(await second.stop()).toBe(0);
  });
});
