import { afterEach, describe, expect, it } from "@jest/globals";
import { type HouseWithDesk, openHouseWithDesk, shown } from "./desk.ts";
import { visit } from "./web-visit.ts";

const thursdayAfternoon = Date.parse("2026-11-19T14:00:00+01:00");
const signe = "+46701740642";
const LINK = /LINK ([0-9A-Z]{4}-[0-9A-Z]{4})/;

let night: HouseWithDesk;
afterEach(() => night.close());

describe("a customer who turns out to be somebody we know while an agent serves them", () => {
  it("is still that agent's, who goes on writing to the page from a new card; nothing said in the old thread reaches them", async () => {
    night = await openHouseWithDesk({ at: thursdayAfternoon });
    const { house } = night;
    const visitor = await visit(house.url());
    let count = 0;
    const says = async (text: string) => {
      expect(await visitor.writes(text, `line ${++count}`)).toBe(200);
      await house.rests();
    };
    await says("I want to speak to a person please");
    const [first] = await night.cards();
    if (!first) throw new Error("there is no card");
    await night.presses("mette", "claim", first);
    await night.writes("mette", "Hello, Mette here.", first);
    expect((await visitor.reads()).at(-1)).toBe("Hello, Mette here.");

    await house.carrier.phone(signe).texts("link");
    await house.rests();
    await says(`LINK ${LINK.exec(house.texts(signe).at(-1) ?? "")?.[1]}`);
    expect((await house.conversation(signe)).holder).toMatchObject({
      kind: "agent",
      agent: { name: "Mette" },
    });
    const cards = await night.cards();
    expect(cards).toHaveLength(2);
    const second = cards.find(({ ts }) => ts !== first.ts);
    if (!second) throw new Error("there is no new card");
    expect(shown(second)).toContain("Mette");

    const before = await visitor.reads();
    await night.writes("mette", "said in the old thread", first);
    expect(await visitor.reads()).toEqual(before);
    await night.writes("mette", "Signe, is it about order 1042?", second);
    expect((await visitor.reads()).at(-1)).toBe("Signe, is it about order 1042?");
    expect(house.texts(signe).join()).not.toContain("Signe, is it");
    await says("yes it is");
    expect((await night.thread(second)).join()).toContain("yes it is");
    await night.presses("mette", "resolve", second);
    expect((await house.conversation(signe)).holder.kind).toBe("resolved");
    expect(await house.store().waiting()).toEqual([]);
  });
});
