import { afterEach, describe, expect, it } from "@jest/globals";
import { conversationSchema } from "../../core/conversation.ts";
import { type HouseWithDesk, openHouseWithDesk, shown } from "./desk.ts";
import { HOUR_MS, MINUTE_MS, mondayMorning } from "./house.ts";

const AGENTS = ["mette", "jonas", "sara", "ali", "freja"] as const;
const WAITING = 40;
const sundayNight = mondayMorning - 12 * HOUR_MS;

let day: HouseWithDesk;
afterEach(() => day.close());

const phone = (n: number) => `+45203000${String(n).padStart(2, "0")}`;
const card = (n: number) => day.cardOf(`…00${String(n).padStart(2, "0")}`);
const texts = (n: number) => day.house.texts(phone(n));
const holder = async (n: number) => (await day.house.conversation(phone(n))).holder;
const thread = async (n: number) => (await day.thread(await card(n))).join("\n");
async function says(n: number, text: string, how?: object) {
  await day.house.carrier.phone(phone(n)).texts(text, how);
  await day.house.rests();
}
const claims = async (who: string, n: number) => day.presses(who, "claim", await card(n));
const writes = async (who: string, n: number, text: string, more?: object) =>
  day.writes(who, text, await card(n), more);

describe("five agents and forty customers on Monday", () => {
  it("lose nobody: every customer is answered, or waits with a promise, as the shift changes", async () => {
    day = await openHouseWithDesk({ at: sundayNight, agents: AGENTS });
    const { house, slack } = day;
    const everybody = Array.from({ length: WAITING }, (_, n) => n);
    await Promise.all(
      everybody.map((n) => house.carrier.phone(phone(n)).texts("can i talk to a person please")),
    );
    await house.passTo(mondayMorning + 5 * MINUTE_MS);
    expect(await day.cards()).toHaveLength(WAITING);

    // Fifty clicks on one card.
    const first = await card(0);
    await Promise.all(AGENTS.map((who) => day.presses(who, "claim", first, 10)));
    await house.rests();
    const won = await holder(0);
    if (won.kind !== "agent") throw new Error("nobody holds it");
    const winner = won.agent.name.toLowerCase();
    for (const who of AGENTS) {
      const told = slack.whispers(who).filter((text) => text.includes("holds this conversation"));
      expect(told.length).toBe(who === winner ? 0 : 1);
    }
    await writes(winner, 0, "Good morning, how can I help?");
    expect(texts(0).slice(1)).toEqual(["Good morning, how can I help?"]);

    // A transfer: the colleague's words reach the customer, the giver's no longer do.
    await claims("mette", 1);
    const agent = { selected_user: slack.people.jonas };
    await day.fills("mette", "pass_on", await card(1), { agent, note: { value: "lamps" } });
    await writes("mette", 1, "I am gone");
    await writes("jonas", 1, "Jonas here, about your lamp.");
    expect(texts(1).slice(1)).toEqual(["Jonas here, about your lamp."]);

    // Put aside until the customer writes.
    await claims("jonas", 2);
    await writes("jonas", 2, "I will ask the workshop.");
    await day.fills("jonas", "snooze", await card(2), {});
    expect(shown(await card(2))).toContain("put this aside");
    await says(2, "any news?");
    expect(shown(await card(2))).not.toContain("put this aside");
    expect(await thread(2)).toContain("the customer has written");

    // An edit of what has left already cannot unsay it.
    await claims("sara", 3);
    const said = await writes("sara", 3, "It comes on Tusday.");
    await day.edits(said, "It comes on Tuesday.");
    await house.passTo(house.clock.now() + MINUTE_MS);
    expect(texts(3).slice(1)).toEqual(["It comes on Tusday."]);
    expect(slack.whispers("sara").at(-1)).toContain("cannot be unsaid");

    // A file each way, under addresses of ours.
    const url = `${house.carrier.url}/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1`;
    await says(3, "it looks like this", { media: [{ url, contentType: "image/jpeg" }] });
    expect(await thread(3)).toMatch(/<https:\/\/shop\.example\/files\/[\w-]+\|image\/jpeg>/);
    const label = {
      name: "label.pdf",
      mimetype: "application/pdf",
      size: 9_000,
      url_private_download: "https://files.slack.com/files-pri/T1-F1/label.pdf",
    };
    await writes("sara", 3, "Your label:", { subtype: "file_share", files: [label] });
    expect(texts(3).at(-1)).toMatch(/^Your label:\nhttps:\/\/shop\.example\/files\/[\w-]+$/);

    // STOP in the middle of it.
    await claims("ali", 4);
    await writes("ali", 4, "Hello, about your order");
    await says(4, "STOP");
    const before = texts(4).length;
    await writes("ali", 4, "Are you there?");
    expect(texts(4)).toHaveLength(before);
    expect(slack.whispers("ali").at(-1)).toMatch(/opted out/);

    // Freja claims somebody and is not seen again; the morning shift ends at 13:00.
    await claims("freja", 5);
    await says(5, "hello?");
    await house.passTo(mondayMorning + 3 * HOUR_MS + 5 * MINUTE_MS);
    expect(await holder(5)).toMatchObject({ kind: "waiting" });
    expect(texts(5).at(-1)).toMatch(/Freja had to leave before answering you/);

    for (const { conversation } of await house.store().waiting()) {
      const { promises } = conversationSchema.parse(conversation);
      expect(promises.at(-1)).toMatchObject({ status: "live" });
      expect(promises.at(-1)?.dueAt).toBeGreaterThan(house.clock.now());
    }
    for (const n of everybody) {
      const { lines, holder: who } = await house.conversation(phone(n));
      const isAnswered = lines.some((line) => line.who === "agent");
      expect(isAnswered || who.kind === "waiting").toBe(true);
    }
  });
});
