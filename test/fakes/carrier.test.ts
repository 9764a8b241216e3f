import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ida, openStage, type Stage, shop, template } from "./carrier-stage.ts";

let clock: Stage["clock"];
let carrier: Stage["carrier"];
let rest: Stage["rest"];
let send: Stage["send"];
let close: Stage["close"];

beforeEach(async () => {
  ({ clock, carrier, rest, send, close } = await openStage());
});
afterEach(() => close());

describe("a request to send", () => {
  it("is taken, shown as Twilio shows it, and stands on the customer's phone", async () => {
    const { status, body } = await send({});
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: "queued",
      direction: "outbound-api",
      num_segments: "1",
      error_code: null,
    });
    await expect(carrier.phone(ida).receives(1)).resolves.toMatchObject([
      { text: "hi", from: shop, by: "shop" },
    ]);
    await carrier.idle();
    expect((await rest(`/Messages/${body.sid}.json`)).body).toMatchObject({ status: "delivered" });
  });

  for (const [why, fields, code] of [
    ["nobody", { To: "" }, 21604],
    ["a number that is none", { To: "banana" }, 21211],
    ["a national number", { To: "20304050" }, 21211],
    ["a stranger's number as sender", { From: "+4599999999" }, 21606],
    [
      "a WhatsApp sender that is not set up",
      { From: "whatsapp:+4599999999", To: `whatsapp:${ida}` },
      63007,
    ],
    ["an SMS number to WhatsApp", { To: `whatsapp:${ida}` }, 21910],
    ["our own number", { To: shop }, 21266],
    ["nothing to say", { Body: "" }, 21602],
    ["1601 characters", { Body: "a".repeat(1601) }, 21617],
    ["801 emoji", { Body: "👍".repeat(801) }, 21617],
    ["801 euro signs", { Body: "€".repeat(801) }, 21617],
    ["an unknown service", { From: "", MessagingServiceSid: `MG${"9".repeat(32)}` }, 21701],
    ["an unknown template", { ContentSid: `HX${"9".repeat(32)}` }, 21655],
    [
      "template values that are no JSON",
      { ContentSid: template.sid, ContentVariables: "Ida" },
      21656,
    ],
    ["a callback that is no URL", { StatusCallback: "status" }, 21609],
  ] as const) {
    it(`is refused for ${why} with ${code}, in Twilio's words for errors`, async () => {
      const { status, body } = await send(fields);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body).toEqual({
        code,
        message: expect.any(String),
        more_info: `https://www.twilio.com/docs/errors/${code}`,
        status,
      });
      expect(carrier.sent()).toHaveLength(0);
    });
  }

  it("is refused without the right token, and beyond the throughput until the next second", async () => {
    expect((await send({}, "wrong")).body).toMatchObject({ code: 20003, status: 401 });
    const burst = await Promise.all(Array.from({ length: 22 }, () => send({})));
    expect(burst.filter(({ status }) => status === 429)).toHaveLength(2);
    expect(burst.find(({ status }) => status === 429)?.body).toMatchObject({ code: 20429 });
    await clock.advanceBy(1000);
    expect((await send({})).status).toBe(201);
  });

  it("can fail before or after it was taken, once each, as planned", async () => {
    carrier.fail(
      { accepted: false, answer: 500 },
      { accepted: true, answer: 500 },
      { accepted: true, answer: "reset" },
      undefined,
      { slowMs: 8000 },
    );
    expect((await send({})).status).toBe(500);
    expect(carrier.sent()).toHaveLength(0);
    expect((await send({})).status).toBe(500);
    await expect(send({})).rejects.toThrow();
    expect((await send({})).status).toBe(201);
    const slow = send({});
    await carrier.askedFor(5);
    await carrier.received(4);
    await clock.advanceBy(8000);
    expect((await slow).status).toBe(201);
    expect(carrier.asked()).toBe(5);
  });
});

describe("the list of messages", () => {
  it("is newest first, filtered, paged, and knows the SDK", async () => {
    for (const Body of ["one", "two", "three"]) await send({ Body });
    await send({ To: "+4511111111" });
    await carrier.idle();
    const { body } = await rest(`/Messages.json?To=${encodeURIComponent(ida)}&PageSize=2`);
    expect(body.messages).toMatchObject([{ body: "three" }, { body: "two" }]);
    expect(body.next_page_uri).toContain("Page=1");
    const second = await rest(String(body.next_page_uri).replace(/^.*(?=\/Messages)/, ""));
    expect(second.body).toMatchObject({ messages: [{ body: "one" }], next_page_uri: null });
  });

  it("leaves out what has not left yet when asked by date, as Twilio does", async () => {
    carrier.fail({ accepted: true, answer: "silence" });
    const lost = send({}).catch(() => "lost");
    await carrier.received(1);
    const asked = async (query: string) => (await rest(`/Messages.json?${query}`)).body.messages;
    expect(await asked("DateSent%3E=2026-11-01")).toEqual([]);
    expect(await asked("")).toHaveLength(1);
    await carrier.close();
    expect(await lost).toBe("lost");
  });
});
