import { describe, expect, it } from "@jest/globals";
import { moodOf } from "./mood.ts";

describe("how a customer sounds", () => {
  it.each([
    "where is my order 1042 please",
    "OK",
    "is the WH 1000 XM4 in stock?",
    "Hi! Could you tell me when you open?",
    "the lamp is broken, can i send it back",
    "I love it, thank you so much!",
    "¿dónde está mi pedido, por favor?",
    "me encanta, muchas gracias",
  ])("is calm in %j", (text) => {
    expect(moodOf(text)).toBe("calm");
  });

  it.each(["still waiting for my parcel", "this is terrible", "hello?? anyone there!!"])(
    "is annoyed, no more, in %j",
    (text) => {
      expect(moodOf(text)).toBe("annoyed");
    },
  );

  it.each([
    "WHERE IS MY ORDER??? I PAID TWO WEEKS AGO",
    "this is the third time i write and nobody answers, ridiculous",
    "what the fuck is going on with my parcel",
    "You are thieves, I want my money back!!",
    "absolutely unacceptable, still nothing",
    "esto es una estafa, estoy harto!!",
    "¿dónde coño está mi pedido?",
  ])("is angry in %j", (text) => {
    expect(moodOf(text)).toBe("angry");
  });
});
