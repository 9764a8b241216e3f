import { describe, expect, it } from "@jest/globals";
import { openHouse } from "./house.ts";
import { visit } from "./web-visit.ts";

describe("a visitor of the shop's page whom nobody knows", () => {
  it("learns nothing of an order that exists, is told so honestly, and how to prove that it is theirs", async () => {
    const house = await openHouse();
    const visitor = await visit(house.url());
    expect(await visitor.writes("where is my order 1042?", "one")).toBe(200);
    expect(await visitor.writes("where is my order 1042?", "one")).toBe(200);
    await house.rests();
    const answers = await visitor.reads();
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain("if that order exists, we have sent a code to the contact on it");
    expect(answers[0]).not.toMatch(/https?:|delivered|on its way|left/i);
    expect(house.texts("+46701740642")).toHaveLength(1);
    await house.close();
  });
});
