import { describe, expect, it } from "@jest/globals";
import { saysNoMoreMessages } from "./opt-out-words.ts";

describe("somebody who wants no more messages", () => {
  it.each([
    "pls dont text me",
    "Please don’t text me anymore.",
    "unsubscribe me please",
    "stop texting me",
    "STOP TEXTING ME!!!",
    "can you stop messaging me please",
    "no more texts",
    "no more messages please, thanks",
    "take me off your list",
    "remove my number from your database",
    "please opt me out",
    "stop sending me these messages",
    "stop sending me these",
    "do not contact me again",
    "I don't want any more texts from you",
    "leave me alone",
    "hey just stop spamming me ok",
    "cancel these messages",
    "remove me",
    "no me escriban más",
    "por favor no me mandéis más mensajes",
    "dejen de escribirme",
    "quiero darme de baja",
  ])("says so with %j", (text) => {
    expect(saysNoMoreMessages(text)).toBe(true);
  });

  it.each([
    "please don't stop texting me",
    "stop the order",
    "cancel my order",
    "cancel",
    "dont text me at work, call instead",
    "stop sending me the wrong size",
    "I didn't get any messages about my parcel",
    "no more messages from the carrier, where is it?",
    "did you text me?",
    "can you contact me",
    "dont contact the carrier, just refund me",
    "remove the lamp from my order",
    "take the gloves off my order",
    "no me escribieron nada",
    "no quiero más calcetines",
    "quiero dar de baja el pedido 1042",
    "i dont want the boots any more",
    "do i need to opt out of the warranty",
    "hi hello please just can you now please please please just could you please stop texting me",
    "when do you stop taking returns",
    "",
  ])("is not thought to with %j", (text) => {
    expect(saysNoMoreMessages(text)).toBe(false);
  });
});
