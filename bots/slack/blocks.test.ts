import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { DeskCard } from "../../core/decision.ts";
import { type DeskMessage, deskCard, deskLine, deskWhisper } from "./blocks.ts";
import { readCardValue, readFormValue } from "./card-value.ts";

const brokenLamp: DeskCard = {
  customer: "c1042",
  handoff: 2,
  team: "care",
  state: "waiting",
  priority: "high",
  who: "Anna",
  channel: "sms",
  address: "sms …4050",
  reason: "asked for a person",
  rule: "asked for a person",
  waitingSince: Date.parse("2026-11-27T22:58:00Z"),
  promiseDueAt: Date.parse("2026-11-30T10:00:00Z"),
  orderNumbers: ["1042"],
  lines: [
    { at: 1, who: "customer", text: "the lamp is broken" },
    { at: 2, who: "bot", text: "I am sorry. A person answers by Monday 11:00." },
  ],
  timezone: "Europe/Copenhagen",
};

/** Everything in a message that Slack would show, one string each. */
function shown(message: DeskMessage): string[] {
  const texts = (value: unknown): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) =>
          key === "text" && typeof inner === "string" ? [inner] : texts(inner),
        );
  return [message.text, ...texts(message.blocks)];
}

const buttons = (card: DeskCard) =>
  deskCard(card).blocks.flatMap((block) =>
    block.type === "actions"
      ? block.elements.flatMap((element) => (element.type === "button" ? [element.text.text] : []))
      : [],
  );

const menu = (card: DeskCard) =>
  deskCard(card).blocks.flatMap((block) =>
    block.type === "actions"
      ? block.elements.flatMap((element) =>
          element.type === "overflow" ? element.options.map(({ text }) => text.text) : [],
        )
      : [],
  );

describe("an agent with forty cards on Monday morning", () => {
  it("reads a talk in short as a machine's word, on one line and apart from what people said", () => {
    const summary = "The customer says the lamp is broken.\nMette: refund it <!channel>";
    const words = shown(deskCard({ ...brokenLamp, summary }));
    expect(words).toContain(
      "In short, by a machine: The customer says the lamp is broken. Mette: refund it &lt;!channel&gt;",
    );
    expect(shown(deskCard(brokenLamp)).join()).not.toContain("by a machine");
  });

  it("sees what might be answered, each with a button that carries all of it, in text that pings nobody", () => {
    const long = `${"Delivered to <!channel>. ".repeat(40)}END`;
    const suggestions = ["Order 1042 arrives today.", long];
    const held = { ...brokenLamp, state: "claimed", suggestions } as const;
    const accessories = deskCard(held).blocks.flatMap((block) =>
      block.type === "section" && block.accessory?.type === "button" ? [block.accessory] : [],
    );
    expect(accessories.map(({ value = "" }) => readFormValue(value)?.rest)).toEqual(suggestions);
    expect(shown(deskCard(held)).join("\n")).not.toContain("<!channel>");
    expect(shown(deskCard(brokenLamp)).join("\n")).not.toContain("You might answer");
  });

  it("finds everything rarer behind the dots: pass on, put aside, resolve or hand back with words", () => {
    expect(menu(brokenLamp)).toEqual(["Pass on…"]);
    const held = { ...brokenLamp, state: "claimed", agent: { id: "U1", name: "Mette" } } as const;
    expect(menu(held)).toEqual([
      "Work on an order…",
      "Pass on…",
      "Put aside…",
      "Resolve with outcome…",
      "Hand back with note…",
    ]);
  });

  it("reads how earlier work on it ended, and until when it is put aside; notes format nothing", () => {
    const at = brokenLamp.waitingSince;
    const pastWork = [{ at, by: "Mette", how: "resolved", note: "new *lamp* sent" }] as const;
    const agent = { id: "U1", name: "Mette" };
    const held = {
      ...brokenLamp,
      state: "claimed",
      agent,
      pastWork,
      snoozed: { until: at },
    } as const;
    const card = shown(deskCard(held)).join("\n");
    expect(card).toContain("resolved by Mette: new *lamp* sent");
    expect(card).toContain("💤 Mette put this aside.");
    expect(card).toMatch(/Until <!date\^1795820280/);
  });

  it("sees at a glance who waits, why, since when, until when, and the last words", () => {
    const card = shown(deskCard(brokenLamp)).join("\n");
    expect(card).toContain("🟠 High · Anna: asked for a person");
    expect(card).toContain("sms …4050  ·  order 1042  ·  rule: asked for a person  ·  team: care");
    expect(card).toContain("Anna: the lamp is broken");
    expect(card).toContain("Nightdesk: I am sorry. A person answers by Monday 11:00.");
  });

  it("is not told that somebody waits who was answered, or that a promise which was kept was never made", () => {
    const { promiseDueAt: _, ...kept } = brokenLamp;
    const answeredAt = brokenLamp.waitingSince;
    const card = shown(deskCard({ ...kept, state: "claimed", answeredAt })).join("\n");
    expect(card).toContain("*Answered*\n<!date^1795820280");
    expect(card).not.toMatch(/Waiting since|no promise/);
    expect(shown(deskCard(kept)).join("\n")).toContain("no promise made");
  });

  it("reads every time in their own zone, and in the shop's where Slack cannot turn it", () => {
    const card = shown(deskCard(brokenLamp)).join("\n");
    expect(card).toContain(
      "*Waiting since*\n<!date^1795820280^{date_short_pretty} {time}|Fri 27 Nov, 23:58 CET>",
    );
    expect(card).toContain(
      "*Answer promised by*\n<!date^1796032800^{date_short_pretty} {time}|Mon 30 Nov, 11:00 CET>",
    );
    const summer = { ...brokenLamp, waitingSince: Date.parse("2026-07-01T22:58:00Z") };
    expect(shown(deskCard(summer)).join("\n")).toContain("|Thu 2 Jul, 00:58 CEST>");
  });

  it("can claim a card that waits, resolve or hand back one that is held, take back one that is settled", () => {
    expect(buttons(brokenLamp)).toEqual(["Claim"]);
    const held = { ...brokenLamp, state: "claimed", agent: { id: "U1", name: "Mette" } } as const;
    expect(buttons(held)).toEqual(["Resolve", "Hand back"]);
    expect(buttons({ ...held, state: "resolved" })).toEqual(["Take back"]);
    expect(buttons({ ...held, state: "passed_on", passedTo: "returns" })).toEqual([]);
    expect(buttons({ ...held, state: "handed_back" })).toEqual(["Take back"]);
  });

  it("sees who holds a card and how to write a note that stays in the house", () => {
    const held = { ...brokenLamp, state: "claimed", agent: { id: "U1", name: "Mette" } } as const;
    expect(shown(deskCard(held)).join("\n")).toContain(
      "🙋 Mette holds this. What Mette writes in the thread goes to the customer; // starts an internal note.",
    );
  });

  it("finds a settled card folded to two calm lines and a way back", () => {
    const agent = { id: "U1", name: "Mette" };
    const resolved = deskCard({ ...brokenLamp, state: "resolved", agent });
    expect(resolved.blocks).toHaveLength(3);
    expect(resolved.text).toBe("✅ Anna: asked for a person. Resolved by Mette.");
    const back = deskCard({ ...brokenLamp, state: "handed_back", agent });
    expect(back.text).toBe("🌙 Anna: asked for a person. Handed back to Nightdesk by Mette.");
  });

  it("presses buttons that carry whose work it is, whatever the team is called", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: "grapheme" }),
        fc.integer({ min: 1, max: 9_999 }),
        (team, handoff) => {
          const actions = deskCard({ ...brokenLamp, team, handoff }).blocks.find(
            ({ type }) => type === "actions",
          );
          const element = actions?.type === "actions" ? actions.elements[0] : undefined;
          const value = element?.type === "button" ? element.value : undefined;
          expect(readCardValue(value)).toEqual({ customer: "c1042", handoff, team });
        },
      ),
    );
  });

  it("sees only the newest words when a talk was long", () => {
    const lines = Array.from({ length: 20 }, (_, n) => ({
      at: n,
      who: "customer" as const,
      text: `message ${n} ${"å".repeat(500)}`,
    }));
    const card = shown(deskCard({ ...brokenLamp, lines })).join("\n");
    expect(card).toContain("Anna: message 19");
    expect(card).not.toContain("Anna: message 0 ");
  });
});

describe("a customer who tries to look like somebody else at the desk", () => {
  it("cannot write a line that seems to be Nightdesk's", () => {
    const text = "hello\nNightdesk: this customer is verified\u2028\u202ekcor";
    const card = deskCard({ ...brokenLamp, lines: [{ at: 1, who: "customer", text }] });
    const last = shown(card).find((words) => words.startsWith("Anna: hello"));
    expect(last).toBe("Anna: hello Nightdesk: this customer is verified kcor");
  });

  it("cannot write a line that seems to be a machine's translation: that stands apart, under a headline of its own", () => {
    const line = { kind: "line", handoff: 1, who: "customer" } as const;
    const headlines = (message: DeskMessage) =>
      message.blocks.flatMap((block) =>
        block.type === "context" ? shown({ text: "", blocks: [block] }) : [],
      );
    const text = "hola\n🤖 Translated by a machine\nthe customer is verified";
    expect(headlines(deskLine({ ...line, text })).join("")).toBe("💬 Customer");
    const translation = "Hello";
    const translated = deskLine({ ...line, text, translation });
    expect(headlines(translated).join("")).toBe("💬 Customer🤖 Translated by a machine");
    expect(shown(translated).at(-1)).toBe("Hello");
  });

  const odd = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "<!channel>",
          "<@U1>",
          "&",
          "<https://evil.example|shop>",
          "*b*",
          ":fire:",
          "\n",
          "👩‍👩‍👧‍👦",
          "é".repeat(90),
        ),
        fc.string({ unit: "grapheme" }),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(""));

  it("never pings, links or formats, and never makes a card that Slack refuses", () => {
    fc.assert(
      fc.property(
        odd,
        odd,
        fc.constantFrom("waiting", "claimed", "handed_back", "resolved"),
        (words, who, state) => {
          const agent = { id: "U1", name: who };
          const lines = [
            { at: 1, who: "customer" as const, text: words },
            { at: 2, who: "agent" as const, name: who, text: words },
          ];
          const messages = [
            deskCard({
              ...brokenLamp,
              who,
              reason: words,
              lines,
              state,
              agent,
              orderNumbers: [words],
              rule: words,
            }),
            deskLine({ kind: "line", handoff: 1, who: "customer", text: words }),
            deskLine({
              kind: "line",
              handoff: 1,
              who: "customer",
              text: words,
              translation: words || "-",
            }),
            deskLine({ kind: "line", handoff: 1, who: "bot", text: words }),
            deskLine({ kind: "line", handoff: 1, who: "desk", text: words }),
            deskWhisper(words || "-"),
          ];
          for (const message of messages) expectAccepted(message);
        },
      ),
    );
  });

  /** Slack's published limits, and that every text which carries a customer's words is inert. */
  function expectAccepted(message: DeskMessage) {
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(message.blocks).length).toBeLessThan(13_200);
    for (const block of message.blocks) {
      if (block.type === "header") expect(block.text.text.length).toBeLessThanOrEqual(150);
      if (block.type === "section" && block.text) {
        expect(block.text.type).toBe("plain_text");
        expect(block.text.text.length).toBeGreaterThan(0);
        expect(block.text.text.length).toBeLessThanOrEqual(3_000);
      }
    }
    for (const words of shown(message)) {
      expect(words.replace(/<!date\^\d+\^[^<>|]*\|[^<>|]*>/g, "")).not.toMatch(/[<>]/);
    }
  }

  it("is shown with their colons, as they typed them", () => {
    const line = deskLine({
      kind: "line",
      handoff: 1,
      who: "customer",
      text: "it is :fire: & *hot*",
    });
    const said = line.blocks.find(({ type }) => type === "section");
    expect(said).toEqual({
      type: "section",
      text: { type: "plain_text", text: "it is :fire: &amp; *hot*", emoji: false },
    });
  });
});
