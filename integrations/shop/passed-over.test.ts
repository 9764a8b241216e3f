import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { harbour, type ShopFolder, shopFolder } from "../../test/fixtures/shop-folder.ts";
import { readShopFiles } from "./shop-files.ts";

let shop: ShopFolder;
beforeEach(async () => {
  shop = await shopFolder();
});
afterEach(() => shop.remove());

describe("a shop manager whose words would be passed over in silence", () => {
  it("hears of a key, a name, a language that is none", async () => {
    await shop.write({
      "shop.yaml": `${harbour}locales: [dk, english]
holidays: { contry: DK, extra: [{ date: "2026-12-31", hour: "10:00-12:00" }] }
closures: [{ from: "2026-12-01", to: "2026-12-02", why: stock }]
returns: { window_days: "14" }
teams: { care: { agents: [Mette] } }
`,
      "phrases/EN.yaml": "greeting: Hi\n",
    });
    expect(await shop.mistakes()).toEqual([
      'shop.yaml:6:11: locales[1]: "dk" is not a language: did you mean "da"?',
      'shop.yaml:6:15: locales[2]: "english" is not a language: did you mean "en"?',
      'shop.yaml:7:13: unknown key "contry": did you mean "country"?',
      "shop.yaml:7:33: holidays.extra[1].hours is missing: expected text (in quotes) or a list or closed",
      'shop.yaml:7:55: unknown key "hour": did you mean "hours"?',
      'shop.yaml:8:52: unknown key "why": expected from, to, reason',
      'shop.yaml:9:25: returns.window_days is "14": expected a number; a number has no quotes',
      expect.stringContaining('shop.yaml:10:27: teams.care.agents[1] is "Mette": expected a Slack'),
      "phrases/EN.yaml:1:1: is not named after a language: expected a name such as en.yaml",
    ]);
    await shop.write({ "shop.yaml": harbour.replace("Europe/Copenhagen", '"+01:00"') });
    expect((await shop.mistakes())[0]).toContain('"+01:00" is not an IANA time zone');
  });

  it("hears of names that are nearly ours, which keep no shop shut, and nothing of what an editor leaves", async () => {
    await shop.write({
      "shop.yaml": harbour,
      "handoffs.yaml": "rules: []\n",
      "knowlege/x.md": "# Care\n",
      ...{ "shop.yaml~": "a", ".shop.yaml": "a", "shop.yaml.bak": "a", "#shop.yaml#": "a" },
    });
    const { remarks } = await readShopFiles(shop.dir);
    expect(remarks.map((each) => each.replaceAll(`${shop.dir}/`, ""))).toEqual([
      "handoffs.yaml: is not read: did you mean handoff.yaml?",
      "knowlege: is not read: did you mean knowledge?",
    ]);
  });
});
