import { describe, expect, it } from "@jest/globals";
import { openHouse } from "./house.ts";

/** The chat of somebody at the shop's page. */
async function visit(url: string) {
  const line = `${url}/directline`;
  const arrival = await fetch(`${line}/tokens/generate`, { method: "POST", body: "{}" });
  const { token, conversationId } = (await arrival.json()) as {
    token: string;
    conversationId: string;
  }; // our own endpoint's
  const activities = `${line}/conversations/${conversationId}/activities`;
  const headers = { authorization: `Bearer ${token}` };
  return {
    async writes(text: string, id: string) {
      const body = JSON.stringify({ type: "message", text, channelData: { clientActivityID: id } });
      return (await fetch(activities, { method: "POST", headers, body })).status;
    },
    async reads() {
      const answer = await fetch(activities, { headers });
      const told = (await answer.json()) as {
        activities: { text: string; from: { role: string } }[];
      }; // our own
      return told.activities.flatMap(({ text, from }) => (from.role === "bot" ? [text] : []));
    },
  };
}

describe("a visitor of the shop's page whom nobody knows", () => {
  it("learns nothing of an order that exists, is told so honestly, and is promised a person", async () => {
    const house = await openHouse();
    const visitor = await visit(house.url());
    expect(await visitor.writes("where is my order 1042?", "one")).toBe(200);
    expect(await visitor.writes("where is my order 1042?", "one")).toBe(200);
    await house.rests();
    const answers = await visitor.reads();
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain(
      "I can only talk about an order with the phone number it was placed with",
    );
    expect(answers[0]).toContain("Monday");
    expect(answers[0]).not.toMatch(/https?:|delivered|on its way|left/i);
    expect(house.carrier.sent()).toEqual([]);
    await house.close();
  }, 30_000);
});
