import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Address } from "../../core/message.ts";
import type { Send } from "../../core/ports.ts";
import { type Carrier, startCarrier } from "../../test/fakes/carrier.ts";
import { fridayNight, textTo } from "../../test/fakes/channel-edge.ts";
import { explainTwilioError } from "./errors.ts";
import { type TwilioOptions, twilioSender } from "./send.ts";

const ida = "+4520304050";
const shopNumber = "+4552525252";
const shopWhatsapp = "whatsapp:+14155238886";
const serviceSid = `MG${"0".repeat(31)}1`;

let now = fridayNight;
const clock = { now: () => now, sleep: () => new Promise<void>(() => {}) };
let carrier: Carrier;

beforeEach(async () => {
  now = fridayNight;
  carrier = await startCarrier({ clock, services: [{ sid: serviceSid, numbers: [shopNumber] }] });
});
afterEach(() => carrier.close());

function sender(change: Partial<TwilioOptions> = {}) {
  return twilioSender({
    accountSid: carrier.accountSid,
    authToken: carrier.authToken,
    publicUrl: "https://shop.example",
    smsFrom: shopNumber,
    whatsappFrom: shopWhatsapp,
    apiUrl: carrier.url,
    ...change,
  });
}

/** A sender that soon gives up on a Twilio that is silent; who waits for an answer gives a busy machine time for it. */
const impatient = (change: Partial<TwilioOptions> = {}) => sender({ timeoutMs: 150, ...change });

function answer(text: string, change: Partial<Send> = {}): { send: Send } {
  const to: Address = `sms:${ida}`;
  const from = `sms:${shopNumber}` as const;
  return { send: textTo(to, text, { from, createdAt: now, startedAt: now, ...change }) };
}

describe("an answer sent with Twilio's SDK", () => {
  it("reaches the customer's phone from the number they wrote to, and reports back under our own id", async () => {
    const outcome = await sender().send(answer("Order 1042 left yesterday."));
    const [message] = carrier.sent();
    expect(outcome).toEqual({ kind: "accepted", providerId: `twilio:${message?.sid}` });
    expect(message).toMatchObject({
      from: shopNumber,
      to: ida,
      body: "Order 1042 left yesterday.",
      statusCallback: "https://shop.example/twilio/status?send=c1-1-0",
    });
    expect(carrier.phone(ida).inbox).toHaveLength(1);
  });

  it("costs one segment although it was written with curly quotes", async () => {
    await sender().send(answer(`It’s on its way – “soon”… ${"a".repeat(100)}`));
    expect(carrier.sent()[0]).toMatchObject({
      segments: 1,
      body: expect.stringMatching(/^It's on its way - "soon"/),
    });
  });

  it("goes out from the Messaging Service where there is one, for SMS", async () => {
    await sender({ messagingServiceSid: serviceSid }).send(answer("hi"));
    expect(carrier.sent()[0]).toMatchObject({ serviceSid, from: shopNumber });
  });

  it("keeps its typography on WhatsApp, and leaves from our WhatsApp number however it is set", async () => {
    await carrier.connect("http://127.0.0.1:9/none");
    await carrier.phone(`whatsapp:${ida}`).texts("hi");
    for (const whatsappFrom of [shopWhatsapp, "+14155238886"]) {
      const whatsapp = answer("It’s here", { to: `whatsapp:${ida}` });
      await sender({ whatsappFrom, messagingServiceSid: serviceSid }).send(whatsapp);
    }
    expect(
      carrier.sent().map(({ from, body, serviceSid: service }) => [from, body, service]),
    ).toEqual([
      [shopWhatsapp, "It’s here", undefined],
      [shopWhatsapp, "It’s here", undefined],
    ]);
  });

  it("is one request, whatever comes back", async () => {
    carrier.fail(
      { accepted: false, answer: 500 },
      { accepted: false, answer: 429 },
      { accepted: true, answer: "reset" },
    );
    const { send } = sender();
    await send(answer("a"));
    await send(answer("b"));
    await send(answer("c"));
    expect(carrier.asked()).toBe(3);
  });
});

describe("an answer that Twilio refuses", () => {
  const whatsapp: Partial<Send> = { to: `whatsapp:${ida}`, from: shopWhatsapp as Address };
  for (const [why, code, reaction, change, options] of [
    ["a wrong token", "20003", "channel_broken", {}, { authToken: "old" }],
    ["a number that is none", "21211", "give_up", { to: "sms:+45banana" }, {}],
    ["a sender that is not ours", "21606", "channel_broken", { from: "sms:+4599999999" }, {}],
    [
      "a WhatsApp sender that is not ours",
      "63007",
      "channel_broken",
      { ...whatsapp, from: "whatsapp:+4599999999" },
      {},
    ],
    [
      "no sender",
      "21603",
      "channel_broken",
      { ...whatsapp, from: `sms:${shopNumber}` },
      { whatsappFrom: undefined },
    ],
    [
      "an unknown Messaging Service",
      "21701",
      "channel_broken",
      {},
      { messagingServiceSid: `MG${"9".repeat(32)}` },
    ],
    [
      "an account that does not exist",
      "20003",
      "channel_broken",
      {},
      { accountSid: `AC${"9".repeat(32)}` },
    ],
    ["a text without words", "21602", "give_up", { body: { kind: "text", text: "" } }, {}],
    [
      "a text longer than one message",
      "21617",
      "give_up",
      { body: { kind: "text", text: "a".repeat(1601) } },
      {},
    ],
    [
      "something only the desk can show",
      "unsupported",
      "give_up",
      { body: { kind: "card", handoff: 1 } },
      {},
    ],
  ] as const) {
    it(`because of ${why} is "${code}" and calls for: ${reaction}`, async () => {
      const outcome = await sender(options).send(answer("hi", change as Partial<Send>));
      expect(outcome).toMatchObject({ kind: "refused", code, reaction });
      expect(carrier.sent()).toHaveLength(0);
    });
  }

  it("because the customer sent STOP is never tried again", async () => {
    carrier.connect("http://127.0.0.1:9/none");
    await carrier.phone(ida).texts("STOP");
    expect(await sender().send(answer("hi"))).toMatchObject({
      code: "21610",
      reaction: "opted_out",
    });
  });

  it("says in plain words why", async () => {
    carrier.phone(ida).failsWith("21614");
    const outcome = await sender().send(answer("hi"));
    expect(outcome).toMatchObject({ message: expect.stringContaining("not a mobile phone") });
    expect(explainTwilioError("30005")).toBe("this number does not exist, or no longer");
    expect(explainTwilioError("99999")).toBeUndefined();
  });

  it("because there were too many waits as long as it is told to", async () => {
    carrier.fail(
      { accepted: false, answer: 429, retryAfterSeconds: 7 },
      { accepted: false, answer: 429 },
    );
    const { send } = sender();
    expect(await send(answer("hi"))).toMatchObject({
      code: "20429",
      reaction: "retry_later",
      retryAfterMs: 7000,
    });
    expect(await send(answer("hi"))).not.toHaveProperty("retryAfterMs");
  });

  it("because nobody listens can be tried again safely", async () => {
    const { url } = carrier;
    await carrier.close();
    expect(await sender({ apiUrl: url }).send(answer("hi"))).toMatchObject({
      kind: "refused",
      code: "ECONNREFUSED",
      reaction: "retry_later",
    });
    carrier = await startCarrier({ clock });
  });
});

describe("an answer of which nobody knows whether it was sent", () => {
  for (const [what, fault] of [
    ["the line broke after Twilio took it", { accepted: true, answer: "reset" }],
    ["Twilio took it and fell silent", { accepted: true, answer: "silence" }],
    ["Twilio took it and said 500", { accepted: true, answer: 500 }],
  ] as const) {
    it(`is found again when ${what}`, async () => {
      carrier.fail(fault);
      const { send } = fault.answer === "silence" ? impatient() : sender();
      const { reconcile } = sender();
      const outgoing = answer("It’s “there” tomorrow");
      expect((await send(outgoing)).kind).toBe("unclear");
      now += 3_000;
      expect(await reconcile(outgoing)).toEqual({
        kind: "accepted",
        providerId: `twilio:${carrier.sent()[0]?.sid}`,
      });
      expect(carrier.sent()).toHaveLength(1);
    });
  }

  for (const [what, fault] of [
    ["the line broke before Twilio took it", { accepted: false, answer: "reset" }],
    ["Twilio was silent and did nothing", { accepted: false, answer: "silence" }],
    ["a proxy said 502", { accepted: false, answer: 502, html: true }],
  ] as const) {
    it(`is known not to be sent when ${what}`, async () => {
      carrier.fail(fault);
      const { send } = fault.answer === "silence" ? impatient() : sender();
      const { reconcile } = sender();
      const outgoing = answer("tomorrow");
      expect((await send(outgoing)).kind).toBe("unclear");
      expect(await reconcile(outgoing)).toEqual({ kind: "not_sent" });
    });
  }

  it("is not taken for the same words of an hour ago, nor for the customer's own", async () => {
    const { send, reconcile } = sender();
    await send(answer("Did you mean order 1042?"));
    now += 60 * 60_000;
    carrier.connect("http://127.0.0.1:9/none");
    await carrier.phone(ida).texts("Did you mean order 1042?");
    carrier.fail({ accepted: false, answer: "reset" });
    const outgoing = answer("Did you mean order 1042?");
    await send(outgoing);
    expect(await reconcile(outgoing)).toEqual({ kind: "not_sent" });
  });

  it("is found though it still waits at Twilio, and on WhatsApp, and sent by a service", async () => {
    carrier.connect("http://127.0.0.1:9/none");
    await carrier.phone(`whatsapp:${ida}`).texts("hi");
    for (const [change, options] of [
      [{ to: `whatsapp:${ida}`, from: shopWhatsapp } as Partial<Send>, {}],
      [{}, { messagingServiceSid: serviceSid }],
    ] as const) {
      carrier.fail({ accepted: true, answer: "silence" });
      const outgoing = answer("on its way", change);
      await impatient(options).send(outgoing);
      expect((await sender(options).reconcile(outgoing)).kind).toBe("accepted");
    }
  });

  it("stays unknown while Twilio does not answer", async () => {
    const { reconcile } = impatient();
    for (const fault of [
      { accepted: false, answer: 500 },
      { accepted: false, answer: "silence" },
    ] as const) {
      carrier.failLookups(fault);
      expect(await reconcile(answer("hi"))).toEqual({ kind: "unknown" });
    }
    expect(await sender({ authToken: "old" }).reconcile(answer("hi"))).toEqual({ kind: "unknown" });
  });
});

describe("a shop that asks whether Twilio is set up", () => {
  it("hears nothing when all is well", async () => {
    expect(await sender().check()).toEqual([]);
  });

  it("hears what is wrong", async () => {
    expect(await sender({ authToken: "old" }).check()).toEqual([
      expect.stringContaining("TWILIO_AUTH_TOKEN"),
    ]);
    expect(await sender({ smsFrom: undefined, whatsappFrom: undefined }).check()).toEqual([
      expect.stringContaining("TWILIO_SMS_FROM"),
    ]);
    expect(await sender({ apiUrl: "http://127.0.0.1:9" }).check()).toEqual([
      expect.stringContaining("not asked at http://127.0.0.1:9"),
    ]);
    expect(await sender({ accountSid: "1234" }).check()).toEqual([
      expect.stringContaining("accountSid must start with AC"),
    ]);
    expect(
      await sender({
        accountSid: "1234",
        publicUrl: "http://127.0.0.1:3000",
        apiUrl: undefined,
      }).check(),
    ).toContainEqual(expect.stringContaining("cannot reach PUBLIC_URL http://127.0.0.1:3000"));
  });
});
