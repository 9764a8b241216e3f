import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type House, openHouse } from "./house.ts";

const token = "a token that only the shop has";
const signe = "+46701740642";

let house: House;
beforeEach(async () => {
  house = await openHouse({ env: { CONSOLE_TOKEN: token } });
});
afterEach(() => house.close());

function scorecard(authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  return fetch(`${house.url()}/console/scorecard`, { headers });
}

describe("a shop owner who looks at how the nights went", () => {
  it("sees the page with the token, as a bearer or typed into the browser's own form", async () => {
    await house.carrier.phone(signe).texts("hi wheres my order");
    await house.rests();
    const typed = `Basic ${Buffer.from(`owner:${token}`).toString("base64")}`;
    for (const authorization of [`Bearer ${token}`, typed]) {
      const page = await scorecard(authorization);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("Harbour &amp; Pine");
    }
  });

  it("shows nobody else anything", async () => {
    for (const wrong of [
      undefined,
      "Bearer no",
      `Basic ${Buffer.from("owner:no").toString("base64")}`,
    ]) {
      const page = await scorecard(wrong);
      expect(page.status).toBe(401);
      expect(await page.text()).toBe("");
    }
  });
});
