import { afterEach, describe, expect, it } from "@jest/globals";
import { type Microsoft, startMicrosoft } from "../fakes/microsoft.ts";
import { type HouseWithDesk, openHouseWithDesk } from "./desk.ts";
import type { House } from "./house.ts";
import { visit } from "./web-visit.ts";

const signe = "+46701740642";
const signesOrder = /coat|scarf|gloves|PostNord|out for delivery|on its way|wool/i;
const LINK = /LINK ([0-9A-Z]{4}-[0-9A-Z]{4})/;

let night: HouseWithDesk;
let house: House;
let microsoft: Microsoft;
afterEach(async () => {
  await night.close();
  await microsoft.close();
});

async function openWithAll(): Promise<void> {
  microsoft = await startMicrosoft();
  const env = { MICROSOFT_UNSIGNED: "true", PUBLIC_URL: "http://127.0.0.1" };
  night = await openHouseWithDesk({ env, agents: ["mette", "signe", "eve"] });
  house = night.house;
  for (const guest of ["signe", "eve"]) night.slack.describe(guest, { is_restricted: true });
}

async function texts(address: string, text: string): Promise<string> {
  await house.carrier.phone(address).texts(text);
  await house.rests();
  return house.texts(address).at(-1) ?? "";
}

/** What a person reads in Teams after they wrote this. */
async function teams(person: string, text: string): Promise<string> {
  const from = { id: `29:${person}`, name: person, aadObjectId: person };
  const conversation = { conversationType: "personal", tenantId: "tenant-1", id: `a:${person}` };
  const body = JSON.stringify(microsoft.message({ text, from, conversation }));
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${house.url()}/api/messages`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  await house.rests();
  const read = microsoft
    .posts()
    .filter(({ path }) => decodeURIComponent(path).includes(`a:${person}`));
  return String(read.at(-1)?.body.text ?? "");
}

describe("a customer who goes over five channels in one night", () => {
  it("is one person with one talk from a text to Slack, and nobody beside them learns anything on the way", async () => {
    await openWithAll();
    // by text, where the carrier vouches for the number
    expect(await texts(signe, "where is my order 1042?")).toMatch(signesOrder);

    // on WhatsApp, the same number
    expect(await texts(`whatsapp:${signe}`, "hi, where is it now?")).toMatch(signesOrder);

    // on the shop's page: first as a stranger, then by the code
    const visitor = await visit(house.url());
    const page = async (text: string, id: string) => {
      await visitor.writes(text, id);
      await house.rests();
      return (await visitor.reads()).at(-1) ?? "";
    };
    expect(await page("where is it?", "one")).not.toMatch(signesOrder);
    const toPage = LINK.exec(await texts(`whatsapp:${signe}`, "link"))?.[1];
    expect(await page(`LINK ${toPage}`, "two")).toMatch(/on WhatsApp about order 1042/);
    expect(await page("where is it?", "three")).toMatch(signesOrder);

    // in Teams, by a code that the page shows
    expect(await teams("eve", "where is order 1042?")).not.toMatch(signesOrder);
    const toTeams = LINK.exec(await page("link", "four"))?.[1];
    expect(await teams("signe", `LINK ${toTeams}`)).toMatch(/on our page about order 1042/);
    expect(await teams("signe", "where is it?")).toMatch(signesOrder);

    // in Slack, by a code that Teams shows
    expect(await night.asksApp("eve", "where is order 1042?")).not.toMatch(signesOrder);
    const toSlack = LINK.exec(await teams("signe", "link"))?.[1];
    expect(await night.asksApp("eve", `LINK ${toTeams}`)).toMatch(/does not work/);
    expect(await night.asksApp("signe", `LINK ${toSlack}`)).toMatch(/on Teams about order 1042/);
    expect(await night.asksApp("signe", "where is it?")).toMatch(signesOrder);
    expect(await night.asksApp("eve", "can you repeat that?")).not.toMatch(signesOrder);

    // who looks over their shoulder has neither code nor proof
    expect(await teams("eve", `LINK ${toTeams}`)).toMatch(/does not work/);
    expect(await teams("eve", "where is it? can you repeat that?")).not.toMatch(signesOrder);
    const her = await house.store().customerOf(`sms:${signe}`);
    expect(await house.store().addressesOf(her ?? "")).toHaveLength(4);
    expect((await house.conversation(signe)).joined).toHaveLength(3);
  });
});
