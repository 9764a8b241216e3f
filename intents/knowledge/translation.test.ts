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

  it("is offered no other currency than they named", () => {
    const said = "The label costs 39 DKK.";
    expect(offered("La etiqueta cuesta 39 DKK.", "Spanish", said)).toBe(true);
    expect(offered("La etiqueta cuesta 39 coronas.", "Spanish", said)).toBe(true);
    expect(offered("La etiqueta cuesta 39 euros.", "Spanish", said)).toBe(false);
    expect(offered("La etiqueta cuesta 39.", "Spanish", said)).toBe(false);
  });
});
