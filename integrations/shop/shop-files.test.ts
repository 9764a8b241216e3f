import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { harbour, type ShopFolder, shopFolder } from "../../test/fixtures/shop-folder.ts";
import { readShopFiles } from "./shop-files.ts";

let shop: ShopFolder;
let dir: string;
beforeEach(async () => {
  shop = await shopFolder();
  dir = shop.dir;
});
afterEach(() => shop.remove());

const write: ShopFolder["write"] = (files) => shop.write(files);
const mistakes: ShopFolder["mistakes"] = () => shop.mistakes();

describe("a shop manager who writes only what is needed", () => {
  it("has a shop with sensible answers to the rest", async () => {
    await write({ "shop.yaml": harbour });
    const files = await readShopFiles(dir);
    expect(files.shop.hours).toEqual({
      "mon-fri": ["10:00-13:00", "13:30-19:00"],
      sat: "10:00-02:00",
    });
    expect(files.shop.returns.window_days).toBe(30);
    expect(files.handoff).toMatchObject({ reply_within_minutes: 60, warn_minutes: 15, rules: [] });
    expect(files).toMatchObject({ intents: { intents: {} }, phrases: {}, tests: [] });
    expect(files.icalText).toBeUndefined();
  });

  it("may add every other file, even an empty one", async () => {
    await write({
      "shop.yaml": `${harbour}holidays: { country: DK, ical: closed.ics }\n`,
      "closed.ics": "BEGIN:VCALENDAR",
      "handoff.yaml":
        "rules:\n  - { name: angry, when: { words: [scam] }, then: { team: care } }\n",
      "intents.yaml": "# nothing yet\n",
      "phrases/da.yaml": "greeting: Hej {name}\n",
      "tests/orders.yaml": `- name: she asks
  at: "2026-11-20 22:41"
  steps:
    - customer: where is my order
    - { bot: [1042, tomorrow], not: [sorry] }
`,
      "tests/later.yaml": "# none yet\n",
      "notes.txt": "not ours: {",
    });
    const files = await readShopFiles(dir);
    expect(files.icalText).toBe("BEGIN:VCALENDAR");
    expect(files.handoff.rules[0]?.then).toEqual({ team: "care", priority: "normal" });
    expect(files.phrases).toEqual({ da: { greeting: "Hej {name}" } });
    const file = join(dir, "tests/orders.yaml");
    expect(files.tests).toMatchObject([
      { name: "she asks", places: [`${file}:4:7`, `${file}:5:7`] },
    ]);
  });
});

describe("a shop manager who teaches phrases", () => {
  it("hears where one is blank, where a colon made two of it, and where a # cuts one off", async () => {
    await write({
      "shop.yaml": harbour,
      "intents.yaml":
        "intents:\n  wrapping:\n    answer: ' '\n    phrases:\n      - '  '\n      - you asked: wrap it\n",
    });
    expect(await mistakes()).toEqual([
      `intents.yaml:3:13: intents.wrapping.answer is " ": expected some text`,
      `intents.yaml:5:9: intents.wrapping.phrases[1] is "  ": expected some text`,
      `intents.yaml:6:9: intents.wrapping.phrases[2] is {"you asked":"wrap it"}: expected text (in quotes); one that holds a colon needs them`,
    ]);
    await write({
      "intents.yaml":
        "intents:\n  wrapping: # ours\n    phrases:\n      - please wrap #1042\n      - wrap it # as they say\n",
    });
    expect((await readShopFiles(dir)).remarks).toEqual([
      `${join(dir, "intents.yaml")}:4:9: "please wrap" ends before #1042: put the text in quotes, or what stands behind # is not read`,
    ]);
  });
});

describe("a shop manager whose list is a blank out of line", () => {
  it("hears which phrase was read as the end of the one above it", async () => {
    await write({
      "shop.yaml": harbour,
      "intents.yaml":
        "intents:\n  dogs:\n    phrases:\n      - can i bring my dog\n       - are dogs allowed\n      - dogs\n        welcome\n",
    });
    expect((await readShopFiles(dir)).remarks).toEqual([
      `${join(dir, "intents.yaml")}:5:8: "can i bring my dog" goes on in this line, whose dash is further right than its own: what belongs together begins at the same column`,
    ]);
  });
});

describe("a shop manager who makes mistakes", () => {
  it("learns where the one wrong value stands and what was expected there", async () => {
    await write({
      "shop.yaml": `name: Harbour & Pine
timezone: Europe/Copenhagn
hours:
  mon-fri: 10-19
  mondya: "10:00-19:00"
returns: { window_days: thirty, counted_from: arrival, outcomes: [refund, cash] }
thank_you:
  delay_hours: -1
`,
    });
    expect(await mistakes()).toEqual([
      'shop.yaml:2:11: timezone: "Europe/Copenhagn" is not an IANA time zone such as "Europe/Copenhagen"',
      'shop.yaml:4:12: hours.mon-fri is "10-19": expected a period such as "10:00-19:00"',
      'shop.yaml:5:3: "mondya" is not possible here: expected a day (mon, tue, wed, thu, fri, sat, sun) or a span of days such as "mon-fri"',
      'shop.yaml:6:25: returns.window_days is "thirty": expected a number',
      'shop.yaml:6:47: returns.counted_from is "arrival": expected delivery, shipping, order',
      'shop.yaml:6:75: returns.outcomes[2] is "cash": expected refund, exchange, store_credit, replacement, keep_item',
      "shop.yaml:8:16: thank_you.delay_hours is -1: expected at least 0",
    ]);
  });

  it("is asked whether a misspelt key was meant to be another", async () => {
    await write({
      "shop.yaml": `${harbour}order_nubmer: "\\\\d+"
returns:
  windowdays: 14
currency: DKK
teams: { care: { slack_chanel: C0123456789 } }
`,
      "intents.yaml": "intents:\n  returns:\n    phrase: [send it back]\n",
      "tests/a.yaml": "- name: a\n  at: now\n  steps:\n    - costumer: hi\n",
    });
    const found = await mistakes();
    expect(found).toContain(
      'shop.yaml:6:1: unknown key "order_nubmer": did you mean "order_number"?',
    );
    expect(found).toContain('shop.yaml:8:3: unknown key "windowdays": did you mean "window_days"?');
    expect(found.find((each) => each.startsWith("shop.yaml:9:1:"))).toMatch(
      /unknown key "currency": expected name, timezone, locales/,
    );
    expect(found).toContain(
      'shop.yaml:10:18: unknown key "slack_chanel": did you mean "slack_channel"?',
    );
    expect(found).toContain('intents.yaml:3:5: unknown key "phrase": did you mean "phrases"?');
    expect(found).toContain('tests/a.yaml:4:7: unknown key "costumer": did you mean "customer"?');
  });

  it("learns what is missing, and every mistake of every file together", async () => {
    await write({
      "shop.yaml": "name: ''\n",
      "handoff.yaml": "rules:\n  - name: vip\n    when: {}\n",
      "phrases/da.yaml": "greeting: 5\n",
      "phrases/not a language.yaml": "# none\n",
    });
    expect(await mistakes()).toEqual([
      "shop.yaml:1:1: timezone is missing: expected text (in quotes)",
      "shop.yaml:1:1: hours is missing: expected a group of keys",
      'shop.yaml:1:7: name is "": expected some text',
      "handoff.yaml:2:5: rules[1].then is missing: expected a group of keys",
      "handoff.yaml:3:11: rules[1].when: expected a condition, such as { mood: angry }: a rule without one never holds",
      "phrases/da.yaml:1:11: greeting is 5: expected text (in quotes)",
      "phrases/not a language.yaml:1:1: is not named after a language: expected a name such as da.yaml",
    ]);
  });

  it("is led to a slip of YAML itself", async () => {
    await write({ "shop.yaml": 'name: "Harbour\ntimezone: Europe/Copenhagen\n' });
    const [first] = await mistakes();
    expect(first).toMatch(/^shop\.yaml:1:7: a text begins with a quote that is never closed/);
    await write({ "shop.yaml": `${harbour}name: twice\n` });
    expect(await mistakes()).toEqual([
      'shop.yaml:6:1: "name" stands here a second time: leave one of them',
    ]);
  });

  it.each([
    ["\twindow_days: 14", "7:1: a tab stands at the beginning of the line: type spaces instead"],
    ["\u00a0 window_days: 14", "7:1: the line begins with a blank that is none for a computer"],
    ["   window_days: 14", "8:1: this line and the one above it do not line up"],
    ["  window_days: 14: days", "7:16: a second colon in one line"],
    [" window_days: 14", "7:15: the line below begins further right"],
    ["  window_days:14", "7:3: there is no blank behind the colon"],
    ["  window_days 14", "7:3: this line has no colon"],
    ["  outcomes: [refund", "8:3: a bracket was opened above and never closed: put ]"],
    ['  send_back: "\\d"', "7:15: between double quotes a backslash is typed twice"],
    ["  send_back: @home", "7:14: a text that begins with @ must stand in quotes"],
    ["  send_back: 'it's'", "7:18: this does not belong to what stands before it"],
    ["  send_back: home\n---", "8:1: a line of dashes begins a second document"],
  ])("hears of the one slip that was made, and what to do: %j", async (line, says) => {
    const rest = "  counted_from: delivery\n  outcomes: [refund]\n";
    await write({ "shop.yaml": `${harbour}returns:\n${line}\n${rest}` });
    const found = await mistakes();
    expect(found).toEqual([expect.stringContaining(`shop.yaml:${says}`)]);
  });

  it("keeps a team for whoever asks for a person", async () => {
    await write({ "shop.yaml": `${harbour}teams: { support: {} }\n` });
    expect(await mistakes()).toEqual([
      expect.stringMatching(/^shop\.yaml:6:8: there is no team "care": expected one/),
    ]);
  });

  it("is not left without rules, or asked for three keys, by a file that was emptied", async () => {
    await write({ "shop.yaml": " \n", "handoff.yaml": "" });
    expect(await mistakes()).toEqual([
      expect.stringContaining("shop.yaml:1:1: is empty: bring back"),
      expect.stringContaining("handoff.yaml:1:1: is empty: bring back"),
    ]);
  });

  it("sees what is wrong with quotes that a text processor made, and which zone was meant", async () => {
    const curly = harbour.replace("10:00-02:00", "“10:00-02:00”").replace("Copenhagen", "Londn");
    await write({ "shop.yaml": curly });
    expect(await mistakes()).toEqual([
      'shop.yaml:2:11: timezone: "Europe/Londn" is not an IANA time zone such as "Europe/London"',
      'shop.yaml:5:8: hours.sat is "“10:00-02:00”": expected a period such as "10:00-19:00"; its quotes are curly, as text processors make them: type straight ones',
    ]);
  });

  it("may not name a team or a calendar that is not there", async () => {
    await write({
      "shop.yaml": `${harbour}holidays:\n  ical: closed.ics\n`,
      "handoff.yaml":
        "rules:\n  - { name: angry, when: { mood: angry }, then: { team: carre } }\nescalate_to: leeds\n",
    });
    expect(await mistakes()).toEqual([
      'handoff.yaml:2:57: "angry" goes to team "carre": expected a team of shop.yaml: care',
      'handoff.yaml:3:14: escalate_to is "leeds": expected a team of shop.yaml: care',
      'shop.yaml:7:9: the calendar "closed.ics" is not there: expected a file beside shop.yaml',
    ]);
  });

  it("is not let through with a pattern that would halt or mislead every message", async () => {
    const withPattern = async (pattern: string) => {
      await write({ "shop.yaml": `${harbour}order_number: '${pattern}'\n` });
      return (await mistakes()).join();
    };
    expect(await withPattern("((\\d+)+)x")).toContain("repeats what is repeated already");
    expect(await withPattern("([A-Z]+-?)*\\d")).toContain("repeats what is repeated already");
    expect(await withPattern("(\\d*)")).toContain("fits an empty text");
    expect(await withPattern("HP\\_(\\d+)")).toContain("not a valid pattern");
    for (const fine of ["#?(\\d{4,})", "HP-?(\\d{4,6})", "([A-Z]{2}\\d+)", "(?:[+*]\\))?(\\d+)"])
      expect(await withPattern(fine)).toBe("");
  });

  it("learns what an editor or a copy made of the file", async () => {
    const latin = Buffer.from(harbour.replace("Harbour", "Harbør"), "latin1");
    await writeFile(join(dir, "shop.yaml"), latin);
    expect(await mistakes()).toEqual([
      "shop.yaml:1:1: cannot be read: it has letters that are not UTF-8: save it as UTF-8",
    ]);
    await write({ "shop.yaml": `${harbour}  sun: *usual\n`, "handoff.yml": "rules: []\n" });
    expect(await mistakes()).toEqual([
      "shop.yaml:6:8: a text that begins with * must stand in quotes",
      "handoff.yml:1:1: is not read: expected a name that ends in .yaml",
    ]);
  });

  it("learns which values nobody could be served by", async () => {
    await write({
      "shop.yaml": `${harbour}  sun: 10\nlocales: [en_GB]\nthank_you: { quiet: "25:00-99:00" }\n`,
      "handoff.yaml": 'rules:\n  - { name: all, when: { words: [""] }, then: {} }\n',
      "phrases/en.yaml": 'talk.greeting: " "\n',
    });
    expect(await mistakes()).toEqual([
      "shop.yaml:6:8: hours.sun is 10: expected text (in quotes) or a list or closed",
      'shop.yaml:7:11: locales[1]: "en_GB" is not a language such as "en", "da" or "pt-BR"',
      'shop.yaml:8:21: thank_you.quiet is "25:00-99:00": expected a span such as "20:00-09:00"',
      'handoff.yaml:2:34: rules[1].when.words[1] is "": expected a word',
      'phrases/en.yaml:1:16: talk.greeting is " ": expected some text: without the line, the one that comes with Nightdesk is said',
    ]);
  });

  it("is told when there is no shop at all", async () => {
    expect(await mistakes()).toEqual([
      "shop.yaml:1:1: is missing: expected the shop's name, timezone and hours (SHOP_DIR says where)",
    ]);
  });
});
