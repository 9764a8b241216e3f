import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { customer } from "../../cli/customer.ts";
import { erasePerson } from "../../cli/erase.ts";
import { exportPerson } from "../../cli/export.ts";
import { FINE, FOUND_WRONG, painter, type Terminal } from "../../cli/terminal.ts";
import { type House, MINUTE_MS, openHouse } from "./house.ts";
import { visit } from "./web-visit.ts";

const signe = "+46701740642";
const canary = "xylophonist";

let house: House;
afterEach(() => house.close());

/** A terminal on the machine where the house's server runs. */
function beside(): Terminal & { printed: string[] } {
  const printed: string[] = [];
  return {
    printed,
    print: (line = "") => printed.push(line),
    complain: (line) => printed.push(line),
    paint: painter(false),
    isTty: false,
    async *lines() {},
    env: house.env,
    now: () => house.clock.now(),
    pause: async () => {},
  };
}

async function says(
  command: (args: readonly string[], terminal: Terminal) => Promise<number>,
  ...args: string[]
) {
  const terminal = beside();
  const code = await command(args, terminal);
  return { code, text: terminal.printed.join("\n") };
}

async function texts(text: string): Promise<string> {
  await house.carrier.phone(signe).texts(text);
  await house.rests();
  return house.texts(signe).at(-1) ?? "";
}

/** The files of the data folder that hold any of these words. */
function filesWith(...words: readonly string[]): readonly string[] {
  const folder = house.env.DATA_DIR ?? "";
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const file = join(folder, name);
    return statSync(file).isFile() && words.some((word) => readFileSync(file).includes(word));
  });
}

/** Writes by text and on the page, as one person, with a promise and a silence. */
async function lives(): Promise<void> {
  await texts(`where is my order 1042? my cat is a ${canary}`);
  const code = /LINK (\S+?)\./.exec(await texts("link"))?.[1] ?? "none";
  const visitor = await visit(house.url());
  await visitor.writes(`LINK ${code}`, "one");
  await house.rests();
  await visitor.writes(`I want to speak to a person, says the ${canary}`, "two");
  await house.rests();
}

describe("a customer who wants to see, and then to be rid of, what is kept of them", () => {
  it("reads all of it, and leaves nothing in any file, in the log or in the metrics", async () => {
    house = await openHouse();
    await lives();
    expect(filesWith(canary)).not.toEqual([]);

    const exported = await says(exportPerson, `whatsapp:${signe}`);
    expect(exported.code).toBe(FINE);
    const all = JSON.parse(exported.text);
    expect(all.dossiers).toHaveLength(2);
    expect(JSON.stringify(all.webChats)).toContain(`says the ${canary}`);
    for (const word of [signe, `my cat is a ${canary}`, "1042", "webchat:visitor-", "reply_by"])
      expect(exported.text).toContain(word);

    expect((await says(erasePerson, `sms:${signe}`)).text).toMatch(/Would erase: 2 addresses/);
    expect(filesWith(canary)).not.toEqual([]);
    expect((await says(erasePerson, `sms:${signe}`, "--yes")).text).toMatch(/^Erased: 2 addresses/);
    expect(filesWith(canary, signe)).toEqual([]);
    expect(house.log.filter((line) => line.includes(canary) || line.includes(signe))).toEqual([]);
    const metrics = await (await fetch(`${house.url()}/metrics`)).text();
    expect(metrics).not.toMatch(new RegExp(`${canary}|${signe.slice(1)}`));
    expect((await says(erasePerson, `sms:${signe}`, "--yes")).code).toBe(FOUND_WRONG);
    await house.restart();
    expect(filesWith(canary, signe)).toEqual([]);
  });

  it("stays silent to them if they had said STOP, without their number in any file", async () => {
    house = await openHouse();
    await texts(`where is my order 1042, ${canary}`);
    await texts("STOP");
    await says(erasePerson, `sms:${signe}`, "--yes");
    expect(filesWith(canary, signe)).toEqual([]);
    expect(await house.store().isOptedOut(`sms:${signe}`)).toBe(true);
  });
});

describe("a shop that looks at a customer", () => {
  it("sees them on all channels at once, and may take a wrong join back", async () => {
    house = await openHouse({ env: { CONSOLE_TOKEN: "a token that only the shop has" } });
    await lives();
    const { text } = await says(customer, `sms:${signe}`, "--json");
    const card = JSON.parse(text);
    expect(card).toMatchObject({
      name: "Signe",
      holder: "waiting",
      promises: [{ status: "live" }],
    });
    expect(card.orders.map(({ number }: { number: string }) => number)).toContain("1042");
    const channels = card.timeline.map(({ channel }: { channel?: string }) => channel);
    expect(channels).toEqual(expect.arrayContaining(["sms", "webchat"]));

    const api = `${house.url()}/console/api/customers/${encodeURIComponent(`sms:${signe}`)}`;
    const shown = { authorization: "Bearer a token that only the shop has" };
    expect(await (await fetch(api, { headers: shown })).json()).toEqual(card);
    for (const headers of [{}, { authorization: "Bearer another" }])
      expect((await fetch(api, { headers })).status).toBe(401);

    const [page] = card.joined;
    expect((await says(customer, "unmerge", page.customer)).code).toBe(FINE);
    await house.rests();
    expect(await house.store().customerOf(page.addresses[0])).toBe(page.customer);
    expect((await house.conversation(signe)).joined).toEqual([]);
    const seen = await says(customer, page.customer);
    expect(seen.text).toContain("proof level 0");
    expect(seen.text).not.toContain("Order 1042");

    await house.passTo(house.clock.now() + MINUTE_MS);
    const preview = await says(customer, "merge", page.customer, `sms:${signe}`, "--preview");
    expect(preview.text).toMatch(/^Would lead webchat:/);
    expect((await house.conversation(signe)).joined).toEqual([]);
    await says(customer, "merge", page.customer, `sms:${signe}`);
    await house.rests();
    expect((await house.conversation(signe)).joined).toMatchObject([{ by: "hand" }]);
  });
});
