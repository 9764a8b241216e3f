import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { pipedTerminal } from "../test/fixtures/piped-terminal.ts";
import { doctor } from "./doctor.ts";
import { erasePerson } from "./erase.ts";
import { hours } from "./hours.ts";
import { inbox } from "./inbox.ts";
import { FINE, FOUND_WRONG, type Terminal, WRONG_USAGE } from "./terminal.ts";

/** As `npm start` has it. */
const COMPILED = resolve("node_modules/.cache/nightdesk");
const folder = mkdtempSync(join(tmpdir(), "nightdesk-cli-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const terminal = (env: Terminal["env"] = {}) =>
  pipedTerminal({
    env: { DATA_DIR: join(folder, "data"), ...env },
    now: Date.parse("2026-11-20T22:41:00+01:00"),
  });

describe("somebody who mistypes a command", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["cli.ts", ...args], {
      encoding: "utf8",
      env: { DATA_DIR: join(folder, "mistyped"), NODE_COMPILE_CACHE: COMPILED },
    });

  it("reads how it is used when they ask, and what was probably meant when they slip", () => {
    const asked = run("erase", "--help");
    expect(asked).toMatchObject({ status: FINE, stderr: "" });
    expect(asked.stdout).toContain("Use: nightdesk erase ADDRESS|ID [--yes]");
    const slipped = run("chek");
    expect(slipped.status).toBe(WRONG_USAGE);
    expect(slipped.stderr).toContain("nightdesk chek is not a command. Did you mean check?");
  });

  it("reads which file cannot be used, without a stack trace", () => {
    const { status, stderr } = run("consent", "import", "/is/not/there.csv");
    expect(status).toBe(WRONG_USAGE);
    expect(stderr).toContain("/is/not/there.csv cannot be read");
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("has nobody erased while a word is left over", async () => {
    const words = ["sms:+4520304050", "sms:+4520304051", "--yes"];
    await expect(erasePerson(words, terminal())).rejects.toThrow(
      '"sms:+4520304051" is one word more',
    );
  });

  it("is not taken to March by the 31st of February", async () => {
    await expect(hours(["explain", "--at", "2026-02-31 10:00"], terminal())).rejects.toThrow(
      '"2026-02-31 10:00" is not a time',
    );
  });
});

describe("an owner whose settings lead nowhere", () => {
  it("is told that the data cannot be kept, before a customer is", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const seen = terminal({ DATA_DIR: file });
    expect(await doctor([], seen)).toBe(FOUND_WRONG);
    expect(seen.text()).toMatch(/✗ store .*a-file cannot be used .*expected a folder/);
    await expect(inbox([], terminal({ DATA_DIR: file }))).rejects.toThrow("expected a folder");
  });

  it("is told so too where nothing can be made, as in Linux's own /proc: it had waited for ever", async () => {
    const seen = terminal({ DATA_DIR: "/proc/nightdesk/data" });
    await expect(inbox([], seen)).rejects.toThrow(/DATA_DIR: .*nightdesk.* cannot be used/);
  });

  it("is told when the shop's folder is none", async () => {
    const file = join(folder, "no-shop");
    writeFileSync(file, "");
    const asked = hours(["explain"], terminal({ SHOP_DIR: file }));
    await expect(asked).rejects.toThrow("expected a folder, in the one that SHOP_DIR names");
  });
});
