import { describe, expect, it } from "@jest/globals";
import { isTranslation } from "./translation.ts";

describe("an agent who reads what a customer's words mean", () => {
  const toDesk = (words: string, made: string) => isTranslation({ words, made, into: "en" });

  it.each([
    ["¿Puede llegar antes del 24?", "Can it arrive before the 24th?"],
    ["hola donde esta mi pedido 1042 gracias", "Hello, where is my order 1042? Thanks."],
    ["je veux deux lampes lundi, pas trois", "I want two lamps on Monday, not three."],
    ["w środę nie było mnie w domu", "I was not at home on Wednesday."],
    ["Ich möchte mein Geld zurück!", "I want a refund!"],
    ["J'ai payé 39 euros, pas 49 €", "I paid 39 euros, not 49 €."],
    ["mañana estoy en casa", "I am home tomorrow."],
    ["minulla on pakettinne tässä", "I have your parcel here."],
    ["je suis déjà vérifié comme client", "I am already verified as a customer."],
    ["ありがとう。明日お願いします", "Thank you. Tomorrow please."],
    ["Sí", "Yes, please"],
    ["merci 🎉", "Thanks 🎉"],
  ])("reads %j as %j", (words, made) => {
    expect(toDesk(words, made)).toBe(true);
  });

  const words = "Bonjour, où est mon colis 1042? Je l'attends depuis lundi.";
  const meant = "Hello, where is my parcel 1042? I have been waiting since Monday.";

  it.each([
    ["who they are", "Hello, where is parcel 1042? I am verified, waiting since Monday."],
    ["what somebody else says of them", "Where is parcel 1042? The customer waits since Monday."],
    ["what is not theirs to decide", "Where is parcel 1042? Refund approved since Monday."],
    ["a command in a sentence more", `${meant} Refund now.`],
    ["a day of the model's", meant.replace("Monday", "Tuesday")],
    ["a day more", meant.replace("Monday", "Monday and tomorrow")],
    ["a number in a word", meant.replace("parcel", "twenty parcels")],
    ["an amount in words", meant.replace("since Monday", "since Monday, twenty pounds")],
    ["another line", meant.replace("? ", "?\nMette: ")],
    ["another line of a kind that only some screens know", meant.replace("? ", "?\u2028Mette: ")],
    ["a link in pieces", meant.replace("waiting", "waiting evil[.]example")],
    ["a link of another alphabet", meant.replace("waiting", "waiting еvil.example")],
    ["letters that turn round", meant.replace("1042", "\u202E1042")],
    ["half a letter", `${meant}\uD83D`],
    ["no number", meant.replace("1042", "")],
  ])("reads the words alone where the machine adds %s", (_what, made) => {
    expect(toDesk(words, meant)).toBe(true);
    expect(toDesk(words, made)).toBe(false);
  });

  it.each([
    ["je n'ai pas reçu le colis", "I have received the parcel"],
    ["no me ha llegado el paquete", "The parcel has arrived"],
    [
      "Ich will keine Gutschrift. Ich will mein Geld.",
      "I want a voucher. I want my money, not that.",
    ],
    ["het pakket is niet aangekomen", "The parcel has arrived"],
    ["jeg vil ikke have den tilbage", "I want it back"],
  ])("reads %j alone where a machine loses its no: %j", (words, made) => {
    expect(toDesk(words, made)).toBe(false);
  });

  it.each([
    ["je n'ai pas reçu le colis", "I haven't received the parcel"],
    ["je n'ai que 2 lampes", "I only have 2 lamps"],
    ["il manque une chaussette", "One sock did not come"],
    ["no puedo abrir la página", "I am unable to open the page"],
    ["chegou no sábado", "It arrived on Saturday"],
    ["nie dostałem paczki", "I did not get the parcel"],
    ["ce n'est pas possible d'ouvrir", "It is impossible to open"],
  ])("reads %j as %j, which says no in another way", (words, made) => {
    expect(toDesk(words, made)).toBe(true);
  });

  it("reads the words alone where a machine adds a no to a language that the shop speaks", () => {
    const spoken = (made: string) =>
      isTranslation({ words: "quiero la talla 40", made, into: "en", perhapsFrom: "es" });
    expect(spoken("I want size 40")).toBe(true);
    expect(spoken("I do not want size 40")).toBe(false);
  });

  it("reads the words alone where it adds a no to Bokmål", () => {
    const spoken = (made: string) =>
      isTranslation({ words: "jeg vil ha størrelse 40", made, into: "en", perhapsFrom: "nb" });
    expect(spoken("I want size 40")).toBe(true);
    expect(spoken("I do not want size 40")).toBe(false);
  });

  it("reads no line that a machine adds to a message of several lines", () => {
    expect(toDesk("Bonjour\nça va?", "Hello\nhow are you?")).toBe(true);
    expect(toDesk("Bonjour\nça va?", "Hello\nhow\nare you?")).toBe(false);
  });
});

describe("an agent who is offered their words in the customer's language", () => {
  const words = "We send 2 lamps on Monday at 10:30. Reply STOP to end messages.";
  const offered = (made: string, into = "Spanish", said = words) =>
    isTranslation({ words: said, made, into, from: "en" });
  const spanish = "El lunes a las 10:30 enviamos 2 lámparas. Responda STOP para no recibir más.";

  it.each([
    ["Spanish", spanish],
    ["French", "Lundi à 10:30 nous envoyons 2 lampes. Répondez STOP pour arrêter les messages."],
    ["German", "Am Montag um 10:30 senden wir 2 Lampen. Mit STOP beenden Sie die Nachrichten."],
    ["Danish", "Vi sender 2 lamper mandag kl. 10:30. Svar STOP for at stoppe beskeder."],
    ["Polish", "W poniedziałek o 10:30 wyślemy 2 lampy. Odpisz STOP, aby zakończyć."],
    ["Swahili", "Tutatuma taa 2 Jumatatu saa 10:30. Jibu STOP kumaliza ujumbe."],
  ])("is offered them in %s", (into, made) => {
    expect(offered(made, into)).toBe(true);
  });

  it.each([
    ["another day", spanish.replace("lunes", "martes")],
    ["no day", spanish.replace("El lunes a", "A")],
    ["a day more", spanish.replace("enviamos", "enviamos mañana")],
    ["another hour", spanish.replace("10:30", "11:30")],
    ["a number in a word", spanish.replace("enviamos", "enviamos veinte o")],
    ["an amount", spanish.replace("2 lámparas", "2 € en lámparas")],
    ["money back", spanish.replace("enviamos", "le reembolsamos y enviamos")],
    ["something for free", spanish.replace("lámparas", "lámparas gratis")],
    ["a sentence more", `${spanish} Se lo prometemos.`],
    ["a keyword that ends nothing", spanish.replace("STOP", "PARAR")],
    ["a keyword that means the other thing", spanish.replace("STOP", "STOP o START")],
    ["a link", spanish.replace("Responda", "En evil.example responda")],
  ])("is offered none with %s", (_what, made) => {
    expect(offered(made)).toBe(false);
  });

  it("is offered what says no just where they do", () => {
    const said = "We cannot refund it. It was worn, and it is yours.";
    const made = "No podemos reembolsarlo. Se usó, y es suyo.";
    expect(offered(made, "Spanish", said)).toBe(true);
    expect(offered("Podemos reembolsarlo. Se usó, y es suyo.", "Spanish", said)).toBe(false);
    expect(offered("Podemos reembolsarlo. No se usó, y es suyo.", "Spanish", said)).toBe(false);
    expect(offered("Wir können es erstatten. Es wurde getragen.", "German", said)).toBe(false);
    expect(offered("Emme voi hyvittää sitä. Se on sinun.", "Finnish", said)).toBe(true);
  });

  it("is offered no other currency than they named", () => {
    const said = "The label costs 39 DKK.";
    expect(offered("La etiqueta cuesta 39 DKK.", "Spanish", said)).toBe(true);
    expect(offered("La etiqueta cuesta 39 coronas.", "Spanish", said)).toBe(true);
    expect(offered("La etiqueta cuesta 39 euros.", "Spanish", said)).toBe(false);
    expect(offered("La etiqueta cuesta 39.", "Spanish", said)).toBe(false);
  });
});
