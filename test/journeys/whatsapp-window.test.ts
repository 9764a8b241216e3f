import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type HouseWithDesk, openHouseWithDesk, shown } from "./desk.ts";
import { fridayNight, HOUR_MS, MINUTE_MS, mondayMorning } from "./house.ts";

const signe = "whatsapp:+46701740642";
const template = {
  sid: `HX${"0".repeat(31)}1`,
  body: "Hello {{1}}, {{2}} has an answer for you. Reply to this message and you get it.",
};

let night: HouseWithDesk;
afterEach(() => night.close());

const texts = (phone = signe) => night.house.texts(phone);
async function says(text: string, phone = signe) {
  await night.house.carrier.phone(phone).texts(text);
  await night.house.rests();
}

describe("a customer who asks for a person on WhatsApp on Friday night", () => {
  it("gets Monday's answer by writing one word, though the 24 hours were over on Saturday", async () => {
    night = await openHouseWithDesk({
      templates: [template],
      furnish: (shopDir) =>
        appendFileSync(
          join(shopDir, "shop.yaml"),
          `\nwhatsapp: { answer_template: ${template.sid} }\n`,
        ),
    });
    const { house } = night;
    await says("can i talk to a person please");
    await house.passTo(mondayMorning + 10 * MINUTE_MS);
    expect(texts()).toHaveLength(1);
    expect(shown(await night.cardOf("Signe"))).toMatch(/WhatsApp\*\n🔒 closed/);

    await night.presses("mette", "claim", await night.cardOf("Signe"));
    await night.writes("mette", "Your lamp is mended.", await night.cardOf("Signe"));
    await night.writes("mette", "It leaves today.", await night.cardOf("Signe"));
    expect(texts().slice(1)).toEqual([
      "Hello Signe, Harbour & Pine has an answer for you. Reply to this message and you get it.",
    ]);
    expect(shown(await night.cardOf("Signe"))).toContain("2 lines wait for them to write");
    expect((await house.conversation(signe.slice(9))).promises).toMatchObject([{ status: "kept" }]);

    await says("ok");
    expect(texts().slice(2)).toEqual(["Your lamp is mended.", "It leaves today."]);
    await night.writes("mette", "Anything else?", await night.cardOf("Signe"));
    expect(texts().at(-1)).toBe("Anything else?");
  });

  it("is asked for a word on Saturday and on Sunday where the shop has no template, and is answered freely", async () => {
    night = await openHouseWithDesk();
    const { house } = night;
    await says("can i talk to a person please");
    await house.passTo(Date.parse("2026-11-21T20:00:00+01:00"));
    expect(texts()).toHaveLength(2);
    expect(texts()[1]).toMatch(/by Monday 11:00.*quick OK.*Or answer SMS/);
    await says("ok");
    expect(texts()).toHaveLength(3);
    await house.passTo(Date.parse("2026-11-22T20:00:00+01:00"));
    expect(texts()).toHaveLength(4);
    await says("ok");
    await house.passTo(mondayMorning + 10 * MINUTE_MS);
    await night.presses("mette", "claim", await night.cardOf("Signe"));
    expect(shown(await night.cardOf("Signe"))).toMatch(/WhatsApp\*\nopen until/);
    await night.writes("mette", "Your lamp is mended.", await night.cardOf("Signe"));
    expect(texts().at(-1)).toBe("Your lamp is mended.");
  });

  it("is answered by SMS where they ask for that", async () => {
    night = await openHouseWithDesk();
    const { house } = night;
    const phone = signe.slice(9);
    await says("can i talk to a person please");
    await house.passTo(Date.parse("2026-11-21T20:00:00+01:00"));
    await says("SMS please");
    expect(texts(phone)).toEqual([expect.stringMatching(/by SMS.*by Monday 11:00/)]);
    await house.passTo(mondayMorning + 10 * MINUTE_MS);
    await night.presses("mette", "claim", await night.cardOf("Signe"));
    await night.writes("mette", "Your lamp is mended.", await night.cardOf("Signe"));
    expect(texts(phone).at(-1)).toBe("Your lamp is mended.");
  });
});

describe("an agent who sends files to a customer on WhatsApp", () => {
  const slackFile = (name: string, mimetype: string) => ({
    name,
    mimetype,
    size: 90_000,
    url_private_download: `https://files.slack.com/files-pri/T1-F1/download/${name}`,
  });
  const files = [slackFile("lamp.jpg", "image/jpeg"), slackFile("label.pdf", "application/pdf")];
  const onPhone = () =>
    night.house.carrier.phone(signe).inbox.map(({ text, media }) => ({ text, media }));
  const sealed = [expect.stringMatching(/^https:\/\/shop\.example\/files\/[\w-]+$/)];

  it("has them in the talk itself: a picture under its words, a paper after them", async () => {
    night = await openHouseWithDesk({ at: fridayNight - 8 * HOUR_MS });
    await says("can i talk to a person please");
    await night.presses("mette", "claim", await night.cardOf("Signe"));
    const card = await night.cardOf("Signe");
    await night.writes("mette", "Is it this one?", card, { subtype: "file_share", files });
    expect(onPhone().slice(-2)).toEqual([
      { text: "Is it this one?", media: sealed },
      { text: "", media: sealed },
    ]);
  });

  it("has them held with the words until the customer writes", async () => {
    night = await openHouseWithDesk();
    await says("can i talk to a person please");
    await night.house.passTo(mondayMorning + 10 * MINUTE_MS);
    const card = await night.cardOf("Signe");
    await night.presses("mette", "claim", card);
    const before = onPhone().length;
    await night.writes("mette", "Your new label", card, { subtype: "file_share", files });
    expect(onPhone()).toHaveLength(before);
    await says("ok");
    expect(onPhone().slice(before)).toEqual([
      { text: "Your new label", media: sealed },
      { text: "", media: sealed },
    ]);
    expect((await night.thread(card)).join("\n")).toContain("what was held is on its way");
  });
});

describe("a customer on WhatsApp who asked for no more SMS", () => {
  const phone = signe.slice(9);

  it("is asked for a word, and never offered an SMS", async () => {
    night = await openHouseWithDesk();
    await says("STOP", phone);
    await says("can i talk to a person please");
    await night.house.passTo(Date.parse("2026-11-21T20:00:00+01:00"));
    expect(texts().at(-1)).toMatch(/by Monday 11:00.*quick OK/);
    expect(texts().at(-1)).not.toContain("SMS");
  });

  it("hears why not when they stopped it after it was offered, and is answered where they write", async () => {
    night = await openHouseWithDesk();
    await says("can i talk to a person please");
    await night.house.passTo(Date.parse("2026-11-21T20:00:00+01:00"));
    expect(texts().at(-1)).toContain("Or answer SMS");
    await says("STOP", phone);
    const stopped = texts(phone).length;
    await says("SMS please");
    expect(texts().at(-1)).toMatch(/You texted us STOP.*text START to \+\d+/);
    await night.house.passTo(Date.parse("2026-11-22T20:00:00+01:00"));
    await says("ok");
    await night.house.passTo(mondayMorning + 10 * MINUTE_MS);
    await night.presses("mette", "claim", await night.cardOf("Signe"));
    await night.writes("mette", "Your lamp is mended.", await night.cardOf("Signe"));
    expect(texts().at(-1)).toBe("Your lamp is mended.");
    expect(texts(phone)).toHaveLength(stopped);
  });
});

describe("an agent whose line WhatsApp gives back, late and by its own clock", () => {
  it("sees it held, and it reaches the customer once they write", async () => {
    night = await openHouseWithDesk({ at: fridayNight - 8 * HOUR_MS });
    await says("can i talk to a person please");
    await night.presses("mette", "claim", await night.cardOf("Signe"));
    const phone = night.house.carrier.phone(signe);
    phone.failsWith("63016");
    await night.writes("mette", "Your lamp is mended.", await night.cardOf("Signe"));
    phone.failsWith(undefined);
    const before = texts().length;
    expect((await night.thread(await night.cardOf("Signe"))).join("\n")).toMatch(/This is held/);
    await says("hello?");
    expect(texts().slice(before)).toEqual(["Your lamp is mended."]);
  });
});
