import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type House, openHouse } from "./house.ts";

const signe = "+46701740642";

let house: House;
afterEach(() => house.close());

function inTwoLocales(shopDir: string): void {
  const file = join(shopDir, "shop.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("locales: [en]", "locales: [en, es]"));
  appendFileSync(join(shopDir, "phrases", "es.yaml"), 'talk.goodbye: "De nada. Abrígate bien."\n');
}

describe("a customer who writes Spanish at night to a shop that lists it", () => {
  it("learns in Spanish how the order stands, asks for a person, and is promised one in Spanish", async () => {
    house = await openHouse({ furnish: inTwoLocales });
    const phone = house.carrier.phone(signe);
    await phone.texts("hola, dónde está mi pedido 1042?");
    await house.rests();
    expect(house.texts(signe).at(-1)).toMatch(/Tu pedido 1042 llega en 2 paquetes/);
    expect(house.texts(signe).at(-1)).toMatch(/se entregó hoy a las 13:20/);
    expect((await house.conversation(signe)).locale).toBe("es");
    await phone.texts("ok gracias");
    await house.rests();
    expect(house.texts(signe).at(-1)).toBe("De nada. Abrígate bien.");
    await phone.texts("quiero hablar con una persona");
    await house.rests();
    expect(house.texts(signe).at(-1)).toMatch(
      /Vuelven el lunes a las 10:00, y un compañero te responde aquí a más tardar el lunes a las 11:00\.$/,
    );
    const { holder } = await house.conversation(signe);
    expect(holder.kind).toBe("waiting");
  });

  it("goes on in English when they do", async () => {
    house = await openHouse({ furnish: inTwoLocales });
    const phone = house.carrier.phone(signe);
    await phone.texts("hola, a qué hora abren?");
    await house.rests();
    expect(house.texts(signe).at(-1)).toMatch(/está cerrado ahora y vuelve a abrir/);
    await phone.texts("sorry, where is my order 1042 please?");
    await house.rests();
    expect(house.texts(signe).at(-1)).toMatch(/Your order 1042 comes in 2 parcels/);
  });
});
