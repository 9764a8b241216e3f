import { describe, expect, it } from "@jest/globals";
import { codeIn, codeOf, isCodeOf, triesOn } from "./code.ts";

const about = { number: "1042" };

describe("a one-time code", () => {
  it("is six digits, the same again for the same challenge, and another's for no other", () => {
    const codes = Array.from({ length: 2_000 }, (_, n) => codeOf({ id: `c-${n}` }, "secret"));
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    expect(codeOf({ id: "c-7" }, "secret")).toBe(codes[7]);
    expect(codeOf({ id: "c-7" }, "another server's")).not.toBe(codes[7]);
    expect(new Set(codes).size).toBeGreaterThan(1_990); // 2,000 of a million meet twice, by chance
  });

  it("is spread evenly: each first digit begins about a tenth of them", () => {
    const begun = Array.from({ length: 10 }, () => 0);
    const drawn = 20_000;
    for (let n = 0; n < drawn; n++) {
      const first = Number(codeOf({ id: `c-${n}` }, "secret")[0]);
      begun[first] = (begun[first] ?? 0) + 1;
    }
    // five standard deviations of a fair draw: 5 · √(20,000 · 0.1 · 0.9)
    for (const times of begun) expect(Math.abs(times - drawn / 10)).toBeLessThan(213);
  });

  it("is recognised by all of its digits and by nothing less or more", () => {
    const code = codeOf({ id: "c-1" }, "secret");
    expect(isCodeOf(code, { id: "c-1" }, "secret")).toBe(true);
    for (const wrong of [
      code.slice(1),
      `${code}0`,
      "",
      code.replace(/.$/, (d) => (d === "0" ? "1" : "0")),
    ]) {
      expect(isCodeOf(wrong, { id: "c-1" }, "secret")).toBe(false);
    }
  });
});

describe("a customer who writes a code down", () => {
  it("is read whether it stands alone, spaced, or among words, and is masked", () => {
    expect(codeIn("493021", { about })).toMatchObject({ digits: "493021", masked: "[code]" });
    expect(codeIn("it's 493 021 thanks", { about })).toEqual({
      digits: "493021",
      masked: "it's [code] thanks",
      rest: "it's  thanks",
    });
    expect(codeIn(" 493021\n", { about })?.rest).toBe("");
    expect(codeIn("493-021", { about })?.digits).toBe("493021");
    expect(codeIn("111111 or 222222", { about })).toMatchObject({
      digits: "222222",
      masked: "[code] or [code]",
    });
  });

  it.each([
    ["1042 493021", "1042 [code]"],
    ["493 021 1042", "[code] 1042"],
    ["#1042, 493021", "#1042, [code]"],
    ["1042\n493021", "1042\n[code]"],
  ])("is read beside the number of the order that it is about: %s", (text, masked) => {
    expect(codeIn(text, { about })).toMatchObject({ digits: "493021", masked });
  });

  it.each(["yes, 493021", "here it is. 493021", "code - 493021", "code:493021"])(
    "is read behind a few words: %s",
    (text) => {
      expect(codeIn(text, { about })?.digits).toBe("493021");
    },
  );

  it("is not mistaken for one who writes a phone number, an amount, or the order's own number", () => {
    for (const text of [
      "+45 203 040 50",
      "call 20304050",
      "20 - 304050",
      "where is #104233",
      "1042",
      "1,493021",
      "€12.50",
    ]) {
      expect(codeIn(text, { about })).toBeUndefined();
    }
    expect(codeIn("order 104233 please", { about: { number: "104233" } })).toBeUndefined();
  });
});

describe("a customer who gives a link code while a one-time code is waited for", () => {
  it("is not taken to guess with the digits that stand in it", () => {
    for (const link of [
      "LINK A123-456B",
      "link 123456QR",
      "Link: AB12 3456",
      "link code D930-136D",
    ]) {
      expect(codeIn(link, { about })).toBeUndefined();
      expect(codeIn(`${link}, and the code is 493021`, { about })).toEqual({
        digits: "493021",
        masked: `${link}, and the code is [code]`,
        rest: `${link}, and the code is`,
      });
    }
  });

  it("is not taken to guess either when they leave the word out", () => {
    for (const bare of ["D930-136D", "here you go: q601-130p"]) {
      expect(codeIn(bare, { about })).toBeUndefined();
    }
    expect(codeIn("493-021", { about })?.digits).toBe("493021");
  });

  it("may still call six digits a link", () => {
    expect(codeIn("the link 493021", { about })?.digits).toBe("493021");
  });
});

describe("a budget's name", () => {
  it("tells nobody whose it is, and is the same for the same e-mail in any case", () => {
    const one = triesOn({ about: { email: "Signe@example.com" } }, "secret").name;
    expect(one).not.toMatch(/signe/i);
    expect(triesOn({ about: { email: "signe@example.com" } }, "secret").name).toBe(one);
    expect(triesOn({ about: { email: "signe@example.com" } }, "other").name).not.toBe(one);
  });

  it("is another one for each order and each e-mail address: guesses at one use up nobody else's", () => {
    const asked = [
      { number: "1042" },
      { number: "1043" },
      { email: "1042" },
      { email: "a@b.example" },
    ];
    const names = asked.map((about) => triesOn({ about }, "secret").name);
    expect(new Set(names).size).toBe(asked.length);
  });
});
