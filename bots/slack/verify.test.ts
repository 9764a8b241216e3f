import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkSlackSignature, slackSignature } from "./verify.ts";

const published = {
  signingSecret: "8f742231b10e8888abcd99yyyzzz85a5",
  signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  timestamp: "1531420618",
  rawBody: Buffer.from(
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
  ),
  now: 1531420618_000,
};

describe("a request that says it comes from Slack", () => {
  it("is believed when the signature is the one in Slack's own example", () => {
    expect(checkSlackSignature(published)).toEqual({ genuine: true });
  });

  it("is believed up to five minutes early or late, and not a second longer", () => {
    const at = (seconds: number) =>
      checkSlackSignature({ ...published, now: published.now + seconds * 1000 });
    expect(at(300)).toEqual({ genuine: true });
    expect(at(301)).toEqual({ genuine: false, why: "stale" });
    expect(at(-300)).toEqual({ genuine: true });
    expect(at(-301)).toEqual({ genuine: false, why: "future" });
  });

  it("is refused without its headers, or with a time that is no number", () => {
    for (const broken of [
      { signature: undefined },
      { timestamp: undefined },
      { timestamp: "" },
      { timestamp: "1531420618.5" },
      { timestamp: "NaN" },
      { timestamp: "-1531420618" },
    ]) {
      expect(checkSlackSignature({ ...published, ...broken })).toEqual({
        genuine: false,
        why: "missing",
      });
    }
  });

  it("is refused when any byte of it was touched", () => {
    fc.assert(
      fc.property(
        fc.nat(published.rawBody.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const touched = Buffer.from(published.rawBody);
          touched[at] = (touched[at] ?? 0) ^ flip;
          expect(checkSlackSignature({ ...published, rawBody: touched }).genuine).toBe(false);
        },
      ),
    );
  });

  it("is refused when signed with another secret, another version or half a signature", () => {
    for (const signature of [
      slackSignature("other", published.timestamp, published.rawBody),
      published.signature.replace("v0=", "v1="),
      published.signature.slice(0, 20),
      "",
    ]) {
      expect(checkSlackSignature({ ...published, signature })).toEqual({
        genuine: false,
        why: "forged",
      });
    }
  });
});
