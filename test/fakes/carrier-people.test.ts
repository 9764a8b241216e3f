import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  ida,
  openStage,
  type Stage,
  service,
  shop,
  shopWhatsapp,
  template,
} from "./carrier-stage.ts";

const hour = 60 * 60_000;

let clock: Stage["clock"];
let carrier: Stage["carrier"];
let bot: Stage["bot"];
let send: Stage["send"];
let close: Stage["close"];

beforeEach(async () => {
  ({ clock, carrier, bot, send, close } = await openStage());
});
afterEach(() => close());

describe("receipts", () => {
  it("come signed, in order, to where the request asked for them", async () => {
    await send({});
    await carrier.idle();
    expect(bot.statuses()).toEqual(["queued", "sent", "delivered"]);
    expect(bot.posts[0]).toMatchObject({
      path: "/twilio/status?send=a-1-0",
      fields: { To: ida, From: shop },
    });
  });

  it("can come late, twice, in another order, before the answer, held back, or never", async () => {
    carrier.receipts({ order: ["delivered", "sent"], copies: 2 });
    await send({});
    await carrier.idle();
    expect(bot.statuses()).toEqual(["delivered", "delivered", "sent", "sent"]);

    bot.posts.length = 0;
    carrier.receipts({ when: "early", order: ["sent"] });
    await send({});
    expect(bot.statuses()).toEqual(["sent"]);
    await carrier.idle();

    bot.posts.length = 0;
    carrier.receipts({ when: "hold" });
    await send({});
    await carrier.idle();
    expect(bot.posts).toHaveLength(0);
    await carrier.release((due) => due.toReversed());
    expect(bot.statuses()).toEqual(["delivered", "sent", "queued"]);

    bot.posts.length = 0;
    carrier.receipts({ when: "none" });
    await send({});
    await carrier.idle();
    expect(bot.posts).toHaveLength(0);
  });

  it("tell of a phone that is gone, and of a WhatsApp message that was read", async () => {
    carrier.phone(ida).failsWith("30003");
    await send({});
    await carrier.idle();
    expect(bot.posts.at(-1)?.fields).toMatchObject({
      MessageStatus: "undelivered",
      ErrorCode: "30003",
    });
    expect(carrier.phone(ida).inbox).toHaveLength(0);
    const whatsapp = carrier.phone(`whatsapp:${ida}`);
    await whatsapp.texts("hi");
    await send({ From: shopWhatsapp, To: `whatsapp:${ida}` });
    await carrier.idle();
    await whatsapp.reads();
    expect(bot.posts.at(-1)?.fields).toMatchObject({ MessageStatus: "read" });
  });
});

describe("a customer's text", () => {
  it("is posted signed, with the fields Twilio sends", async () => {
    await carrier
      .phone(ida)
      .texts("hi", { media: [{ url: "https://m.example/1", contentType: "image/png" }] });
    expect(bot.posts[0]?.fields).toMatchObject({
      From: ida,
      To: shop,
      Body: "hi",
      NumMedia: "1",
      MediaUrl0: "https://m.example/1",
      SmsStatus: "received",
      MessagingServiceSid: service.sid,
    });
    await carrier
      .phone(`whatsapp:${ida}`)
      .texts("", { profileName: "Ida", tap: { payload: "yes", text: "Yes" } });
    expect(bot.posts[1]?.fields).toMatchObject({
      WaId: "4520304050",
      ProfileName: "Ida",
      ButtonPayload: "yes",
      Body: "Yes",
    });
  });

  it("is posted once more when nobody picks up, and not otherwise", async () => {
    bot.answers.push(500);
    expect((await carrier.phone(ida).texts("hi")).answers).toMatchObject([
      { status: 500, tries: 1 },
    ]);
    await bot.close();
    expect((await carrier.phone(ida).texts("hi")).answers).toEqual([{ body: "", tries: 2 }]);
  });

  it("is posted again as the address asks for, under one token", async () => {
    carrier.connect("https://shop.example/twilio/messages#rc=3&rp=all", bot.url);
    bot.answers.push(500, "reset", 404, 200);
    expect((await carrier.phone(ida).texts("hi")).answers).toMatchObject([
      { status: 200, tries: 4 },
    ]);
    expect(new Set(bot.posts.map(({ token }) => token)).size).toBe(1);
    expect(new Set(bot.posts.map(({ fields }) => fields.MessageSid)).size).toBe(1);
  });

  it("is given up when the bot takes longer than fifteen seconds", async () => {
    bot.answers.push("hang");
    const posted = bot.posted();
    const texted = carrier.phone(ida).texts("hi");
    await posted;
    await clock.advanceBy(15_000);
    expect((await texted).answers).toEqual([{ body: "", tries: 1 }]);
  });

  it("can come in copies, late, and again", async () => {
    const { sid } = await carrier.phone(ida).texts("hi", { copies: 3 });
    await carrier.phone(ida).texts("hi", { again: sid });
    expect(bot.posts.map(({ fields }) => fields.MessageSid)).toEqual([sid, sid, sid, sid]);
    const late = carrier.phone(ida).texts("hi", { lateMs: hour });
    expect(bot.posts).toHaveLength(4);
    await clock.advanceBy(hour);
    await late;
    expect(bot.posts).toHaveLength(5);
  });
});

describe("STOP", () => {
  it("is confirmed by the carrier, told to the bot, and ends everything until START", async () => {
    const phone = carrier.phone(ida);
    await phone.texts(" stop ");
    expect(phone.inbox).toMatchObject([
      { by: "carrier", text: expect.stringContaining("unsubscribed") },
    ]);
    expect(bot.posts[0]?.fields).toMatchObject({ Body: " stop ", OptOutType: "STOP" });
    expect((await send({})).body).toMatchObject({ code: 21610 });
    expect((await send({ To: "+4511111111" })).status).toBe(201);
    await phone.texts("YES");
    expect((await send({})).status).toBe(201);
  });

  it("says nothing when YES answers a question, and helps on HELP", async () => {
    const phone = carrier.phone(ida);
    await phone.texts("YES");
    await phone.texts("stop texting me");
    expect(phone.inbox).toHaveLength(0);
    expect(bot.posts[0]?.fields).not.toHaveProperty("OptOutType");
    await phone.texts("help");
    expect(phone.inbox).toMatchObject([{ by: "carrier" }]);
  });

  it("is an ordinary word on WhatsApp: the bot must act on it", async () => {
    const phone = carrier.phone(`whatsapp:${ida}`);
    await phone.texts("STOP");
    expect(phone.inbox).toHaveLength(0);
    expect((await send({ From: shopWhatsapp, To: `whatsapp:${ida}` })).status).toBe(201);
  });
});

describe("WhatsApp's 24 hours", () => {
  const whatsapp = { From: shopWhatsapp, To: `whatsapp:${ida}` };
  const lastStatus = async () => {
    await carrier.idle();
    return [bot.posts.at(-1)?.fields.MessageStatus, bot.posts.at(-1)?.fields.ErrorCode];
  };

  it("let free text pass to the last minute, then take it and bring it back as 63016", async () => {
    expect((await send(whatsapp)).status).toBe(201);
    expect(await lastStatus()).toEqual(["undelivered", "63016"]);
    await carrier.phone(`whatsapp:${ida}`).texts("hi");
    await clock.advanceBy(24 * hour - 60_000);
    await send(whatsapp);
    expect(await lastStatus()).toEqual(["delivered", undefined]);
    await clock.advanceBy(60_000);
    await send(whatsapp);
    expect(await lastStatus()).toEqual(["undelivered", "63016"]);
    expect(carrier.phone(`whatsapp:${ida}`).inbox).toHaveLength(1);
  });

  it("do not hold back an approved template", async () => {
    await send({
      ...whatsapp,
      Body: "",
      ContentSid: template.sid,
      ContentVariables: '{"1":"Ida"}',
    });
    expect(await lastStatus()).toEqual(["delivered", undefined]);
    expect(carrier.phone(`whatsapp:${ida}`).inbox[0]?.text).toBe(
      "Hi Ida, we have an answer for you.",
    );
  });
});
