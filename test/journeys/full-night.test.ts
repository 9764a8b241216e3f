import { afterEach, describe, expect, it } from "@jest/globals";
import { type HouseWithDesk, openHouseWithDesk, shown } from "./desk.ts";
import { HOUR_MS, MINUTE_MS, mondayMorning } from "./house.ts";

const signe = "+46701740642";
const maja = "+46701740639";
const freja = "+46701740638";
const thursdayAfternoon = Date.parse("2026-11-19T15:00:00+01:00");

let night: HouseWithDesk;
afterEach(() => night.close());

const texts = (phone: string) => night.house.texts(phone);
async function says(phone: string, text: string) {
  await night.house.carrier.phone(phone).texts(text);
  await night.house.rests();
}

describe("a whole night, from closing to resolved", () => {
  it("answers one customer, promises a person to another, and lets Mette take it from there", async () => {
    night = await openHouseWithDesk();
    const { house, slack } = night;

    await says(signe, "hi wheres my order");
    expect(texts(signe)).toEqual([expect.stringContaining("1042 comes in 2 parcels")]);
    await says(maja, "the lamp arrived broken, i want to talk to a person");
    expect(texts(maja)).toEqual([expect.stringMatching(/back Monday 10:00.*by Monday 11:00/)]);
    // A minute before the shift its briefing is up; until then the desk is not disturbed.
    await house.passTo(mondayMorning - 2 * MINUTE_MS);
    expect(await slack.posts()).toEqual([]);
    expect(slack.calls.filter(({ method }) => method.startsWith("chat."))).toEqual([]);

    await house.passTo(mondayMorning);
    expect(await night.cards()).toHaveLength(1);
    const card = await night.cardOf("Maja");
    expect(shown(card)).toMatch(/1039/);
    expect(shown(card)).toMatch(/the lamp arrived broken/);

    await house.passTo(mondayMorning + 10 * MINUTE_MS);
    await night.presses("mette", "claim", card);
    expect(shown(await night.cardOf("Maja"))).toMatch(/Mette holds this/);
    await night.writes(
      "mette",
      "Hi Maja, I am sorry about the lamp. A new one leaves today.",
      card,
    );
    expect(texts(maja)[1]).toBe("Hi Maja, I am sorry about the lamp. A new one leaves today.");
    expect((await house.conversation(maja)).promises).toMatchObject([{ status: "kept" }]);

    await says(maja, "great. and where is my order now?");
    expect(texts(maja)).toHaveLength(2);
    expect((await night.thread(card)).at(-1)).toContain("great. and where is my order now?");
    await night.writes("mette", "// she is nice, send her a card", card);
    await night.writes("mette", "You get the tracking link tonight.", card);
    expect(texts(maja)).toHaveLength(3);
    expect(texts(maja)[2]).toBe("You get the tracking link tonight.");

    await night.presses("mette", "resolve", await night.cardOf("Maja"));
    expect(shown(await night.cardOf("Maja"))).toMatch(/Resolved/);
    expect((await house.conversation(maja)).holder.kind).toBe("resolved");
    await says(maja, "when are you open");
    expect(texts(maja).at(-1)).toMatch(/open now/);
    expect(texts(maja).join("\n")).not.toMatch(/send her a card/);
    expect(house.carrier.sent().filter(({ to }) => to === maja)).toHaveLength(texts(maja).length);
  });

  it("opens the shift with one card for each who waits, longest first, though the server restarted at night", async () => {
    night = await openHouseWithDesk();
    const { house } = night;
    const waiting = { Freja: freja, Maja: maja, Signe: signe };
    for (const phone of Object.values(waiting)) {
      await says(phone, "can i talk to a person please");
      await house.passTo(house.clock.now() + HOUR_MS);
    }
    await says(maja, "it is about the lamp");
    await house.restart();
    await house.passTo(mondayMorning);
    const cards = await night.cards();
    expect(cards).toHaveLength(3);
    for (const [n, name] of Object.keys(waiting).entries()) {
      expect(shown(cards[n] ?? { ts: "", text: "" })).toContain(name);
    }
    expect(shown(await night.cardOf("Maja"))).toContain("it is about the lamp");
    expect((await house.store().waiting()).length).toBe(3);
  });
});

describe("two agents at the desk", () => {
  it("who claim in the same moment: one holds it, the other is told who", async () => {
    night = await openHouseWithDesk({ at: thursdayAfternoon });
    await says(signe, "can i speak to a human please");
    const card = await night.cardOf("Signe");
    await Promise.all([
      night.presses("mette", "claim", card, 2),
      night.presses("jonas", "claim", card, 2),
    ]);
    await night.house.rests();
    const { holder } = await night.house.conversation(signe);
    if (holder.kind !== "agent") throw new Error("nobody holds it");
    const other = holder.agent.name === "Mette" ? "jonas" : "mette";
    expect(night.slack.whispers(other).join()).toContain(`${holder.agent.name} holds this`);
    expect(night.slack.whispers(holder.agent.name.toLowerCase())).toEqual([]);

    await night.writes(other, "Let me help here.", card);
    expect(texts(signe)).toHaveLength(1);
    expect(night.slack.whispers(other).at(-1)).toMatch(/Not sent to the customer/);
  });

  it("who write without a claim reach nobody, and are told so", async () => {
    night = await openHouseWithDesk({ at: thursdayAfternoon });
    await says(signe, "can i speak to a human please");
    expect(texts(signe)[0]).toMatch(/by 16:00/);
    const card = await night.cardOf("Signe");
    await night.writes("jonas", "Hello, what is it about?", card);
    expect(texts(signe)).toHaveLength(1);
    expect(night.slack.whispers("jonas").join()).toMatch(/Not sent.*Claim/s);
  });

  it("who hand a conversation back leave it to the bot, which answers again", async () => {
    night = await openHouseWithDesk({ at: thursdayAfternoon });
    await says(signe, "can i speak to a human please");
    const card = await night.cardOf("Signe");
    await night.presses("mette", "claim", card);
    await says(signe, "where is my order");
    expect(texts(signe)).toHaveLength(1);
    await night.presses("mette", "hand_back", await night.cardOf("Signe"));
    expect((await night.house.conversation(signe)).holder.kind).toBe("bot");
    await says(signe, "where is my order");
    expect(texts(signe).at(-1)).toContain("1042");
  });
});

describe("an agent whose words do not reach the customer", () => {
  it("reads why in the thread, in words", async () => {
    night = await openHouseWithDesk({ at: thursdayAfternoon });
    await says(signe, "can i speak to a human please");
    const card = await night.cardOf("Signe");
    await night.presses("mette", "claim", card);
    night.house.carrier.phone(signe).failsWith("30005");
    await night.writes("mette", "Hello Signe, how can I help?", card);
    await night.house.rests();
    expect((await night.thread(card)).join("\n")).toMatch(
      /did not reach the customer: this number does not exist, or no longer \(30005\)/,
    );
  });

  it("is told when the customer has asked for silence, and nothing leaves", async () => {
    night = await openHouseWithDesk({ at: thursdayAfternoon });
    await says(signe, "can i speak to a human please");
    const card = await night.cardOf("Signe");
    await night.presses("mette", "claim", card);
    await says(signe, "STOP");
    const asked = night.house.carrier.asked();
    await night.writes("mette", "Hello Signe, how can I help?", card);
    expect(night.house.carrier.asked()).toBe(asked);
    expect(night.slack.whispers("mette").join()).toMatch(/opted out/);
    expect((await night.thread(card)).join("\n")).toMatch(/opted out of messages/);
  });
});

describe("a desk that Slack keeps from the shop for a while", () => {
  it("shows the card once Slack is back, once, and the customer's promise stands", async () => {
    night = await openHouseWithDesk();
    const { house, slack } = night;
    await says(signe, "can i speak to a human please");
    await says(maja, "can i speak to a human please");
    slack.fail(
      "chat.postMessage",
      { kind: "rate_limited", seconds: 5 },
      { kind: "status", status: 503 },
      { kind: "refused", error: "internal_error" },
    );
    await house.passTo(mondayMorning + 30 * MINUTE_MS);
    expect(await night.cards()).toHaveLength(2);
    expect((await house.conversation(signe)).promises).toMatchObject([{ status: "live" }]);
  });
});
