import { describe, expect, it } from "@jest/globals";
import { orderSchema } from "../../core/order.ts";
import { splitClauses } from "../clauses.ts";
import { answerWhichOrder } from "../orders/which-order.ts";
import { readAddress } from "./address-reading.ts";
import { leavesIt, saysAll, saysNo, saysYes } from "./answer-words.ts";
import { readOptions } from "./option-reading.ts";
import { returnReasonIn } from "./reason-reading.ts";
import { changeWishIn } from "./wish-words.ts";

describe("a customer who answers in Spanish", () => {
  it.each(["sí", "Si", "SÍ, por favor", "claro que sí", "vale", "dale", "confirmo", "de acuerdo"])(
    "agrees: %s",
    (text) => {
      expect(saysYes(text)).toBe(true);
      expect(saysNo(text)).toBe(false);
    },
  );

  it.each([
    "sí, pero a otra dirección",
    "ok, espera",
    "ok wait",
    "vale, mejor no",
    "sí?",
    "claro, si sale gratis",
  ])("has not agreed yet: %s", (text) => expect(saysYes(text)).toBe(false));

  it.each(["no", "no, gracias", "mejor no", "déjalo", "olvídalo"])("declines: %s", (text) =>
    expect(saysNo(text)).toBe(true),
  );

  it("leaves the whole matter, or means all of it", () => {
    expect(leavesIt("he cambiado de idea, me lo quedo")).toBe(true);
    expect(leavesIt("no")).toBe(false);
    expect(saysAll("todo el pedido")).toBe(true);
    expect(saysAll("los dos")).toBe(true);
  });

  it.each([
    ["me quedan pequeñas", "too_small"],
    ["es demasiado grande", "too_large"],
    ["llegó rota", "damaged"],
    ["no funciona", "defective"],
    ["me mandaron otro producto", "wrong_item"],
    ["ya no lo quiero", "changed_mind"],
  ])("says why it goes back: %s", (text, reason) => expect(returnReasonIn(text)).toBe(reason));

  it.each([
    ["quiero cancelar mi pedido", "cancel_order"],
    ["¿puedo anular la compra?", "cancel_order"],
    ["hola, quiero devolver las botas", "return_start"],
    ["necesito cambiar la dirección", "change_address"],
    ["quiero cambiarlas por una talla más", "exchange"],
    ["¿cuándo me devuelven el dinero?", undefined],
    ["¿cuál es el plazo para devolver algo?", undefined],
  ])("asks for a change in so many words, or not: %s", (text, intent) =>
    expect(changeWishIn(text)).toBe(intent),
  );

  it.each([
    [
      "la nueva dirección es Avenida de América 40, 28028 Madrid",
      "Avenida de América 40",
      undefined,
    ],
    ["perdón, Calle Mayor 5, 28013 Madrid, España", "Calle Mayor 5", "ES"],
    ["envíenlo a Calle Sol 3, 41001 Sevilla", "Calle Sol 3", undefined],
  ])("gives an address, with words around it: %s", (text, line1, country) => {
    const read = readAddress(text);
    expect(read?.line1).toBe(line1);
    expect(read?.country).toBe(country);
  });

  it("names a size and a colour that the shop names in English", () => {
    const variants = [
      { colour: "navy", size: "M" },
      { colour: "black", size: "L" },
    ].map((options, at) => ({
      id: String(at),
      options,
      price: { amount: 100, currency: "EUR" },
      isAvailable: true,
    }));
    expect(readOptions("azul marino, talla M", variants, {})).toEqual({
      colour: "navy",
      size: "M",
    });
    expect(readOptions("la negra", variants, {})).toEqual({ colour: "black" });
  });

  it("wants two things in one message", () => {
    expect(splitClauses("¿dónde está mi pedido y a qué hora abrís mañana?")).toHaveLength(2);
    expect(splitClauses("quiero devolver el abrigo. además necesito una factura")).toHaveLength(2);
    expect(splitClauses("los guantes y la bufanda")).toHaveLength(1);
  });

  it("picks an order by its place", () => {
    const orders = ["1042", "1043"].map((number) =>
      orderSchema.parse({
        id: number,
        number,
        status: "open",
        paymentStatus: "paid",
        fulfillmentStatus: "unfulfilled",
        placedAt: 0,
        total: { amount: 100, currency: "EUR" },
        lineItems: [],
        fulfillments: [],
      }),
    );
    const picked = (text: string) => answerWhichOrder(text, ["1042", "1043"], orders)?.number;
    expect(picked("el segundo por favor")).toBe("1043");
    expect(picked("la primera")).toBe("1042");
    expect(picked("el último")).toBe("1043");
  });
});
