import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { smtpMailer } from "../../integrations/mail/mailer.ts";
import { textTo } from "../../test/fakes/channel-edge.ts";
import { type MailServer, startMailServer } from "../../test/fakes/mail-server.ts";
import { mailChannel } from "./channel.ts";

let server: MailServer;
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(() => server.close());

const from = "Harbour & Pine <hello@harbour-pine.example>";
const channel = (smtpUrl = server.url) =>
  mailChannel(
    smtpMailer({ smtpUrl, from, timeoutMs: 10_000 }),
    () => "A message from Harbour & Pine",
  );
const toSigne = textTo(
  "email:signe.holm@example.com",
  "493021 is your code, good for 10 minutes.",
  {
    id: "c1-code-3",
  },
);

describe("a customer with an e-mail address on the order", () => {
  it("is written to there, once, under an id that a second copy would share", async () => {
    const outcome = await channel().send({ send: toSigne });
    expect(outcome).toEqual({
      kind: "accepted",
      providerId: "mail:<c1-code-3@harbour-pine.example>",
    });
    const [mail, ...more] = server.taken;
    expect(more).toEqual([]);
    expect(mail?.to).toBe("signe.holm@example.com");
    expect(mail?.text).toBe("493021 is your code, good for 10 minutes.");
    expect(mail?.raw).toMatch(/^Message-ID: <c1-code-3@harbour-pine\.example>\r$/m);
    expect(mail?.raw).toMatch(/^Subject: A message from Harbour & Pine\r$/m);
  });

  it("cannot bring a second recipient or a header in with the address", async () => {
    const evil = "email:signe@example.com,eve@example.com\r\nBcc: eve@example.com" as const;
    const outcome = await channel().send({ send: { ...toSigne, to: evil } });
    expect(outcome).toMatchObject({ kind: "refused", reaction: "give_up" });
    expect(server.taken).toEqual([]);
  });
});

describe("a mail server that does not take a message", () => {
  it("is asked again later when it is busy or not there, never when it says no, and its doubt stays a doubt", async () => {
    server.next("is busy");
    expect(await channel().send({ send: toSigne })).toMatchObject({
      kind: "refused",
      reaction: "retry_later",
    });
    server.next("refuses");
    expect(await channel().send({ send: toSigne })).toMatchObject({
      kind: "refused",
      reaction: "give_up",
      code: "550",
    });
    const nobody = "smtp://127.0.0.1:9";
    expect(await channel(nobody).send({ send: toSigne })).toMatchObject({
      kind: "refused",
      reaction: "retry_later",
    });
    expect(server.taken).toEqual([]);
    server.next("takes it and hangs up");
    expect(await channel().send({ send: toSigne })).toMatchObject({ kind: "unclear" });
    expect(server.taken).toHaveLength(1);
    expect(await channel().reconcile({ send: toSigne })).toEqual({ kind: "unknown" });
  });

  it("is named to whoever set it up with a wrong password, without the password", async () => {
    expect(await channel().check()).toEqual([]);
    const wrong = server.url.replace("correct", "wrong");
    const [complaint = ""] = await channel(wrong).check();
    expect(complaint).toContain("SMTP_URL");
    expect(complaint).not.toContain("horse");
    expect(await channel(wrong).send({ send: toSigne })).toMatchObject({
      kind: "refused",
      reaction: "channel_broken",
    });
  });

  it("carries nothing but words to e-mail addresses", async () => {
    const card = { ...toSigne, body: { kind: "card", handoff: 1 } as const };
    const sms = { ...toSigne, to: "sms:+4520304050" as const };
    for (const send of [card, sms]) {
      expect(await channel().send({ send })).toMatchObject({
        kind: "refused",
        reaction: "give_up",
      });
    }
  });
});
