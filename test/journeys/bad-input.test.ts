import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { StoreUnavailableError } from "../../core/errors.ts";
import type { Store } from "../../core/ports.ts";
import { type House, openHouse } from "./house.ts";

const signe = "+46701740642";

let house: House;
afterEach(() => house.close());

/** A text as the carrier would post it, with a signature that fits unless another is given. */
function post(fields: Record<string, string>, signature?: string): Promise<Response> {
  const { authToken } = house.carrier;
  const publicUrl = "https://shop.example/twilio/messages";
  return fetch(`${house.url()}/twilio/messages`, {
    method: "POST",
    headers: {
      "x-twilio-signature":
        signature ?? webhooks.getExpectedTwilioSignature(authToken, publicUrl, fields),
    },
    body: new URLSearchParams(fields),
  });
}

function fields(more: Record<string, string> = {}): Record<string, string> {
  return {
    AccountSid: house.carrier.accountSid,
    MessageSid: `SM${"f".repeat(32)}`,
    From: signe,
    To: "+4552525252",
    Body: "where is my order",
    NumMedia: "0",
    ...more,
  };
}

describe("somebody who posts what the carrier never sent", () => {
  it("is refused, and nobody is answered", async () => {
    house = await openHouse();
    const forged = await post(fields(), "bm90IHRoZSBjYXJyaWVy");
    const unsigned = await post(fields(), "");
    const changed = await fetch(`${house.url()}/twilio/messages?x=1`, {
      method: "POST",
      headers: { "x-twilio-signature": "%%%" },
      body: "Body=%zz&&=&",
    });
    const otherAccount = await post(fields({ AccountSid: `AC${"9".repeat(32)}` }));
    const nameless = await post(fields({ MessageSid: "" }));
    const huge = await post(fields({ Body: "x".repeat(1024 * 1024) }));
    await house.rests();
    expect([forged, unsigned, changed, otherAccount].map(({ status }) => status)).toEqual([
      403, 403, 403, 403,
    ]);
    expect(nameless.status).toBe(400);
    expect(huge.status).toBe(413);
    expect(house.carrier.asked()).toBe(0);
    expect(await house.store().counts()).toMatchObject({ pending: 0, dead: 0 });
    expect(await house.store().customerOf(`sms:${signe}`)).toBeUndefined();
    expect(house.logged("refused").map(({ status }) => status)).toEqual([
      403, 403, 403, 403, 400, 413,
    ]);
  });

  it("keeps nobody else waiting: the next real text is answered", async () => {
    house = await openHouse();
    await post(fields(), "bm90IHRoZSBjYXJyaWVy");
    expect((await post(fields({ Unknown: "new field", Body: "where is 1042" }))).status).toBe(200);
    await house.rests();
    expect(house.texts(signe)).toEqual([expect.stringContaining("1042")]);
  });
});

describe("a store that cannot keep anything for a moment", () => {
  let isAway = false;
  const fragile = (opened: Store): Store => ({
    ...opened,
    accept: (arrivals) => (isAway ? away() : opened.accept(arrivals)),
    counts: () => (isAway ? away() : opened.counts()),
  });
  const away = () => Promise.reject(new StoreUnavailableError("the disk is full"));

  it("is no loss to the customer: the carrier is told to come again, and does", async () => {
    house = await openHouse({ store: fragile });
    isAway = true;
    const refused = await post(fields());
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const ready = await fetch(`${house.url()}/readyz`);
    expect(ready.status).toBe(503);
    expect((await fetch(`${house.url()}/healthz`)).status).toBe(200);
    expect((await fetch(`${house.url()}/metrics`)).status).toBe(200);
    await house.rests();
    expect(house.carrier.asked()).toBe(0);

    isAway = false;
    expect((await post(fields())).status).toBe(200);
    await house.rests();
    expect(house.texts(signe)).toHaveLength(1);
  });

  it("is met by the carrier's own retries, set at its webhook", async () => {
    let refusals = 2;
    house = await openHouse({
      store: (opened) => ({
        ...opened,
        accept: (arrivals) => (refusals-- > 0 ? away() : opened.accept(arrivals)),
      }),
    });
    house.carrier.connect("https://shop.example/twilio/messages#rc=3&rp=5xx", house.url());
    const { answers } = await house.carrier.phone(signe).texts("where is my order");
    await house.rests();
    expect(answers).toMatchObject([{ status: 200, tries: 3 }]);
    expect(house.texts(signe)).toHaveLength(1);
  });
});

describe("an owner who breaks a shop file while the server runs", () => {
  it("keeps the last good version, reads where the mistake is, and sees the mended file live", async () => {
    house = await openHouse();
    const file = join(house.shopDir, "phrases", "en.yaml");
    const good = readFileSync(file, "utf8");
    const phone = house.carrier.phone(signe);
    const loads = (outcome: string) =>
      house.logged("shop_files").filter((line) => line.outcome === outcome);

    writeFileSync(file, `${good}\ntalk.greeting: "Hello {shop from an unclosed brace"\n  nonsense`);
    await house.says(() => loads("kept_last_good").length > 0);
    expect(String(loads("kept_last_good")[0]?.mistakes)).toMatch(/phrases\/en\.yaml:\d+:\d+: /);
    await phone.texts("hello");
    await house.rests();
    expect(house.texts(signe)[0]).toMatch(/^Hello from Harbour & Pine\./);

    writeFileSync(file, good.replace(/talk\.greeting: .*/, 'talk.greeting: "Ahoy from {shop}."'));
    await house.says(() => loads("loaded").length > 1);
    await phone.texts("hello");
    await house.rests();
    expect(house.texts(signe)[1]).toBe("Ahoy from Harbour & Pine.");
  });
});

describe("whoever watches over the server", () => {
  it("is answered by its probes", async () => {
    house = await openHouse();
    const [health, ready, metrics] = await Promise.all(
      ["healthz", "readyz", "metrics"].map((probe) => fetch(`${house.url()}/${probe}`)),
    );
    expect(health?.status).toBe(200);
    expect(await ready?.json()).toMatchObject({
      ready: true,
      store: { ok: true, pending: 0, dead: 0 },
      channels: expect.arrayContaining([
        expect.objectContaining({ name: "Twilio (SMS and WhatsApp)", on: true }),
        expect.objectContaining({ name: "Slack (the agents' desk, and customers)", on: false }),
      ]),
    });
    expect(await metrics?.text()).toContain("nightdesk_starts_total 1");
  });
});

describe("somebody who walks around the house", () => {
  it("sees neither its plan nor the console through another page's window", async () => {
    house = await openHouse();
    const unreadable = await fetch(`${house.url()}/files/%zz`);
    expect([unreadable.status, await unreadable.text()]).toEqual([400, "Not readable."]);
    const nothing = await fetch(`${house.url()}/is/not/here`);
    expect([nothing.status, await nothing.text()]).toEqual([404, "There is nothing here."]);
    const { headers } = await fetch(`${house.url()}/console/scorecard`);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    const console = await fetch(`${house.url()}/console`, { redirect: "manual" });
    expect(console.headers.get("location")).toBe("/console/scorecard");
    const front = await fetch(`${house.url()}/`);
    expect([front.status, front.url]).toEqual([200, `${house.url()}/webchat`]);
  });
});
