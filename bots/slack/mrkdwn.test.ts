import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  escapedPieces,
  escapedWithin,
  escapeForSlack,
  mentionedPeople,
  toCustomerText,
} from "./mrkdwn.ts";

const names = (id: string) => ({ U0METTE: "Mette", U0JONAS: "Jonas" })[id];

describe("what a customer reads of an agent's words", () => {
  it.each([
    ["Your lamp is on its way :tada:", "Your lamp is on its way 🎉"],
    ["thanks:slightly_smiling_face:", "thanks🙂"],
    [":wave::skin-tone-3: hello", "👋🏼 hello"],
    [":thinking_face: let me check", "🤔 let me check"],
    ["Greetings from :flag-dk:", "Greetings from 🇩🇰"],
    ["from all at :harbour-pine:", "from all at harbour pine"],
    ["That is :100:", "That is 💯"],
    ["*Really* _sorry_ about the ~delay~ wait", "Really sorry about the delay wait"],
    ["_*both*_ marks", "both marks"],
    ["Use code `SORRY10` at checkout", "Use code SORRY10 at checkout"],
    ["```\nLine 1\nLine 2\n```", "Line 1\nLine 2"],
    ["Tom &amp; Jerry: size &lt; 42 &gt; 40", "Tom & Jerry: size < 42 > 40"],
    ["<@U0JONAS> will call you", "Jonas will call you"],
    ["<@U0STRANGER> will call you", "a colleague will call you"],
    ["<@U0STRANGER|pia> will call you", "pia will call you"],
    ["Ask in <#C0123|returns>", "Ask in #returns"],
    ["Ask in <#C0123>", "Ask in another channel"],
    ["<!here> the parcel is back", "the parcel is back"],
    ["<!subteam^S012|@care> will look", "care will look"],
    ["We open <!date^1795942800^{date}|Monday 10:00>", "We open Monday 10:00"],
    ["See <https://track.example/a?b=1&amp;c=2>", "See https://track.example/a?b=1&c=2"],
    [
      "See <https://track.example/1042|your parcel>.",
      "See your parcel (https://track.example/1042).",
    ],
    ["<http://harbourpine.example|harbourpine.example>", "http://harbourpine.example"],
    ["*<https://x.example/a_b_c|here>*", "here (https://x.example/a_b_c)"],
    ["<https://x.example/*a*>:tada:", "https://x.example/*a*🎉"],
    ["Write to <mailto:hi@x.example|hi@x.example>", "Write to hi@x.example"],
    ["Call <tel:+4533112233|33 11 22 33>", "Call 33 11 22 33 (+4533112233)"],
  ])("%j reads %j", (slack, phone) => {
    expect(toCustomerText(slack, names)).toBe(phone);
  });

  it("keeps times, sums, file names and odd words as they were typed", () => {
    for (const text of [
      "between 10:30:45 and 11:00",
      "2*3*4 is 24",
      "the file is size_chart_eu.pdf",
      "~5 days",
      "size <42>",
      "a:b",
      "5 * 3 * 2",
      "https://x.example/urn%3Aisbn%3A1",
      "👩‍👩‍👧‍👦 and 🇩🇰 and ø",
    ]) {
      expect(toCustomerText(escapeForSlack(text))).toBe(text);
    }
  });

  /** Pieces that Slack writes and that people type, glued together in any order. */
  const token = fc.oneof(
    fc.constantFrom(
      ...[
        "<",
        ">",
        "&",
        "|",
        ":",
        "!",
        "@",
        "#",
        "*",
        "_",
        "~",
        "`",
        "```",
        "\n",
        " ",
        "amp;",
        "lt;",
        "gt;",
      ],
      ...[
        "&amp;",
        "&lt;",
        "&gt;",
        "&amp;amp;",
        "&amp;lt;",
        "<@U0METTE>",
        "<@U0",
        "<!here>",
        "<!channel",
        "<!subteam^S1|@a>",
      ],
      ...[
        "<#C1|x>",
        "<https://x.example|y>",
        "<https://x.example/a:b:c>",
        "https://x.example/:tada:",
        "<url|x>",
        "http://",
      ],
      ...[
        ":tada:",
        ":no_such:",
        ":+1:",
        ":a",
        "b:",
        "::",
        ":skin-tone-3:",
        "10:30:45",
        "|x>",
        "//",
        "\uE000",
        "0\uE001",
      ],
    ),
    fc.string({ maxLength: 6, unit: "grapheme" }),
  );
  const anything = fc.array(token, { maxLength: 24 }).map((parts) => parts.join(""));

  it("never carries Slack's machinery, whatever was typed", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const read = toCustomerText(text, names);
        expect(read).not.toMatch(/<[@!#]/);
        expect(read).not.toMatch(/&(?:amp|lt|gt);/);
        expect(read).not.toMatch(/<[^<>|\n]+\|[^<>\n]*>/);
        expect(read).not.toMatch(/<(?:https?|mailto|tel):[^<>\n]*>/);
        expect(read).not.toMatch(/:[\d_+'-]*[a-z][a-z0-9_+'-]*:/i);
        expect(read).not.toMatch(/[\uE000\uE001]/);
      }),
      { numRuns: 5_000 },
    );
  });

  it("is the same words when they are cleaned twice", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = toCustomerText(text);
        expect(toCustomerText(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not take long over a message built to keep it busy", () => {
    const hostile = `${"&amp;".repeat(4_000)}lt;${"<!here".repeat(3_000)}${"*_~`".repeat(2_000)}${":a".repeat(4_000)}`;
    const startedAt = performance.now();
    toCustomerText(hostile);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("finds each mentioned colleague once", () => {
    expect(mentionedPeople("<@U0METTE> and <@U0JONAS|jonas>, <@U0METTE> <!here>")).toEqual([
      "U0METTE",
      "U0JONAS",
    ]);
  });
});

describe("a customer's words in Slack", () => {
  const unescaped = (text: string) =>
    text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

  it("can neither ping, link nor open a channel", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const safe = escapeForSlack(`${text}<!channel><@U1>`);
        expect(safe).not.toMatch(/[<>]/);
        expect(unescaped(safe)).toBe(`${text}<!channel><@U1>`);
      }),
    );
  });

  it("come back as they were when an agent sends them on as they stand", () => {
    const plainWords = fc.string({ unit: fc.constantFrom(..."abc &,.!?'% 😀é") });
    fc.assert(
      fc.property(plainWords, (words) => {
        const tidy = (text: string) => text.replace(/\s+/g, " ").trim();
        expect(tidy(toCustomerText(escapeForSlack(words)))).toBe(tidy(words));
      }),
    );
  });

  it("are cut between graphemes, within Slack's limit, and say so", () => {
    const text = fc.string({
      unit: fc.constantFrom("👩‍👩‍👧‍👦", "é", "&", "<", "a", "🇩🇰"),
      maxLength: 80,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 30, max: 120 }), (words, limit) => {
        const cut = escapedWithin(words, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        const shown = unescaped(cut);
        if (shown === words) return;
        expect(cut.endsWith("…")).toBe(true);
        const graphemes = [...new Intl.Segmenter().segment(words)].map(({ segment }) => segment);
        const kept = [...new Intl.Segmenter().segment(shown.slice(0, -1))].map(
          ({ segment }) => segment,
        );
        expect(kept).toEqual(graphemes.slice(0, kept.length));
      }),
    );
  });

  it("fill as many pieces as they need, and none is lost while there is room", () => {
    const long = "Hej & <velkommen> 👩‍👩‍👧‍👦 ".repeat(300);
    const pieces = escapedPieces(long, 3_000, 10);
    expect(pieces.every((piece) => piece.length <= 3_000)).toBe(true);
    expect(unescaped(pieces.join(""))).toBe(long);
    const short = escapedPieces(long, 500, 2);
    expect(short).toHaveLength(2);
    expect(short[1]?.endsWith("… (cut)")).toBe(true);
    expect(short.every((piece) => piece.length <= 500)).toBe(true);
  });
});
