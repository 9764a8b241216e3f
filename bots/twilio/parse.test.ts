import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MalformedInboundError } from "../../core/errors.ts";
import { inboundSchema } from "../../core/message.ts";
import { parseMessage, parseReceipt } from "./parse.ts";
import { parseForm } from "./verify.ts";

const fridayNight = Date.UTC(2026, 10, 20, 21, 41);

const text = {
  MessageSid: "SM0000000000000000000000000000001042",
  AccountSid: "AC00000000000000000000000000000001",
  From: "+4520304050",
  To: "+4552525252",
  Body: "hi wheres my order",
  NumMedia: "0",
};
const whatsapp = { ...text, From: "whatsapp:+4520304050", To: "whatsapp:+14155238886" };

function form(fields: Record<string, string>) {
  return parseForm(new URLSearchParams(fields).toString());
}

function parse(fields: Record<string, string>) {
  return parseMessage(form(fields), fridayNight);
}

describe("a customer's message as Twilio posts it", () => {
  it("is a text from a phone number to ours, known by Twilio's id", () => {
    expect(parse(text)).toEqual({
      inbound: {
        kind: "message",
        key: `twilio:${text.MessageSid}`,
        receivedAt: fridayNight,
        from: "sms:+4520304050",
        to: "sms:+4552525252",
        text: "hi wheres my order",
        media: [],
      },
    });
  });

  it("comes by WhatsApp with the customer's own name, and nothing unknown disturbs it", () => {
    const { inbound } = parse({
      ...whatsapp,
      ProfileName: "Ida",
      WaId: "4520304050",
      NewField: "2027",
    });
    expect(inbound).toMatchObject({
      from: "whatsapp:+4520304050",
      to: "whatsapp:+14155238886",
      profileName: "Ida",
    });
    expect(inboundSchema.safeParse(inbound).success).toBe(true);
  });

  it("may be photos without a word: all of them are kept", () => {
    const { inbound } = parse({
      ...text,
      Body: "",
      NumMedia: "2",
      MediaUrl0: "https://api.twilio.com/a",
      MediaContentType0: "image/jpeg",
      MediaUrl1: "https://api.twilio.com/b",
    });
    expect(inbound).toMatchObject({
      text: "",
      media: [
        { url: "https://api.twilio.com/a", contentType: "image/jpeg" },
        { url: "https://api.twilio.com/b", contentType: "application/octet-stream" },
      ],
    });
  });

  it("claims a million photos and carries none", () => {
    expect(parse({ ...text, NumMedia: "1000000" }).inbound.media).toEqual([]);
  });

  it("may be a place, also the one at 0, 0", () => {
    const place = { ...whatsapp, Body: "", Latitude: "55.6761", Longitude: "12.5683" };
    expect(parse(place).inbound.location).toEqual({ latitude: 55.6761, longitude: 12.5683 });
    expect(parse({ ...place, Label: "Home", Address: "Strandvej 1" }).inbound.location?.label).toBe(
      "Home, Strandvej 1",
    );
    expect(parse({ ...whatsapp, Latitude: "0", Longitude: "0" }).inbound.location).toEqual({
      latitude: 0,
      longitude: 0,
    });
    expect(parse({ ...whatsapp, Latitude: "x", Longitude: "1" }).inbound.location).toBeUndefined();
  });

  it("may be a tap on a button", () => {
    const tapped = {
      ...whatsapp,
      Body: "Too small",
      ButtonText: "Too small",
      ButtonPayload: "reason:small",
    };
    expect(parse(tapped).inbound.tap).toEqual({ payload: "reason:small", text: "Too small" });
  });

  for (const missing of ["MessageSid", "From", "To"]) {
    it(`is refused without ${missing}: nothing is invented`, () => {
      expect(() => parse({ ...text, [missing]: "" })).toThrow(MalformedInboundError);
    });
  }

  it("is refused from a kind of address that is not carried", () => {
    expect(() => parse({ ...text, From: "messenger:123" })).toThrow(/messenger/);
  });

  it("never ends in anything but a valid message or a refusal", () => {
    const names = fc.constantFrom(
      ...Object.keys(text),
      "OptOutType",
      "NumMedia",
      "MediaUrl0",
      "Latitude",
      "Longitude",
      "ButtonText",
    );
    const forms = fc.dictionary(names, fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(forms, (fields) => {
        try {
          expect(inboundSchema.safeParse(parse({ ...text, ...fields }).inbound).success).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedInboundError);
        }
      }),
    );
  });
});

describe("a customer who wants silence", () => {
  for (const word of [
    "STOP",
    "UNSUBSCRIBE",
    "END",
    "QUIT",
    "STOPALL",
    "REVOKE",
    "OPTOUT",
    "CANCEL",
    " stop\n",
  ]) {
    it(`is opted out by the text ${JSON.stringify(word)}, as Twilio does itself`, () => {
      expect(parse({ ...text, Body: word })).toMatchObject({
        inbound: { optOut: "stop" },
        consent: {
          address: "sms:+4520304050",
          status: "opted_out",
          at: fridayNight,
          by: `keyword ${word.trim().toUpperCase()}`,
        },
      });
    });
  }

  for (const word of ["STOP.", "stop!!!", "“Stop”", "unsubscribe."]) {
    it(`is opted out by ${JSON.stringify(word)}, which Twilio does not know, and hears so from us`, () => {
      expect(parse({ ...text, Body: word })).toMatchObject({
        inbound: { optOut: "stop", ownWords: true },
        consent: { status: "opted_out", by: `words: ${word.toUpperCase()}` },
      });
    });
  }

  for (const sentence of [
    "stop texting me",
    "cancel my order",
    "please stop",
    "CANCEL.",
    "the end",
  ]) {
    it(`is understood, not opted out, when writing "${sentence}"`, () => {
      expect(parse({ ...text, Body: sentence })).not.toHaveProperty("consent");
    });
  }

  it("comes back with START and UNSTOP", () => {
    for (const word of ["START", "unstop"]) {
      expect(parse({ ...text, Body: word })).toMatchObject({
        inbound: { optOut: "start" },
        consent: { status: "opted_in" },
      });
    }
  });

  it("answers a question with YES, unless Twilio says it was a START", () => {
    expect(parse({ ...text, Body: "YES" }).inbound).not.toHaveProperty("optOut");
    expect(parse({ ...text, Body: "YES", OptOutType: "START" })).toMatchObject({
      inbound: { optOut: "start" },
      consent: { status: "opted_in", by: "twilio OptOutType START" },
    });
  });

  it("gets Twilio's own help text for HELP and INFO, and no change", () => {
    for (const word of ["HELP", "Info"]) {
      const parsed = parse({ ...text, Body: word });
      expect(parsed.inbound.optOut).toBe("help");
      expect(parsed).not.toHaveProperty("consent");
    }
  });

  it("is opted out by a word of the shop's own language when Twilio says so", () => {
    expect(parse({ ...text, Body: "AFMELD", OptOutType: "STOP" })).toMatchObject({
      inbound: { optOut: "stop" },
      consent: { status: "opted_out", by: "twilio OptOutType STOP" },
    });
  });

  it("must be clear on WhatsApp, where nobody else owns the words", () => {
    for (const word of ["STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT"]) {
      expect(parse({ ...whatsapp, Body: word }).consent?.status).toBe("opted_out");
    }
    for (const word of ["CANCEL", "END", "QUIT", "REVOKE", "HELP", "INFO", "YES"]) {
      expect(parse({ ...whatsapp, Body: word }).inbound).not.toHaveProperty("optOut");
    }
    expect(parse({ ...whatsapp, Body: "Start" }).consent?.status).toBe("opted_in");
  });
});

describe("what Twilio reports about something we sent", () => {
  const report = { ...text, From: text.To, To: text.From, MessageStatus: "delivered" };

  it("leads back to our own send and is kept once per status", () => {
    expect(parseReceipt(form(report), "cus1-4-0", fridayNight)).toEqual({
      inbound: {
        kind: "receipt",
        key: `twilio:${text.MessageSid}:delivered`,
        receivedAt: fridayNight,
        sendId: "cus1-4-0",
        providerId: `twilio:${text.MessageSid}`,
        status: "delivered",
      },
    });
  });

  for (const [theirs, ours] of [
    ["sent", "sent"],
    ["read", "read"],
    ["undelivered", "undelivered"],
    ["failed", "failed"],
    ["canceled", "failed"],
  ] as const) {
    it(`counts "${theirs}" as ${ours}`, () => {
      const parsed = parseReceipt(
        form({ ...report, MessageStatus: theirs }),
        undefined,
        fridayNight,
      );
      expect(parsed?.inbound).toMatchObject({
        status: ours,
        key: `twilio:${text.MessageSid}:${theirs}`,
      });
    });
  }

  for (const code of ["30003", "30004", "30005", "30006", "30007", "30008", "63016"]) {
    it(`hands error ${code} on`, () => {
      const failed = { ...report, MessageStatus: "undelivered", ErrorCode: code };
      const parsed = parseReceipt(form(failed), "cus1-4-0", fridayNight);
      expect(parsed?.inbound.errorCode).toBe(code);
      expect(parsed).not.toHaveProperty("consent");
    });
  }

  it("is an opt-out too when it says 21610", () => {
    const failed = { ...report, MessageStatus: "failed", ErrorCode: "21610" };
    expect(parseReceipt(form(failed), "cus1-4-0", fridayNight)?.consent).toEqual({
      address: "sms:+4520304050",
      status: "opted_out",
      at: fridayNight,
      by: "twilio 21610",
    });
  });

  it("says nothing while Twilio only has it, or with a status of something else, and is refused without id or status", () => {
    for (const status of ["accepted", "scheduled", "queued", "sending", "received"]) {
      expect(
        parseReceipt(form({ ...report, MessageStatus: status }), undefined, 0),
      ).toBeUndefined();
    }
    expect(() => parseReceipt(form({ ...report, MessageSid: "" }), undefined, 0)).toThrow(
      MalformedInboundError,
    );
    expect(() => parseReceipt(form({ ...report, MessageStatus: "" }), undefined, 0)).toThrow(
      MalformedInboundError,
    );
  });
});
