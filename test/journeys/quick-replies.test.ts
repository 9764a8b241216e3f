import { afterEach, describe, expect, it } from "@jest/globals";
import { type House, MINUTE_MS, openHouse } from "./house.ts";
import { visit } from "./web-visit.ts";

const signe = "+46701740642";
const LINK = /LINK ([0-9A-Z]{4}-[0-9A-Z]{4})/;

let house: House;
afterEach(() => house.close());

/** Signe on the shop's page, who has proven that she is. */
async function onThePage() {
  house = await openHouse();
  await house.carrier.phone(signe).texts("link");
  await house.rests();
  const visitor = await visit(house.url());
  let count = 0;
  const told = async (posted: Promise<number>) => {
    expect(await posted).toBe(200);
    await house.passTo(house.clock.now() + MINUTE_MS);
    return (await visitor.reads()).at(-1) ?? "";
  };
  const says = (text: string) => told(visitor.writes(text, `line ${++count}`));
  const offered = async () => (await visitor.offered()).map(({ title }) => title);
  const button = async (title: string) => {
    const found = (await visitor.offered()).find((each) => each.title === title);
    if (!found) throw new Error(`no button "${title}" among ${await offered()}`);
    return found;
  };
  const taps = async (tapped: string | Awaited<ReturnType<typeof button>>) =>
    told(
      visitor.taps(typeof tapped === "string" ? await button(tapped) : tapped, `line ${++count}`),
    );
  await says(`LINK ${LINK.exec(house.texts(signe).at(-1) ?? "")?.[1]}`);
  return { says, taps, offered, button };
}

describe("a customer who answers by tapping", () => {
  it("sends something back without typing a word, from the order to the yes", async () => {
    const { says, taps, offered } = await onThePage();
    await says("i want to send something back");
    expect(await offered()).toEqual(["1042 (Skagen wool coat, …)", "1029 (Birk walking boots)"]);
    await taps("1042 (Skagen wool coat, …)");
    await taps("Nord lambswool scarf (grey)");
    expect(await offered()).toContain("Too small");
    expect(await taps("Too small")).toMatch(/Send back Nord lambswool scarf \(grey\).*1042/);
    expect(await offered()).toEqual(["Yes", "No"]);
    await taps("Yes");
    expect((await house.conversation(signe)).flow).toBeUndefined();
    const { lines } = await house.conversation(signe);
    expect(lines.filter(({ who }) => who === "customer").map(({ text }) => text)).toEqual(
      expect.arrayContaining(["Nord lambswool scarf (grey)", "Too small", "Yes"]),
    );
    expect(lines.at(-1)?.text).toMatch(/return/i);
    expect(await offered()).toEqual([]);
  });

  it("says yes to nothing with the button of an earlier question", async () => {
    const { says, taps, button } = await onThePage();
    await says("i want to send back the scarf from order 1042");
    await taps("Too small");
    const earlier = await button("Yes");
    await says("no");
    await says("i want to send back the boots from order 1029");
    await taps("Too big");
    expect(await taps(earlier)).toMatch(
      /^That button belongs to an earlier question\..*Send back Birk walking boots.*YES/s,
    );
    expect((await house.conversation(signe)).flow?.asks).toBe("yes");
    expect(await taps("Yes")).not.toMatch(/earlier question/);
    expect((await house.conversation(signe)).flow).toBeUndefined();
  });
});
