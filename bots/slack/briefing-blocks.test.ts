import { describe, expect, it } from "@jest/globals";
import type { DeskBriefing } from "../../core/decision.ts";
import { deskBriefing } from "./briefing-blocks.ts";

const at = Date.parse("2026-11-23T10:00:00+01:00");
const monday: DeskBriefing = {
  team: "care",
  shift: "opens",
  at,
  timezone: "Europe/Copenhagen",
  settled: { conversations: 12, handedOver: 2 },
  waiting: [
    {
      who: "Anna",
      reason: "fire <!channel>",
      priority: "urgent",
      promiseDueAt: at + 3_600_000,
      windowEndsAt: at + 7_200_000,
    },
    { who: "Bo", reason: "complaint", priority: "normal" },
  ],
};

describe("an agent who comes in on Monday", () => {
  it("reads in one line what the night settled and who waits", () => {
    expect(deskBriefing(monday).text).toBe(
      "☀️ Good morning, team care. 12 customers wrote since you left; Nightdesk settled 10 without you. 2 customers wait for you, 1 urgent.",
    );
    const quiet = { ...monday, waiting: [], settled: { conversations: 0, handedOver: 0 } };
    expect(deskBriefing(quiet).text).toBe("☀️ Good morning, team care. Nobody waits for you.");
  });

  it("reads who waits until when, in plain text that pings nobody", () => {
    const blocks = JSON.stringify(deskBriefing(monday).blocks);
    expect(blocks).toContain("🔴 Anna: fire &lt;!channel&gt;");
    expect(blocks).toMatch(/by <!date\^1795428000\^.*WhatsApp until <!date\^1795431600/);
  });

  it("is not buried under forty lines", () => {
    const waiting = Array.from({ length: 40 }, () => ({
      who: "Anna",
      reason: "x".repeat(500),
      priority: "normal" as const,
    }));
    const { blocks } = deskBriefing({ ...monday, waiting });
    expect(blocks.length).toBeLessThan(20);
    expect(JSON.stringify(blocks)).toContain("… and 25 more, in their cards.");
    expect(JSON.stringify(blocks).length).toBeLessThan(13_200);
  });
});

describe("a team that nobody of forty customers was claimed in", () => {
  const thread = "desk:C1/1795942000.000001" as const;
  const waiting = monday.waiting.map((each) => ({ ...each, thread }));

  it("reads in one post who was promised an answer soon, each with the way to their card", () => {
    const call = deskBriefing({ ...monday, shift: "promised", waiting }, "https://h.slack.com/");
    expect(call.text).toBe(
      "⏰ 2 customers of team care were promised an answer soon, and nobody has claimed them.",
    );
    const open = "<https://h.slack.com/archives/C1/p1795942000000001|Open>";
    expect(JSON.stringify(call.blocks).split(open)).toHaveLength(3);
  });

  it("reads in one post whom the promise was broken to", () => {
    const call = deskBriefing({ ...monday, shift: "broken", waiting: waiting.slice(1) });
    expect(call.text).toMatch(/^⚠️ The hour promised to 1 customer of team care has passed/);
  });
});

describe("an agent who goes home", () => {
  it("reads what is left open", () => {
    expect(deskBriefing({ ...monday, shift: "closes" }).text).toBe(
      "🌙 The shift of team care ends. 2 customers wait for you, 1 urgent; the night answers what it can.",
    );
  });
});
