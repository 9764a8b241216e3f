import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { sqliteChatLog } from "../../../integrations/store/sqlite/chat-log.ts";
import { openBrowser } from "../../../test/fakes/browser.ts";
import {
  channelEdge,
  fridayNight,
  type Served,
  serveChannel,
  textTo,
} from "../../../test/fakes/channel-edge.ts";
import { openWebChat } from "../../../test/fakes/web-chat-stage.ts";

const edge = channelEdge();
const log = sqliteChatLog({ file: ":memory:", keptMs: 1, now: 0 });
const channel = openWebChat(log, {
  firstWords: () => ({ lang: "en", greeting: 'Hi from "us" & <co>' }),
});
let served: Served;
let shop: { url: string; close(): void };
let browser: Browser;

/** A static page of the shop's, elsewhere than the bot, under a strict policy of its own. */
async function serveShopPage(bot: string, lang = "en") {
  const policy = `default-src 'none'; script-src ${bot}; connect-src ${bot} ${bot.replace("http", "ws")}`;
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy });
    response.end(
      `<!doctype html><html lang="${lang}"><title>Boots</title><h1>Boots</h1><script src="${bot}/webchat.js" data-title="Ask Harbour &amp; Pine" defer></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

beforeAll(async () => {
  served = await serveChannel(channel, edge);
  shop = await serveShopPage(served.url);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  shop.close();
  await served.close();
  await log.close();
});

const lines = (page: Page, count: number) =>
  page
    .locator("[role=log] p")
    .nth(count - 1)
    .waitFor()
    .then(() => page.locator("[role=log] p").allTextContents());

const visitor = () => {
  const inbound = edge.kept[0]?.inbound;
  return inbound?.kind === "message" ? inbound.from : "webchat:nobody";
};

describe("a visitor in a browser, on a static page with a strict policy", () => {
  it("asks, reads the answer as text, and finds both again after a cut socket and a new visit", async () => {
    const visit = await browser.newContext();
    const page = await visit.newPage();
    const complaints: string[] = [];
    page.on("console", (line) => void (line.type() === "error" && complaints.push(line.text())));
    page.on("pageerror", (error) => void complaints.push(String(error)));
    await page.goto(shop.url);
    await page.getByRole("button", { name: "Ask Harbour & Pine" }).click();
    await page.getByLabel("Your message").fill("where is my order <b>1042</b>?");
    await page.getByLabel("Your message").press("Enter");
    expect(await lines(page, 1)).toEqual(["You: where is my order <b>1042</b>?"]);
    await page.locator("[role=log] p:not(.waiting)").waitFor();

    const text = '<img src=x onerror="alert(1)"> See https://track.example/1?a=b.';
    await channel.send({ send: textTo(visitor(), text, { id: "c1-1-0" }) });
    expect((await lines(page, 2))[1]).toBe(`Ask Harbour & Pine: ${text}`);
    const link = page.locator("[role=log] a");
    expect(await link.getAttribute("href")).toBe("https://track.example/1?a=b");
    expect(await page.locator("[role=log] img").count()).toBe(0);

    await visit.setOffline(true);
    served.cut();
    await channel.send({ send: textTo(visitor(), "Are you there?", { id: "c1-1-1" }) });
    await page.getByLabel("Your message").fill("yes");
    await page.getByLabel("Your message").press("Enter");
    await visit.setOffline(false);
    await page.locator("[role=log] p", { hasText: "Are you there?" }).waitFor();
    await page.locator("[role=log] p.mine:not(.waiting)", { hasText: "yes" }).waitFor();
    expect(edge.kept).toHaveLength(2);

    await page.goto(shop.url);
    await page.getByRole("button", { name: /Ask Harbour/ }).click();
    expect(await lines(page, 4)).toHaveLength(4);
    await page.keyboard.press("Escape");
    expect(
      await page.getByRole("button", { name: /Ask Harbour/ }).getAttribute("aria-expanded"),
    ).toBe("false");
    expect(complaints.filter((line) => !line.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
    await visit.close();
  });

  it("finds the chat's own words in the language of the page, and the shop's name and first line on ours", async () => {
    const tienda = await serveShopPage(served.url, "es-ES");
    const visit = await browser.newContext();
    const page = await visit.newPage();
    await page.goto(tienda.url);
    await page.getByRole("button", { name: "Ask Harbour & Pine" }).click();
    await page.getByLabel("Tu mensaje").fill("hola");
    await page.getByRole("button", { name: "Enviar" }).click();
    expect(await lines(page, 1)).toEqual(["Tú: hola"]);
    await page.getByRole("button", { name: "Cerrar el chat" }).click();
    await page.goto(`${served.url}/webchat`);
    expect(await page.title()).toBe("Harbour & Pine");
    await page.getByRole("region", { name: "Harbour & Pine" }).waitFor();
    expect(await lines(page, 1)).toContain('Harbour & Pine: Hi from "us" & <co>');
    await visit.close();
    tienda.close();
  });

  it("loses no word of somebody who writes before the first token has come", async () => {
    const visit = await browser.newContext();
    const page = await visit.newPage();
    const held: (() => void)[] = [];
    let asked = 0;
    await page.route("**/directline/tokens/generate", async (route) => {
      asked += 1;
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await page.goto(shop.url);
    await page.getByRole("button", { name: "Ask Harbour & Pine" }).click();
    await page.getByLabel("Your message").fill("quick as I am");
    await page.getByLabel("Your message").press("Enter");
    expect(await lines(page, 1)).toEqual(["You: quick as I am"]);
    await page.getByLabel("Your message").fill("are you open?");
    await page.getByLabel("Your message").press("Enter");
    expect(await lines(page, 2)).toHaveLength(2);
    for (const go of held) go();
    await page.locator("[role=log] p:not(.waiting)", { hasText: "are you open?" }).waitFor();
    expect(await page.locator("[role=log] p").count()).toBe(2);
    expect(asked).toBe(1);
    await visit.close();
  });

  it("answers by tapping on a phone, where the chat fills the screen, and sees that an answer is made", async () => {
    const visit = await browser.newContext({
      viewport: { width: 360, height: 640 },
      hasTouch: true,
    });
    const page = await visit.newPage();
    await page.goto(shop.url);
    await page.getByRole("button", { name: "Ask Harbour & Pine" }).tap();
    const panel = page.getByRole("region", { name: "Ask Harbour & Pine" });
    expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 640 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    edge.forget();
    await page.getByLabel("Your message").fill("cancel my order");
    await page.getByRole("button", { name: "Send" }).tap();
    await page.locator("[role=log] p.mine:not(.waiting)").waitFor();

    await channel.typing?.({ to: visitor(), from: "webchat:shop" });
    await page.getByText("Ask Harbour & Pine is writing …").waitFor();
    const choices = [
      { label: "Yes, cancel order 1042", say: "yes" },
      { label: "No", say: "no" },
    ];
    const body = { kind: "text", text: "Cancel order 1042?", choices } as const;
    await channel.send({ send: textTo(visitor(), "", { id: "c1-9-0", body }) });
    const yes = page.getByRole("group", { name: "Answers" }).getByRole("button").first();
    await yes.waitFor();
    expect(await page.getByText("Ask Harbour & Pine is writing …").isVisible()).toBe(false);
    expect((await yes.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await yes.tap();
    expect((await lines(page, 3)).at(-1)).toBe("You: Yes, cancel order 1042");
    await page.locator("[role=log] p:last-child:not(.waiting)").waitFor();
    expect(await page.getByRole("group", { name: "Answers" }).count()).toBe(0);
    expect(edge.kept.at(-1)?.inbound).toMatchObject({
      text: "yes",
      tap: { payload: "yes", text: "Yes, cancel order 1042", askedAt: fridayNight },
    });
    await page.getByRole("button", { name: "Close chat" }).tap();
    expect(await panel.count()).toBe(0);
    await visit.close();
  });
});
