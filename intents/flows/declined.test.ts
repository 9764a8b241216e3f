import { describe, expect, it } from "@jest/globals";
import { declinedIn } from "./declined.ts";
import { changeWishIn } from "./wish-words.ts";

describe("naming first what is not wanted", () => {
  it.each([
    ["it's no refund I'm after, I want it exchanged", "return_start", "exchange"],
    ["I don't want to return them, can I swap them", "return_start", "exchange"],
    ["not looking for an exchange, just want my money back", "exchange", "return_start"],
    ["instead of a refund I'd like to exchange it", "return_start", "exchange"],
    ["i dont want to cancel it, please change the address", "cancel_order", "change_address"],
    ["no quiero devolverlas, quiero cambiar la talla", "return_start", "exchange"],
  ])("%j declines %s and wants %s", (text, declined, wanted) => {
    expect(declinedIn(text)).toEqual([declined]);
    expect(changeWishIn(text)).toBe(wanted);
  });

  it.each(["I don't want to return the boots", "i never wanted to cancel 1048"])(
    "%j wants nothing changed",
    (text) => expect(changeWishIn(text)).toBeUndefined(),
  );

  it.each(["I got no refund", "I don't want it any more, cancel it", "return it, it does not fit"])(
    "%j declines nothing",
    (text) => expect(declinedIn(text)).toEqual([]),
  );
});
