import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readConfig } from "../../config.ts";
import { openStore } from "../../open-ports.ts";
import { type Machine, openMachine } from "./server-process.ts";

let machine: Machine;
beforeEach(async () => {
  machine = await openMachine();
});
afterEach(() => machine.clear());

describe("an owner who starts the server", () => {
  it("with wrong settings is told all of them at once, and no secret", async () => {
    const server = machine.start({
      PORT: "eighty",
      LOG_LEVEL: "loud",
      TWILO_AUTH_TOKEN: "a secret",
      TWILIO_SMS_FORM: "+4552525252",
      COMMERCE: "magento",
      SLACK_BOT_TOKEN: "xoxb-secret",
    });
    expect(await server.ended).toBe(2);
    const complaints = server.complaints();
    for (const name of ["PORT", "LOG_LEVEL", "COMMERCE", "SLACK_SIGNING_SECRET"]) {
      expect(complaints).toContain(name);
    }
    expect(complaints).toMatch(/TWILIO_SMS_FORM .*did you mean TWILIO_SMS_FROM/);
    expect(complaints).toMatch(/TWILO_AUTH_TOKEN .*did you mean TWILIO_AUTH_TOKEN/);
    expect(complaints).not.toContain('secret"');
    expect(complaints).not.toMatch(/a secret|xoxb-secret|at .*\.ts:/);
  });

  it("a second time on the same data is told who has it and what to do", async () => {
    const store = await openStore(readConfig(machine.env));
    const second = machine.start();
    expect(await second.ended).toBe(2);
    expect(second.complaints()).toMatch(/nightdesk\.db is in use by another process/);
    await store.close();
  });

  it("on a port that is taken is told so, and no process is left hanging", async () => {
    const { port } = new URL(machine.carrier.url);
    const server = machine.start({ PORT: port });
    expect(await server.ended).toBe(2);
    expect(server.complaints()).toContain(`127.0.0.1:${port} cannot be used`);
  });

  it("with broken shop files is told each place, and nothing starts", async () => {
    const shopDir = mkdtempSync(join(tmpdir(), "nightdesk-shop-"));
    cpSync("shop", shopDir, { recursive: true });
    writeFileSync(join(shopDir, "handoff.yaml"), "rules:\n  - name: safety\n    whn: {}\n");
    const server = machine.start({ SHOP_DIR: shopDir });
    expect(await server.ended).toBe(2);
    expect(server.complaints()).toMatch(/handoff\.yaml:\d+:\d+: /);
    rmSync(shopDir, { recursive: true });
  });
});
