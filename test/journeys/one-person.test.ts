import { afterEach, describe, expect, it } from "@jest/globals";
import { conversationSchema } from "../../core/conversation.ts";
import { type House, MINUTE_MS, openHouse } from "./house.ts";
import { visit } from "./web-visit.ts";

const signe = "+46701740642";
const stranger = "+447700900992";
const signesOrder = /coat|scarf|gloves|PostNord|out for delivery|on its way|wool/i;
const LINK = /LINK ([0-9A-Z]{4}-[0-9A-Z]{4})/;

let house: House;
afterEach(() => house.close());

async function texts(phone: string, ...messages: readonly string[]): Promise<string> {
  for (const message of messages) {
    await house.carrier.phone(phone).texts(message);
    await house.rests();
  }
  return house.texts(phone).at(-1) ?? "";
}

type Visitor = Awaited<ReturnType<typeof visit>>;
let said = 0;

async function writes(visitor: Visitor, text: string): Promise<string> {
  said += 1;
  await visitor.writes(text, `line ${said}`);
  await house.rests();
  return (await visitor.reads()).at(-1) ?? "";
}

const linkFrom = (text: string) => LINK.exec(text)?.[1] ?? "no code";

describe("a customer who goes on elsewhere", () => {
  it("is known by the link code, with what the talk was about, and reads on without another code", async () => {
    house = await openHouse();
    await texts(signe, "where is my order 1042?");
    const code = linkFrom(await texts(signe, "can I continue this on my computer?"));
    const visitor = await visit(house.url());
    expect(await writes(visitor, `link ${code.toLowerCase()}`)).toMatch(
      /know it is you.*by text message about order 1042/,
    );
    expect(await writes(visitor, "where is it?")).toMatch(signesOrder);

    const her = await house.conversation(signe);
    expect(her.joined).toMatchObject([{ by: "link code" }]);
    expect(her.lines.some(({ text }) => text.includes("LINK [code]"))).toBe(true);
    expect(JSON.stringify([her, house.log])).not.toContain(code);
  });

  it("is asked again for proof there after half an hour, and is told nothing that was said elsewhere", async () => {
    house = await openHouse();
    const code = linkFrom(await texts(signe, "link"));
    const visitor = await visit(house.url());
    await writes(visitor, `LINK ${code}`);
    await house.passTo(house.clock.now() + 31 * MINUTE_MS);
    await texts(signe, "where is my order 1042?");
    expect(await writes(visitor, "where is my order?")).not.toMatch(signesOrder);
    expect(await writes(visitor, "can you repeat that please?")).not.toMatch(signesOrder);
    expect(await texts(signe, "where is my order 1042?")).toMatch(signesOrder);
  });

  it("writes what they want beside the code, and is answered", async () => {
    house = await openHouse();
    const code = linkFrom(await texts(signe, "link"));
    const visitor = await visit(house.url());
    expect(await writes(visitor, `LINK ${code} where is my order 1042?`)).toMatch(signesOrder);
  });

  it("cannot use a code twice, nor after ten minutes; and a guess is one of five", async () => {
    house = await openHouse();
    const code = linkFrom(await texts(signe, "link"));
    await writes(await visit(house.url()), `LINK ${code}`);
    expect(await texts(stranger, `LINK ${code}`)).toMatch(/does not work/);
    const late = linkFrom(await texts(signe, "link"));
    await house.passTo(house.clock.now() + 10 * MINUTE_MS);
    expect(await texts(stranger, `LINK ${late}`)).toMatch(/does not work/);
    const guesses = ["LINK 1111-1111", "LINK 1112-1111", "LINK 1113-1111", "LINK 1114-1111"];
    expect(await texts(stranger, ...guesses)).toMatch(/one try too many/);
    expect(await texts(stranger, "where is order 1042?")).not.toMatch(signesOrder);
  });

  it("gets no code where nobody knows who they are", async () => {
    house = await openHouse();
    expect(await writes(await visit(house.url()), "link")).toMatch(/as soon as I know who you are/);
  });

  it("keeps the promise they had on the page, and the one card", async () => {
    house = await openHouse();
    await texts(signe, "where is my order 1042?");
    const visitor = await visit(house.url());
    expect(await writes(visitor, "I want to speak to a person")).toMatch(/Monday/);
    const [waitedAs] = await house.store().waiting();
    const code = linkFrom(await texts(signe, "link"));
    expect(await writes(visitor, `LINK ${code}`)).toMatch(/know it is you.*Monday/s);
    const waiting = await house.store().waiting();
    expect(waiting).toMatchObject([
      {
        customer: await house.store().customerOf(`sms:${signe}`),
        promiseDueAt: waitedAs?.promiseDueAt,
      },
    ]);
    const left = conversationSchema.parse(
      await house.store().conversation(waitedAs?.customer ?? ""),
    );
    expect(left.promises.map(({ status }) => status)).toEqual(["released"]);
  });

  it("is one person by the one-time code as well, if what they write from is nobody's yet", async () => {
    house = await openHouse();
    await texts(signe, "where is my order 1042?");
    const visitor = await visit(house.url());
    await writes(visitor, "where is my order 1042?");
    const code = /\b\d{6}\b/.exec(house.texts(signe).at(-1) ?? "")?.[0];
    expect(await writes(visitor, `${code}`)).toMatch(signesOrder);
    expect((await house.conversation(signe)).joined).toMatchObject([{ by: "code" }]);
    expect(await writes(visitor, "and 1029?")).toMatch(/1029/);
  });
});
