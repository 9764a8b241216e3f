import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { clearings } from "../../customers/clear-out.ts";
import { HOUR_MS, type House, openHouse } from "./house.ts";

const stranger = "+447700900992";
const freja = "+46701740638";
const sundayMorning = Date.parse("2026-11-22T05:00:00+01:00");

let house: House;
afterEach(() => house.close());

describe("what a shop has kept for as long as it says", () => {
  it("is let go in the night, class by class, and how much that was is written down", async () => {
    const keep = "\nkeep: { messages_days: 1, turns_days: 1, people_days: 1 }\n";
    house = await openHouse({
      furnish: (shopDir) => appendFileSync(join(shopDir, "shop.yaml"), keep),
    });
    const writes = async (phone: string, text: string) => {
      await house.carrier.phone(phone).texts(text);
      await house.rests();
    };
    await writes(stranger, "are you open tomorrow?");
    await writes(freja, "when are you open?");
    await house.clock.jumpTo(house.clock.now() + 20 * HOUR_MS);
    await writes(freja, "and on monday?");
    expect(await clearings(house.store())).toEqual([]);
    await house.clock.jumpTo(sundayMorning);
    while ((await clearings(house.store())).length === 0) await immediate();
    const [night, ...more] = await clearings(house.store());
    expect(more).toEqual([]);
    expect(night).toMatchObject({ people: 1 });
    expect(night?.messages).toBeGreaterThanOrEqual(2);
    expect(night?.turns).toBeGreaterThanOrEqual(2);
    expect(await house.store().customerOf(`sms:${stranger}`)).toBeUndefined();
    const hers = (await house.store().customerOf(`sms:${freja}`)) ?? "";
    const { inbounds, journal } = await house.store().dossier(hers);
    expect(JSON.stringify(inbounds)).not.toContain("when are you open");
    expect(JSON.stringify(inbounds)).toContain("and on monday?");
    expect(JSON.stringify(journal)).not.toContain("when are you open");

    await writes(stranger, "hello again");
    expect(house.texts(stranger).length).toBeGreaterThan(1);
  });
});
