import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { CommerceProvider } from "../../core/ports.ts";
import { type House, openHouse } from "./house.ts";

jest.setTimeout(60_000);

const signe = "+46701740642";
const oliver = "+447700900143";

let house: House;
afterEach(() => house.close());

describe("a customer who texts after closing", () => {
  it("learns how her order stands, once, within the same minute", async () => {
    house = await openHouse();
    const { answers } = await house.carrier.phone(signe).texts("hi wheres my order");
    expect(answers).toEqual([
      { status: 200, type: "text/xml; charset=utf-8", body: "<Response/>", tries: 1 },
    ]);
    await house.rests();
    const sent = house.carrier.sent();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ from: "+4552525252", to: signe, status: "delivered" });
    expect(sent[0]?.body).toMatch(
      /order 1042 comes in 2 parcels[^]*coat[^]*was delivered today at 13:20[^]*gloves[^]*on its way[^]*tomorrow[^]*PN1042002SE/,
    );
    expect(house.carrier.asked()).toBe(1);
  });
});
