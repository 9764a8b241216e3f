import { describe, expect, it } from "@jest/globals";
import { asksForLink, linkCodeIn, linkCodeOf, linkName } from "./link-code.ts";

describe("a link code", () => {
  it("is the same however often it is made, and another one for another send or secret", () => {
    const code = linkCodeOf("c1-3-0", "secret");
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{3}[0-9]-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(linkCodeOf("c1-3-0", "secret")).toBe(code);
    expect(linkCodeOf("c1-4-0", "secret")).not.toBe(code);
    expect(linkCodeOf("c1-3-0", "another")).not.toBe(code);
    expect(linkName(code, "secret")).not.toContain(code.slice(0, 4));
  });

  it("is read back by whoever it was given to, whichever letters it is made of", () => {
    for (let n = 0; n < 300; n++) {
      const code = linkCodeOf(`c1-${n}-0`, "secret");
      expect(linkCodeIn(`link ${code}`)?.code).toBe(code);
    }
  });

  it.each([
    ["LINK 7KQ2-M4XP", "7KQ2-M4XP", ""],
    ["link: 7kq2 m4xp", "7KQ2-M4XP", ""],
    ["hi, link 7kq2m4xp. where is my order?", "7KQ2-M4XP", "hi, . where is my order?"],
    ["LINK OKQ2-M4XI", "0KQ2-M4X1", ""],
    ["Link code 7KQ2-M4XP", "7KQ2-M4XP", ""],
    ["hi, here's my link code: 7kq2m4xp, thanks", "7KQ2-M4XP", ""],
    ["my link code is 7KQ2-M4XP", "7KQ2-M4XP", ""],
    ["LINK 7KQ2–M4XP", "7KQ2-M4XP", ""],
    ["LINK 7KQ2 - M4XP", "7KQ2-M4XP", ""],
  ])("is found in %j", (text, code, rest) => {
    expect(linkCodeIn(text)).toMatchObject({ code, rest });
    expect(linkCodeIn(text)?.masked).not.toMatch(/m4x/i);
  });

  it.each([
    "the link does not work",
    "your tracking link says lost",
    "link 12345",
    "the link code does not work",
    "a link that does",
  ])("is not taken for one in %j", (text) => expect(linkCodeIn(text)).toBeUndefined());
});

describe("somebody who wants to go on elsewhere", () => {
  it.each([
    "link",
    "Link code please",
    "can i continue this on whatsapp?",
    "lets go on elsewhere",
    "I want to switch to the web chat",
  ])("says %j", (text) => expect(asksForLink(text)).toBe(true));

  it.each(["the tracking link is broken", "can I switch to another size", "where is my order"])(
    "does not say %j",
    (text) => expect(asksForLink(text)).toBe(false),
  );
});
