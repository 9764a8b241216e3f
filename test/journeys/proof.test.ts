import { afterEach, describe, expect, it } from "@jest/globals";
import { type MailServer, startMailServer } from "../fakes/mail-server.ts";
import { type House, type HouseOptions, MINUTE_MS, openHouse } from "./house.ts";
import { visit } from "./web-visit.ts";

const signe = "+46701740642";
const clara = "+46701740610";
const eve = "+447700900991";
const stranger = "+447700900992";
const signesOrder = /coat|scarf|gloves|PostNord|out for delivery|on its way|wool/i;

let house: House;
let mail: MailServer | undefined;
afterEach(async () => {
  await house.close();
  await mail?.close();
  mail = undefined;
});

async function houseWithMail(options: HouseOptions = {}): Promise<MailServer> {
  mail = await startMailServer();
  const env = { SMTP_URL: mail.url, MAIL_FROM: "Harbour & Pine <hello@harbour-pine.example>" };
  house = await openHouse({ ...options, env: { ...env, ...options.env } });
  return mail;
}

async function texts(phone: string, ...messages: readonly string[]): Promise<string> {
  for (const message of messages) {
    await house.carrier.phone(phone).texts(message);
    await house.rests();
  }
  return house.texts(phone).at(-1) ?? "";
}

const codeIn = (text: string | undefined) => /\b\d{6}\b/.exec(text ?? "")?.[0] ?? "no code";
/** Within a longer number, as in an instant, any six digits may stand. */
const standingAlone = (code: string) => new RegExp(`(?<!\\d)${code}(?!\\d)`);
const anotherThan = (code: string) => (code === "111111" ? "222222" : "111111");

describe("a customer who writes from another phone than the one on the order", () => {
  it("reads how it stands once the code from the order's own phone comes back, without asking again", async () => {
    house = await openHouse();
    const asked = await texts(eve, "where is my order 1042?");
    expect(asked).toContain("if that order exists, we have sent a code to the contact on it");
    expect(asked).not.toMatch(signesOrder);
    const code = codeIn(house.texts(signe).at(-1));
    const answer = await texts(eve, `${code.slice(0, 3)} ${code.slice(3)}`);
    expect(answer).toContain("1042");
    expect(answer).toMatch(signesOrder);
    expect(house.texts(signe)).toHaveLength(1);

    // for half an hour, all orders of that contact
    expect(await texts(eve, "and order 1029?")).toContain("1029");
    await house.passTo(house.clock.now() + 31 * MINUTE_MS);
    expect(await texts(eve, "where is order 1042 now?")).not.toMatch(signesOrder);
  });

  it("is asked for the number first, and need not say again what it was about", async () => {
    house = await openHouse();
    expect(await texts(eve, "where is my order")).toContain("What is your order number?");
    expect(await texts(eve, "1042")).toContain("we have sent a code");
    expect(await texts(eve, `its ${codeIn(house.texts(signe).at(-1))}`)).toMatch(signesOrder);
  });

  it("leaves no code behind in journal, log, conversation or outbox, nor at the desk", async () => {
    house = await openHouse();
    await texts(eve, "where is order 1042");
    const code = codeIn(house.texts(signe).at(-1));
    await texts(eve, anotherThan(code), `the code is ${code}`, "I want to speak to a person");
    const customer = (await house.store().customerOf(`sms:${eve}`)) ?? "";
    const row = await house.store().send(`${customer}-code-1`);
    expect(row?.status).toBe("sent");
    const kept = JSON.stringify([
      await house.store().journal(customer),
      await house.store().conversation(customer),
      row,
      house.log,
    ]);
    expect(kept).toContain("[code]");
    for (const given of [code, anotherThan(code)]) expect(kept).not.toMatch(standingAlone(given));
  });

  it("may try five times, and then a person helps; the right code is worth nothing any more", async () => {
    house = await openHouse();
    await texts(eve, "where is order 1042");
    const code = codeIn(house.texts(signe).at(-1));
    const wrong = anotherThan(code);
    const first = await texts(eve, wrong);
    expect(first).toContain("not right");
    const last = await texts(eve, wrong, wrong, wrong, wrong);
    expect(last).toMatch(/one try too many.*colleague.*Monday/s);
    expect(await texts(eve, code)).not.toMatch(signesOrder);
  });

  it("cannot use a code after ten minutes, nor a second time, nor from another phone", async () => {
    house = await openHouse();
    await texts(eve, "where is order 1042");
    const old = codeIn(house.texts(signe).at(-1));
    await house.passTo(house.clock.now() + 10 * MINUTE_MS);
    expect(await texts(eve, old)).toContain("new code");
    const fresh = codeIn(house.texts(signe).at(-1));
    expect(fresh).not.toBe(old);
    await texts(stranger, "where is order 1042");
    expect(await texts(stranger, fresh)).toContain("not right");
    expect(await texts(eve, fresh)).toMatch(signesOrder);
    await house.passTo(house.clock.now() + 31 * MINUTE_MS);
    await texts(eve, "where is order 1042");
    expect(await texts(eve, fresh)).not.toMatch(signesOrder);
  });

  it("wakes nobody with more than two codes in a night, whoever asks, and hears of the third as of the first", async () => {
    house = await openHouse();
    const askers = ["1", "2", "3", "4"].map((n) => `+44770090099${n}`);
    const answers = [];
    for (const asker of askers) answers.push(await texts(asker, "where is order 1042"));
    expect(house.texts(signe)).toHaveLength(2);
    expect(new Set(answers).size).toBe(1);
    const [first = ""] = askers;
    await texts(first, "send it again", "send it again");
    expect(await texts(first, "send it again")).toMatch(/as many codes.*colleague/s);
  });
});

describe("somebody whose number stands on an order from long ago", () => {
  it("gets the code by e-mail, for the number may be somebody else's by now", async () => {
    const { taken } = await houseWithMail();
    await texts(clara, "where is order 1002");
    expect(house.texts(clara)).toHaveLength(1);
    expect(taken.map(({ to }) => to)).toEqual(["clara.winther@example.com"]);
    expect(await texts(clara, codeIn(taken[0]?.text))).toContain("1002");
  });

  it("gets none where there is only that number", async () => {
    house = await openHouse();
    const answer = await texts(clara, "where is order 1002");
    expect(answer).toBe(await texts(eve, "where is order 9999"));
    expect(house.texts(clara)).toEqual([answer]);
  });
});

describe("a visitor of the shop's page", () => {
  it("proves whose order it is by the e-mail address on it", async () => {
    const { taken } = await houseWithMail();
    const visitor = await visit(house.url());
    await visitor.writes("where is my order 1042?", "one");
    await house.rests();
    expect((await visitor.reads()).at(-1)).toContain("Write EMAIL");
    await visitor.writes("email please", "two");
    await house.rests();
    expect(taken.map(({ to }) => to)).toEqual(["signe.holm@example.com"]);
    await visitor.writes(codeIn(taken[0]?.text), "three");
    await house.rests();
    expect((await visitor.reads()).at(-1)).toMatch(signesOrder);
  });

  it("who gives the e-mail address instead of a number gets the code there, if there is an order with it", async () => {
    const { taken } = await houseWithMail();
    const visitor = await visit(house.url());
    await visitor.writes("where is my order", "one");
    await house.rests();
    await visitor.writes("Signe.Holm@example.com", "two");
    await house.rests();
    const stray = await visit(house.url());
    await stray.writes("where is my order", "one");
    await house.rests();
    await stray.writes("nobody@example.com", "two");
    await house.rests();
    expect((await stray.reads()).at(-1)).toBe((await visitor.reads()).at(-1));
    expect(taken.map(({ to }) => to)).toEqual(["signe.holm@example.com"]);
    await visitor.writes(codeIn(taken[0]?.text), "three");
    await house.rests();
    expect((await visitor.reads()).at(-1)).toMatch(/1042|1029/);
  });

  it("is promised a person where no code can be sent at all", async () => {
    const none = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_SMS_FROM"];
    const off = Object.fromEntries(
      [...none, "TWILIO_WHATSAPP_FROM", "TWILIO_API_URL"].map((name) => [name, ""]),
    );
    house = await openHouse({ env: off });
    const visitor = await visit(house.url());
    await visitor.writes("where is my order 1042?", "one");
    await house.rests();
    const answers = await visitor.reads();
    expect(answers.at(-1)).toMatch(/colleague.*Monday/s);
    expect(answers.at(-1)).not.toMatch(signesOrder);
  });
});
