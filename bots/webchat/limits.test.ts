import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { webChatStage } from "../../test/fakes/web-chat-stage.ts";

const stage = webChatStage();
beforeEach(() => stage.begin());
afterEach(() => stage.end());
afterAll(() => stage.clear());

describe("a visitor who writes too much", () => {
  it("may write a burst, then has to wait, and is told how long", async () => {
    const chat = await stage.serve();
    const ida = await chat.arrive();
    const answers = [];
    for (let n = 0; n < 12; n += 1) answers.push(await chat.write(ida, "hi", `id-${n}`));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429, 429]);
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(0);
    stage.now += 2_000;
    expect((await chat.write(ida, "hi", "later")).status).toBe(200);
  });

  it("cannot have tokens without end from one place", async () => {
    const chat = await stage.serve();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => chat.call("/tokens/generate", { body: {} })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    const elsewhere = await chat.call("/tokens/generate", {
      body: {},
      headers: { "x-forwarded-for": "203.0.113.9" },
    });
    expect(elsewhere.status).toBe(200);
  });

  for (const [what, body, status] of [
    ["8 KB of text", { type: "message", text: "å".repeat(4096) }, 200],
    ["more than 8 KB of text", { type: "message", text: "å".repeat(4097) }, 413],
    ["a megabyte", { type: "message", text: "a".repeat(1024 * 1024) }, 413],
    ["no words", { type: "message", text: "  " }, 400],
    ["no type", { text: "hi" }, 400],
    ["half a post", '{"type":', 400],
    ["typing", { type: "typing" }, 200],
  ] as const) {
    it(`is answered ${status} to ${what}`, async () => {
      const chat = await stage.serve();
      const ida = await chat.arrive();
      expect(
        (await chat.call(`/conversations/${ida.chat}/activities`, { token: ida.token, body }))
          .status,
      ).toBe(status);
      expect(stage.edge.kept.length).toBe(status === 200 && what !== "typing" ? 1 : 0);
    });
  }
});
