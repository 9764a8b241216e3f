import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { readConfig } from "../../config.ts";
import { loadCommerce } from "../../open-ports.ts";
import { startNightdesk } from "../../server.ts";
import { type Medusa, startMedusa } from "../fakes/medusa.ts";
import { forwarded, saturdayEvening, still } from "../fakes/shop-evening.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

const secret = "shared with the forwarder";
const DELIVERED = "order_01M7ZXYFSZHFNY0X18YC63TBK4";

const systems: [string, Record<string, string>][] = [
  ["medusa", { MEDUSA_URL: "http://127.0.0.1:1", MEDUSA_API_KEY: "sk" }],
  ["vendure", { VENDURE_URL: "http://127.0.0.1:1", VENDURE_API_KEY: "key" }],
  [
    "shopify",
    {
      SHOPIFY_SHOP: "harbour-pine.myshopify.com",
      SHOPIFY_ACCESS_TOKEN: "shpat",
      SHOPIFY_API_URL: "http://127.0.0.1:1",
    },
  ],
  [
    "woocommerce",
    { WOOCOMMERCE_URL: "http://127.0.0.1:1", WOOCOMMERCE_KEY: "ck", WOOCOMMERCE_SECRET: "cs" },
  ],
];

const cleanUps: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe("a shop that connects its own system", () => {
  it.each(systems)("%s is the one that is asked", async (name, env) => {
    const config = readConfig({ COMMERCE: name, ...env });
    const open = await loadCommerce(config);
    const commerce = open({ clock: still, timezone: "Europe/Copenhagen" });
    expect(commerce.name).toBe(name);
    // Nobody listens on port 1.
    await expect(commerce.findOrders({ number: "1001" })).rejects.toThrow("does not answer");
  });

  it("hears of a delivery through its webhook, keeps it once, and hears nobody who cannot sign", async () => {
    const medusa = await startMedusa();
    cleanUps.push(() => medusa.close());
    const url = await serve(medusa);
    const genuine = forwarded(
      JSON.stringify({ event: "delivery.created", order_id: DELIVERED }),
      secret,
    );
    const tell = async (headers: Record<string, string>) => {
      const told = `${url}/commerce/medusa/events`;
      const answer = await fetch(told, { method: "POST", headers, body: genuine.body });
      await answer.text();
      return answer.status;
    };
    expect(await tell({})).toBe(401);
    expect(await tell(genuine.headers)).toBe(200);
    expect(await tell(genuine.headers)).toBe(200);
    medusa.fail("error");
    expect(await tell(genuine.headers)).toBe(503);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/accepted\w*\{[^}]*kind="shop_event"[^}]*outcome="kept"[^}]*\} 1\n/);
    expect(metrics).toMatch(/accepted\w*\{[^}]*kind="shop_event"[^}]*outcome="known"[^}]*\} 1\n/);
  });
});

async function serve(medusa: Medusa): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), "nightdesk-shop-"));
  cleanUps.push(() => rmSync(dataDir, { recursive: true }));
  const config = readConfig({
    PORT: "0",
    DATA_DIR: dataDir,
    COMMERCE: "medusa",
    MEDUSA_URL: medusa.url,
    MEDUSA_API_KEY: medusa.apiKey,
    MEDUSA_WEBHOOK_SECRET: secret,
  });
  const clock = virtualClock(saturdayEvening);
  const nightdesk = await startNightdesk(config, { clock, quiet: true });
  cleanUps.push(() => nightdesk.stop("the test is over"));
  return nightdesk.url;
}
