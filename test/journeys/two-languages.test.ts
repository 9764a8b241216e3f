import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { type FakeModel, startModel } from "../fakes/model.ts";
import { type HouseWithDesk, openHouseWithDesk } from "./desk.ts";
import { mondayMorning } from "./house.ts";

const camille = "+447700900991";
const written = "bonjour, où est mon colis 1042? je ne l'ai pas reçu";
const meant = "Hello, where is my parcel 1042? I have not received it";

let model: FakeModel;
let desk: HouseWithDesk;
beforeEach(async () => {
  model = await startModel();
  model.answers(({ body }) => ({
    content: JSON.stringify({
      intents: [],
      translation: body.includes("bonjour")
        ? meant.replace("1042", "[number 1]")
        : "Demain, commande [number 1].",
    }),
  }));
  desk = await openHouseWithDesk({
    at: mondayMorning,
    env: { OPENAI_BASE_URL: model.url, OPENAI_MODEL: "night-owl" },
  });
});
afterEach(async () => {
  await desk.close();
  await model.close();
});

it("an agent and a customer without a common language understand each other by a machine, and nothing it wrote is sent unread", async () => {
  const { house, slack } = desk;
  const phone = house.carrier.phone(camille);
  await phone.texts("can I talk to a person please");
  await house.rests();
  const card = await desk.cardOf("…0991");
  await desk.presses("mette", "claim", card);
  await phone.texts(written);
  await house.rests();
  expect((await desk.thread(card)).join("\n")).toContain(
    `${written}
🤖 Translated by a machine
${meant}`,
  );
  const read = house.texts(camille).length;
  await desk.writes("mette", "//in French: Tomorrow, order 1042.", card);
  expect(slack.whispers("mette").at(-1)).toBe("In French, by a machine: Demain, commande 1042.");
  expect(house.texts(camille).slice(read)).toEqual([]);
  expect(model.calls.length).toBeGreaterThan(1);
  for (const { body } of model.calls) expect(body).not.toContain("1042");
});
