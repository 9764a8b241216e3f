import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomIds } from "../integrations/clock.ts";
import { sqliteStore } from "../integrations/store/sqlite/store.ts";
import { layLearnt, learntShop } from "../test/fixtures/learnt.ts";
import { pipedTerminal } from "../test/fixtures/piped-terminal.ts";
import { chat } from "./chat.ts";
import { check } from "./check.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { evaluateFile } from "./eval.ts";
import { hours } from "./hours.ts";
import { inbox } from "./inbox.ts";
import { missed } from "./missed.ts";
import { rehearse } from "./rehearsal.ts";
import { heldClock, openRehearsal, type Stage, silentEvents } from "./stage.ts";
import { FINE, FOUND_WRONG, type Terminal, UsageError } from "./terminal.ts";
import { tryText } from "./try.ts";

const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
let folder: string;
let stage: Stage;
/** Learnt once: what a command does with the stage is proved here, not the learning. */
const open = async () => stage;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-cli-"));
  stage = await openRehearsal({ env: {} }, learntShop);
  await layLearnt(join(folder, "data"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const terminal = (typed: readonly string[] = [], env: Terminal["env"] = {}) =>
  pipedTerminal({ typed, env: { DATA_DIR: join(folder, "data"), ...env }, now: fridayNight });

describe("somebody who tries Nightdesk for the first time", () => {
  it("watches one night from closing to resolved", async () => {
    const seen = terminal();
    expect(await demo([], seen, open)).toBe(FINE);
    const night = seen.text();
    for (const scene of [
      /Signe +hi wheres my order/,
      /Your order 1042 comes in 2 parcels/,
      /Maja .*real person/,
      /back Monday 10:00/,
      /Hello Signe, your order has arrived/,
      /Signe +lovely, but one glove is missing/,
      /claims Maja's conversation/,
      /in the thread: oh that is kind/,
      /\[resolved\]/,
    ]) {
      expect(night).toMatch(scene);
    }
    const glove = night.slice(night.indexOf("one glove is missing"));
    expect(glove).toMatch(/to Signe: .*by Monday 11:00/);
  });

  it("texts the shop from the terminal, and lets time pass until people are back", async () => {
    const seen = terminal(["where is my order", "person please", "/wait 3d", "/quit", "unheard"]);
    expect(await chat(["--at", "2026-11-20 22:41", "--from", "+46701740642"], seen, open)).toBe(
      FINE,
    );
    expect(seen.text()).toMatch(/closed.*order 1042.*Monday 10:00.*the desk sees/s);
    expect(seen.text()).not.toContain("unheard");
  });

  it("reads answers as JSON lines", async () => {
    const seen = terminal(["where is my order"]);
    await chat(["--json", "--from", "whatsapp:+46701740642"], seen);
    expect(seen.printed.map((line) => JSON.parse(line))).toMatchObject([
      { from: "Harbour & Pine", text: expect.stringContaining("1042") },
    ]);
  });

  it.each([
    ["an address that is none", ["--from", "Signe"]],
    ["a time that is none", ["--at", "late"]],
  ])("is told what would do instead of %s", async (_what, args) => {
    await expect(chat(args, terminal(), open)).rejects.toThrow(/expected "/);
  });

  it("sees what a message is understood to mean, and what a stranger would hear", async () => {
    const seen = terminal();
    expect(await tryText(["--json", "where is my order 1042"], seen, open)).toBe(FINE);
    const answer = JSON.parse(seen.text());
    expect(answer.understanding).toMatchObject({
      verdict: "sure",
      intents: [{ name: "order_status" }],
      entities: { orderNumbers: ["1042"] },
    });
    expect(answer.said.join()).not.toMatch(/parcel|delivered/);
  });

  it("sees which day a message names", async () => {
    const seen = terminal();
    await tryText(["--json", "it should have come on 12 november 2026"], seen, open);
    expect(JSON.parse(seen.text()).understanding.entities.dates).toEqual([
      { text: "on 12 november 2026", day: "2026-11-12" },
    ]);
  });

  it("sees which words decided, and from where on a guess is acted on", async () => {
    const seen = terminal();
    await tryText(["my kettle needs a repair"], seen, open);
    expect(seen.text()).toMatch(/acted on from \d+\.\d %, asked about from \d+\.\d %/);
    expect(seen.text()).toMatch(/the words that decided for \w+, or against it: "repair" \+/);
  });

  it("waits for what was learned once, not for learning, the second time", async () => {
    const dataDir = join(folder, "data");
    const first = await openRehearsal({ env: { DATA_DIR: dataDir } });
    const kept = () => statSync(join(dataDir, "understanding.bin"), { bigint: true }).mtimeNs;
    const learnt = kept();
    const second = await openRehearsal({ env: { DATA_DIR: dataDir } });
    expect(kept()).toBe(learnt);
    const text = "where is my order 1042";
    expect(second.shop.recogniser.recognise(text)).toEqual(first.shop.recogniser.recognise(text));
  });

  it("sees which rule would hand a message over, and what made it fire", async () => {
    const seen = terminal();
    await tryText(["my lawyer will write to you"], seen, open);
    expect(seen.text()).toContain('rule "legal words" fires because they wrote "lawyer"');
  });
});

describe("a shop owner", () => {
  it("reads why the shop is closed and when it opens", async () => {
    const seen = terminal();
    expect(await hours(["explain", "--at", "2026-12-24 12:00", "--json"], seen)).toBe(FINE);
    expect(JSON.parse(seen.text())).toMatchObject({ open: false });
    await expect(hours(["explain", "--team", "night"], seen)).rejects.toThrow(/care/);
    await expect(hours([], seen)).rejects.toThrow(UsageError);
  });

  it("learns that the sample shop's files are right", async () => {
    const seen = terminal();
    expect(await check([], seen, open)).toBe(FINE);
    expect(seen.text()).toMatch(/(\d+) of \1 conversation tests pass/);
  }, 180_000);

  it("learns which messages were not understood, without anybody's number", async () => {
    const dataDir = mkdtempSync(join(folder, "missed-"));
    const clock = heldClock(fridayNight);
    const rehearsal = rehearse({
      store: sqliteStore({ file: join(dataDir, "nightdesk.db") }),
      shop: stage.shop,
      commerce: {
        name: "none",
        findOrders: async () => [],
        getOrder: async () => undefined,
        changesSince: async () => ({ events: [], cursor: "" }),
      },
      clock,
      ids: randomIds(),
      events: silentEvents(),
      own: "sms:+4570000000",
    });
    const seen = terminal([], { DATA_DIR: dataDir });
    await rehearsal.text("sms:+4599999999", "flurb grommit 4455667788 wozzle");
    await rehearsal.text("sms:+4599999999", "Flurb grommit 1122334455 wozzle");
    await rehearsal.close();
    expect(await missed(["--json"], seen)).toBe(FINE);
    expect(JSON.parse(seen.text())).toMatchObject([
      { text: "flurb grommit [number] wozzle", times: 2 },
    ]);
    await expect(missed(["--days", "none"], seen)).rejects.toThrow(UsageError);
  });

  it("learns what was hardly meant, and where it stands", async () => {
    const shop = mkdtempSync(join(folder, "claimed-"));
    await cp(new URL("../shop", import.meta.url), shop, { recursive: true });
    const file = join(shop, "intents.yaml");
    writeFileSync(
      file,
      "intents:\n  order_status:\n    phrases:\n      - Track my refund?\n  parking: {}\n",
    );
    const rule = "rules:\n  - { name: first, when: { mood: angry }, then: {} }\n";
    writeFileSync(join(shop, "handoff.yaml"), `${rule}${rule.slice(7).replace("first", "second")}`);
    const seen = terminal([], { SHOP_DIR: shop });
    const files = { ...stage.files, tests: [] };
    expect(await check([], seen, async () => ({ ...stage, files }))).toBe(FOUND_WRONG);
    expect(seen.text()).toContain('handoff.yaml:3:13: "second" never decides: "first" before it');
    expect(seen.text()).toContain('"parking" has no phrases: nothing leads to it');
    expect(seen.text()).toContain(
      `${file}:4:9: "Track my refund?" is in order_status and refund_status`,
    );
  });

  it("learns that what they teach is in order, though one of ours is the same and there could be more of it", async () => {
    const shop = mkdtempSync(join(folder, "hinted-"));
    await cp(new URL("../shop", import.meta.url), shop, { recursive: true });
    const file = join(shop, "intents.yaml");
    const stuff = "  stuff:\n    answer: At the counter.\n    phrases:\n      - where's my stuff\n";
    writeFileSync(file, `intents:\n${stuff}`);
    const seen = terminal([], { SHOP_DIR: shop });
    const untested = { ...stage, files: { ...stage.files, tests: [] } };
    expect(await check([], seen, async () => untested)).toBe(FINE);
    expect(seen.text()).toContain(
      `hint: ${file}:5:9: "where's my stuff" is in order_status and stuff`,
    );
    expect(seen.text()).toContain(`hint: ${file}:3:5: "stuff" has one phrase`);
    const again = terminal([], { SHOP_DIR: shop });
    await check(["--json"], again, async () => untested);
    const report = JSON.parse(again.text());
    expect(report).toMatchObject({ ok: true, mistakes: [], remarks: [] });
    expect(report.hints).toHaveLength(2);
  });

  it("learns which line is wrong, and which conversation no longer goes as it must", async () => {
    const shop = join(folder, "shop");
    await cp(new URL("../shop", import.meta.url), shop, { recursive: true });
    await rm(join(shop, "tests"), { recursive: true });
    mkdirSync(join(shop, "tests"));
    writeFileSync(
      join(shop, "tests", "mine.yaml"),
      '- name: nobody promises the moon\n  at: "2026-11-20 22:41"\n  steps:\n    - customer: hello\n    - bot: the moon\n',
    );
    const seen = terminal([], { SHOP_DIR: shop });
    expect(await check([], seen)).toBe(FOUND_WRONG);
    expect(seen.text()).toMatch(
      /✗ nobody promises the moon\n.*tests\/mine\.yaml:5:7: expected "the moon"/,
    );
    const phrases = join(shop, "phrases", "en.yaml");
    const texts = readFileSync(phrases, "utf8");
    writeFileSync(phrases, texts.replace("Hello from {shop}", "Hello {nobody}"));
    const again = terminal([], { SHOP_DIR: shop });
    expect(await check(["--json"], again)).toBe(FOUND_WRONG);
    expect(JSON.parse(again.text()).mistakes).toEqual([
      expect.stringMatching(/phrases\/en\.yaml:2:\d+: .*nobody/),
    ]);
  });

  it("measures how well labelled lines are understood, and hears which line is not one", async () => {
    const file = join(folder, "lines.jsonl");
    writeFileSync(file, '{"text":"where is my order","intent":"order_status"}\n');
    const seen = terminal();
    expect(await evaluateFile([file, "--json"], seen, open)).toBe(FINE);
    expect(JSON.parse(seen.text())).toMatchObject({ n: 1, accuracy: 1, confidently_wrong: 0 });
    const rain = '{"text":"is it going to rain tomorrow","intent":"out_of_scope"}\n';
    writeFileSync(file, `{"text":"where is my order","intent":"order_status"}\n${rain}`);
    const told = terminal();
    await evaluateFile([file], told, open);
    expect(told.text()).toContain("2 lines, 1 of them the shop's: of those 100.0 % understood");
    writeFileSync(file, '{"text":"where is my order","intent":"oder_status"}\n');
    expect(await evaluateFile([file], seen, open)).toBe(FINE);
    expect(seen.complaints).toEqual([
      'the shop has no intent "oder_status": did you mean "order_status"?',
    ]);
    writeFileSync(file, '{"text":"where is my order"}\n');
    await expect(evaluateFile([file], seen, open)).rejects.toThrow(/lines\.jsonl:1:1: expected/);
  });

  it("sees what is configured, what is off and what that needs", async () => {
    const seen = terminal();
    expect(await doctor(["--json"], seen)).toBe(FINE);
    const { ok, findings } = JSON.parse(seen.text());
    expect(ok).toBe(true);
    expect(JSON.stringify(findings)).toMatch(/TWILIO_ACCOUNT_SID/);
  });

  it("finds an empty inbox before the first night, and hears when a key is not in it", async () => {
    const seen = terminal();
    expect(await inbox(["--json"], seen)).toBe(FINE);
    expect(JSON.parse(seen.text())).toEqual({ waiting: [], inbound: [], sends: [] });
    expect(await inbox(["retry", "twilio:SM0"], seen)).toBe(FOUND_WRONG);
    await expect(inbox(["burn"], seen)).rejects.toThrow(UsageError);
  });
});
