import { afterEach, describe, expect, it } from "@jest/globals";
import type { SlackPost } from "../fakes/slack-workspace.ts";
import { type HouseWithDesk, openHouseWithDesk, shown } from "./desk.ts";

const signe = "+46701740642";
const thursdayAfternoon = Date.parse("2026-11-19T15:00:00+01:00");

let day: HouseWithDesk;
afterEach(() => day.close());

const texts = () => day.house.texts(signe);
const card = () => day.cardOf("Signe");
const thread = async () => (await day.thread(await card())).join("\n");
async function asks(what: string, number: string, note?: string) {
  await day.fills("mette", "order", await card(), {
    work: { selected_option: { value: what } },
    number: { value: number },
    ...(note === undefined ? {} : { note: { value: note } }),
  });
}
async function claimed() {
  day = await openHouseWithDesk({ at: thursdayAfternoon });
  await day.house.carrier.phone(signe).texts("can i speak to a human please");
  await day.house.rests();
  await day.presses("mette", "claim", await card());
}
const rules = async () => {
  const { house } = day;
  const customer = (await house.store().customerOf(`sms:${signe}`)) ?? "";
  return (await house.store().journal(customer)).map(({ decision }) => decision.rule).join("\n");
};

describe("an agent whose customer asks something that can be known", () => {
  it("finds the answer on the card, anew at each message, and the customer reads it once it was sent", async () => {
    await claimed();
    expect(shown(await card())).not.toContain("You might answer");
    await day.house.carrier.phone(signe).texts("where is my order 1042?");
    await day.house.rests();
    expect(shown(await card())).toMatch(/You might answer\n.*1042/);
    const before = texts().length;
    const value = suggestion(await card());
    expect(value).toContain("1042");
    await day.house.carrier.phone(signe).texts("and can i collect the next one in your shop?");
    await day.house.rests();
    expect(shown(await card())).toMatch(/Nyhavn/);
    expect(texts()).toHaveLength(before);
    await day.fills("mette", "reply", await card(), { text: { value } });
    expect(texts().at(-1)).toBe(value);
  });
});

/** The words that the first "Edit and send…" of a card opens. */
function suggestion({ blocks = [] }: SlackPost): string {
  const found = JSON.stringify(blocks).match(/"value":"reply \S+ ((?:[^"\\]|\\.)*)"/);
  return JSON.parse(`"${found?.[1] ?? ""}"`);
}

describe("an agent who works on an order from the card", () => {
  it("reads how it stands and what the policy still allows, and the customer reads nothing", async () => {
    await claimed();
    const before = texts().length;
    await asks("look_up", "#1042");
    expect(await thread()).toMatch(/Order 1042, placed .*proven to be theirs/);
    expect(await thread()).toMatch(/Cancel: no, (shipped|delivered)/);
    await asks("look_up", "999999");
    expect(day.slack.whispers("mette").join()).toContain("there is no order 999999");
    expect(texts()).toHaveLength(before);
    expect(await rules()).toContain("desk: order 1042 looked up by Mette");
  });

  it("cannot go past the policy, nor touch what is not proven to be this customer's", async () => {
    await claimed();
    await asks("cancel", "1042");
    expect(day.slack.whispers("mette").at(-1)).toMatch(/Not done for order 1042: policy: /);
    await asks("cancel", "1039");
    expect(day.slack.whispers("mette").at(-1)).toMatch(/nothing proves yet that it is theirs/);
    expect(await rules()).not.toMatch(/desk: cancel of order/);
    const { house, slack } = day;
    const customer = (await house.store().customerOf(`sms:${signe}`)) ?? "";
    const journal = await house.store().journal(customer);
    const by = journal.flatMap(({ inbounds }) => inbounds.flatMap((inbound) => inbound.by ?? []));
    const mette = `Mette (${slack.people.mette})`;
    expect(by).toEqual([`${mette}: claim`, `${mette}: cancel order`, `${mette}: cancel order`]);
  });

  it("has a code sent to the contact on an order, and hears whether it came back right", async () => {
    await claimed();
    await asks("send_code", "1042");
    const code =
      texts()
        .find((text) => /one-time code/.test(text))
        ?.match(/\d{6}/)?.[0] ?? "none";
    expect(texts().join("\n")).toMatch(/we have sent a code to the contact on it/);
    await day.house.carrier.phone(signe).texts(code);
    await day.house.rests();
    expect(await thread()).toContain("The code is right");
    // alone: any six digits may stand within an instant
    expect(await thread()).not.toMatch(new RegExp(`(?<!\\d)${code}(?!\\d)`));
  });
});
