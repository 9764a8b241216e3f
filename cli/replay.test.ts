import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readConfig } from "../config.ts";
import { randomIds } from "../integrations/clock.ts";
import { sqliteStore } from "../integrations/store/sqlite/store.ts";
import { loadCommerce } from "../open-ports.ts";
import { learntShop } from "../test/fixtures/learnt.ts";
import { rehearse } from "./rehearsal.ts";
import { replay } from "./replay.ts";
import { heldClock, type OpenStage, openRehearsal, type Stage, silentEvents } from "./stage.ts";
import { FINE, FOUND_WRONG, type Terminal, UsageError } from "./terminal.ts";

const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
const mondayMorning = Date.parse("2026-11-23T10:00:00+01:00");
const signe = "sms:+46701740642";
const stranger = "sms:+4599999999";
const mette = { id: "U1", name: "Mette" };

let folder: string;
let stage: Stage;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-replay-"));
  stage = await openRehearsal({ env: {} }, learntShop);
  await playWeekend();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Questions at night, a call for a person, an answer on Monday, a STOP. */
async function playWeekend(): Promise<void> {
  const clock = heldClock(fridayNight);
  const openCommerce = await loadCommerce(readConfig({}));
  const night = rehearse({
    store: sqliteStore({ file: join(folder, "nightdesk.db") }),
    shop: stage.shop,
    commerce: openCommerce({ clock, timezone: "Europe/Copenhagen" }),
    clock,
    ids: randomIds(),
    events: silentEvents(),
    own: "sms:+4570000000",
  });
  await night.text(signe, "hi wheres my order");
  await night.text(stranger, "when are you open");
  await night.text(signe, "i want to talk to a person");
  await night.advanceTo(mondayMorning);
  await night.act(signe, mette, { do: "claim" });
  await night.act(signe, mette, { do: "say", text: "It comes today." });
  await night.act(signe, mette, { do: "resolve" });
  await night.text(stranger, "STOP");
  await night.close();
}

function terminal(): Terminal & { text(): string } {
  const printed: string[] = [];
  return {
    print: (line = "") => printed.push(line),
    complain: (line) => printed.push(line),
    paint: (_style, text) => text,
    isTty: false,
    async *lines() {},
    env: { DATA_DIR: folder },
    now: () => mondayMorning + 3_600_000,
    pause: async () => {},
    text: () => printed.join("\n"),
  };
}

const asItIs: OpenStage = async () => stage;

/** With a rule of the owner's: who asks where something is wants a person. */
const withNewRule: OpenStage = async ({ env }) => {
  expect(env.SHOP_DIR).toBe("shop-of-tuesday");
  const { shop } = stage;
  const then = { team: "care", priority: "normal" } as const;
  const rule = { name: "they look for it", when: { words: ["wheres"] }, then };
  return {
    ...stage,
    shop: { ...shop, handoff: { ...shop.handoff, rules: [rule, ...shop.handoff.rules] } },
  };
};

describe("an owner who replays last weekend", () => {
  it("finds every turn decided as it was while nothing has changed: questions, agents' deeds, timers and a STOP", async () => {
    const seen = terminal();
    expect(await replay(["--since", "2026-11-20"], seen, asItIs)).toBe(FINE);
    expect(seen.text()).toMatch(/^\d+ turns of 2 conversations: 0 would go another way today$/);
    const json = terminal();
    await replay(["--since", "2026-11-20", "--json"], json, asItIs);
    const { turns, notKept } = JSON.parse(json.text());
    expect(turns).toBeGreaterThan(6);
    expect(notKept).toBe(0);
  });

  it("sees which turn a new rule would have ended differently, and what came of it then", async () => {
    const seen = terminal();
    const args = [signe, "--with", "shop-of-tuesday"];
    expect(await replay(args, seen, withNewRule)).toBe(FOUND_WRONG);
    expect(seen.text()).toMatch(
      /turn 1, Fri 20 Nov 22:41: hi wheres my order\n {2}then {3}answer .* held by: bot\n {2}today {2}hand_over .*they look for it.* held by: waiting/,
    );
  });

  it("looks only at what happened since, though it goes through all that came before", async () => {
    const seen = terminal();
    await replay(
      ["--since", "2026-11-23 09:00", "--with", "shop-of-tuesday", "--json"],
      seen,
      withNewRule,
    );
    const { conversations, differs } = JSON.parse(seen.text());
    expect(conversations).toBe(2);
    expect(JSON.stringify(differs)).not.toContain("hi wheres my order");
  });

  it("hears when nobody is known by that name, and what to say", async () => {
    expect(await replay(["sms:+4512345678"], terminal(), asItIs)).toBe(FOUND_WRONG);
    await expect(replay([], terminal(), asItIs)).rejects.toThrow(UsageError);
  });
});
