import { describe, expect, it } from "@jest/globals";
import { asksOfCollecting, wishesOfDelivery } from "./asks-delivery.ts";

describe("a customer who wants something of the carrier", () => {
  it.each([
    "can they try again tomorrow",
    "could you leave it with my next door neighbour?",
    "is it ok if my flatmate signs? can someone else sign for it",
    "can i choose a time",
    "i need to reschedule the delivery",
    "will the driver call me",
    "¿pueden venir otra vez el lunes?",
    "¿lo pueden dejar con un vecino?",
    "¿puede recibirlo mi vecina?",
  ])("is heard: %s", (text) => {
    expect(wishesOfDelivery(text)).toBe(true);
  });

  it.each([
    "they left it with my neighbour and he is away",
    "can i change the delivery address to my neighbour's",
    "can you send it to my office instead",
    "where is my parcel",
    "can you deliver to norway",
  ])("is no such wish: %s", (text) => {
    expect(wishesOfDelivery(text)).toBe(false);
  });
});

describe("a customer who asks what it takes to collect", () => {
  it.each([
    "do i need id",
    "do i have to bring my passport?",
    "what do i need to bring",
    "can my wife pick it up for me",
    "does it have to be me",
    "¿necesito el dni?",
    "¿puede recogerlo mi hermana?",
  ])("is heard: %s", (text) => {
    expect(asksOfCollecting(text)).toBe(true);
  });

  it.each([
    "can i collect it in the shop",
    "do i need to pay again",
    "do i need to return it in the box",
  ])("is no such question: %s", (text) => {
    expect(asksOfCollecting(text)).toBe(false);
  });
});
