import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Carrier, startCarrier } from "../../test/fakes/carrier.ts";
import { textTo } from "../../test/fakes/channel-edge.ts";
import { twilioAttaches } from "./media.ts";
import { twilioSender } from "./send.ts";

const MEGABYTE = 1024 * 1024;
const url = "https://shop.example/files/sealed";
const file = (contentType: string, megabytes = 1, at = url) => ({
  url: at,
  contentType,
  name: "a file",
  bytes: megabytes * MEGABYTE,
});
const bySms = { to: "sms:+12025550123", from: "sms:+14165550123" } as const;
const byWhatsapp = { to: "whatsapp:+4520304050" } as const;

describe("a file for a customer", () => {
  it.each([
    ["image/jpeg", 5, "with words"],
    ["image/png", 1, "with words"],
    ["image/png", 6, undefined],
    ["image/gif", 1, undefined],
    ["video/mp4", 16, "with words"],
    ["application/pdf", 16, "alone"],
    ["application/pdf", 17, undefined],
    ["audio/ogg", 1, "alone"],
    ["text/csv", 1, undefined],
  ] as const)("on WhatsApp, %s of %d MB: %s", (type, megabytes, way) => {
    expect(twilioAttaches(file(type, megabytes), byWhatsapp)).toBe(way);
  });

  it.each([
    ["a picture in the United States and Canada", "image/gif", bySms, "with words"],
    ["no paper", "application/pdf", bySms, undefined],
    ["nothing to Denmark", "image/jpeg", { ...bySms, to: "sms:+4520304050" }, undefined],
    ["nothing to Jamaica", "image/jpeg", { ...bySms, to: "sms:+18765550123" }, undefined],
    [
      "nothing from a Danish number",
      "image/jpeg",
      { ...bySms, from: "sms:+4552525252" },
      undefined,
    ],
    ["nothing where our own number is not known", "image/jpeg", { to: bySms.to }, undefined],
  ] as const)("in a text message: %s", (_what, type, route, way) => {
    expect(twilioAttaches(file(type), route)).toBe(way);
  });

  it("is not asked of Twilio where Twilio could not fetch it", () => {
    const here = file("image/jpeg", 1, "http://127.0.0.1:3000/files/sealed");
    expect(twilioAttaches(here, byWhatsapp)).toBeUndefined();
  });
});

describe("a file that Twilio carries", () => {
  const now = Date.UTC(2026, 10, 20, 21, 41);
  const ida = "whatsapp:+4520304050";
  let carrier: Carrier;
  beforeAll(async () => {
    const clock = { now: () => now, sleep: () => new Promise<void>(() => {}) };
    carrier = await startCarrier({ clock });
  });
  afterAll(() => carrier.close());

  const sender = () =>
    twilioSender({
      accountSid: carrier.accountSid,
      authToken: carrier.authToken,
      publicUrl: "https://shop.example",
      whatsappFrom: "whatsapp:+14155238886",
      apiUrl: carrier.url,
    });
  const send = (text: string) =>
    textTo(ida, text, {
      startedAt: now,
      body: { kind: "text", text, files: [file("image/jpeg")] },
    });

  it("reaches the phone under its words, or alone", async () => {
    for (const text of ["Like this?", ""]) {
      expect(await sender().send({ send: send(text) })).toMatchObject({ kind: "accepted" });
      expect(carrier.sent().at(-1)).toMatchObject({ body: text, media: [url] });
    }
  });

  it("is found again by its words after an unclear answer; without any nobody can tell", async () => {
    await sender().send({ send: send("Found?") });
    expect(await sender().reconcile({ send: send("Found?") })).toMatchObject({ kind: "accepted" });
    await sender().send({ send: send("") });
    expect(await sender().reconcile({ send: send("") })).toEqual({ kind: "unknown" });
  });
});
