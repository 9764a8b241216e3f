import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MalformedInboundError } from "../../core/errors.ts";
import { slackPerson } from "../../test/fakes/slack-person.ts";
import { parseSlackBody } from "./body.ts";
import { cardValue, readCardValue } from "./card-value.ts";
import { readSlack } from "./parse.ts";

const person = slackPerson({ team: "T0HARBOUR", channel: "C0DESK" });
const mette = { user: "U0METTE", threadTs: "1795942000.000001" };
const keyOf = (body: unknown) => {
  const happening = readSlack(body);
  return "key" in happening ? happening.key : happening.kind;
};

describe("the key under which an agent's message is kept", () => {
  const said = person.writes("hello", mette);

  it("is the same for every retry of it, under whichever event id it comes", () => {
    expect(keyOf(person.toldAgain(said).body)).toBe(keyOf(said.body));
  });

  it("is another for each message, each edit and the deletion", () => {
    const all = [
      said,
      person.writes("hello", mette),
      person.edits(said, "hello!"),
      person.edits(said, "hello?"),
      person.deletes(said),
      person.writes("hello", mette, { subtype: "thread_broadcast" }),
    ];
    expect(new Set(all.map(({ body }) => keyOf(body))).size).toBe(all.length);
  });

  it("names workspace, channel, message and edit, so that it can be read in the inbox", () => {
    const [ts] = JSON.stringify(said.body).match(/1795942800\.\d+(?=","thread_ts)/) ?? [];
    expect(keyOf(said.body)).toBe(`slack:message:T0HARBOUR:C0DESK:${ts}:-:-`);
  });
});

describe("a click", () => {
  it("is another one when the same person presses the same button again", () => {
    const press = () => person.clicks("claim", { ...mette, value: "c1/1/care" }).body;
    expect(keyOf(press())).not.toBe(keyOf(press()));
  });

  it("carries exactly what the card was drawn with, whatever people call their teams", () => {
    const text = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 999_999 }), text, (customer, handoff, team) => {
        const card = { customer, handoff, team };
        expect(readCardValue(cardValue(card))).toEqual(card);
      }),
    );
  });

  it("is read back only as something that a card could have carried", () => {
    const piece = fc.string({ unit: fc.constantFrom("c", "1", "%", "2F", "é", " ", "-") });
    const almost = fc.tuple(piece, fc.integer({ min: -1, max: 12 }), piece);
    let read = 0;
    fc.assert(
      fc.property(almost, (parts) => {
        const card = readCardValue(parts.join("/"));
        if (card === undefined) return;
        read += 1;
        expect(readCardValue(cardValue(card))).toEqual(card);
        expect(card.customer).not.toBe("");
        expect(card.handoff).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(0);
  });
});

describe("whatever else comes under Slack's signature", () => {
  it("is read, let go or refused, and never breaks the reader", () => {
    const wrapped = fc.oneof(
      fc.jsonValue(),
      fc.record({
        type: fc.constantFrom("event_callback", "block_actions", "x"),
        event: fc.jsonValue(),
        actions: fc.jsonValue(),
      }),
      fc
        .jsonValue()
        .map((event) => ({ type: "event_callback", team_id: "T1", event_id: "E1", event })),
      fc
        .dictionary(
          fc.constantFrom(
            "user",
            "bot_id",
            "subtype",
            "message",
            "previous_message",
            "text",
            "thread_ts",
            "edited",
          ),
          fc.jsonValue(),
        )
        .map((more) => ({
          type: "event_callback",
          team_id: "T1",
          event_id: "E1",
          event: { type: "message", channel: "C1", ts: "1.1", ...more },
        })),
    );
    fc.assert(
      fc.property(wrapped, (body) => {
        try {
          expect(readSlack(body).kind).toMatch(/^(click|talk|command|handshake|nothing)$/);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedInboundError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is JSON, a form around JSON, or a plain form", () => {
    const form = "application/x-www-form-urlencoded";
    expect(parseSlackBody(Buffer.from('{"a":1}'), "application/json")).toEqual({ a: 1 });
    expect(parseSlackBody(Buffer.from("payload=%7B%22a%22%3A1%7D"), form)).toEqual({ a: 1 });
    expect(parseSlackBody(Buffer.from("command=%2Fnightdesk&text=hi"), form)).toEqual({
      command: "/nightdesk",
      text: "hi",
    });
    expect(() => parseSlackBody(Buffer.from("payload=%7B"), form)).toThrow(MalformedInboundError);
  });
});
