import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../core/conversation.ts";
import type { Inbound } from "../../core/message.ts";
import { fridayNight, signesConversation } from "../../test/fixtures/small-shop.ts";
import { botSays, heldUp, texted, turnOn } from "../../test/fixtures/turns.ts";

const MINUTE = 60_000;
const later = fridayNight + 16 * MINUTE;

function asked(number: string): Conversation["changesAsked"][number] {
  return { sendId: `signe-${number}-0`, orderId: `o${number}`, number, what: "", at: fridayNight };
}

function result(number: string, refunds = true): Inbound {
  const { sendId, orderId } = asked(number);
  return {
    kind: "change_result",
    key: `change:${sendId}`,
    receivedAt: fridayNight,
    sendId,
    change: { do: "cancel", orderId, reason: "other" },
    outcome: { kind: "done", refunds },
  };
}

/** Signe said yes, the shop's system has answered, and the words that tell her so wait behind an outage. */
async function cancelled({ refunds = true } = {}): Promise<Conversation> {
  const conversation = signesConversation({
    changesAsked: [asked("1042")],
    again: { askedAt: fridayNight - 60, misunderstood: 0, flowAt: fridayNight - 60 },
  });
  return (await turnOn([result("1042", refunds)], conversation, fridayNight)).conversation;
}

const TOLD = /order 1042 is cancelled/;
const words = (turn: Parameters<typeof botSays>[0]) => botSays(turn).join("\n\n");
const times = (text: string) => text.match(new RegExp(TOLD, "g"))?.length;

describe("a customer whose order was cancelled while their carrier was out", () => {
  it("hears that it is, though they wrote once more before, and that is answered anew", async () => {
    const wrote = fridayNight + 10 * MINUTE;
    const second = await turnOn([texted("order_status", wrote)], await cancelled(), wrote);
    const anew = await turnOn([heldUp(fridayNight)], second.conversation, later);
    expect(words(anew)).toMatch(/^Sorry for the delay\.\n\n(?!Sorry).*order 1042 is cancelled/s);
    expect(words(anew)).toMatch(/Nord wool gloves/);
    expect(times(words(anew))).toBe(1);
  });

  it("hears it, though new words arrive with the moment at which it is said anew", async () => {
    const both = [heldUp(fridayNight), texted("store_info", later)];
    const anew = await turnOn(both, await cancelled(), later);
    expect(words(anew)).toMatch(
      /^Sorry for the delay\.\n\n(?=.*order 1042 is cancelled)(?=.*open)/is,
    );
    expect(times(words(anew))).toBe(1);
  });

  it("hears it once when that is held up as well, whatever they wrote meanwhile", async () => {
    const both = [heldUp(fridayNight), texted("store_info", later)];
    const anew = await turnOn(both, await cancelled(), later);
    const more = later + 5 * MINUTE;
    const second = await turnOn([texted("order_status", more)], anew.conversation, more);
    const again = await turnOn([heldUp(later)], second.conversation, later + 16 * MINUTE);
    expect(words(again).match(/Sorry for the delay/g)).toHaveLength(1);
    expect(times(words(again))).toBe(1);
  });

  it("hears it with the promise of whoever makes the refund", async () => {
    const wrote = fridayNight + 10 * MINUTE;
    const waiting = await cancelled({ refunds: false });
    expect(waiting.holder.kind).toBe("waiting");
    const second = await turnOn([texted("yes", wrote)], waiting, wrote);
    const anew = await turnOn([heldUp(fridayNight)], second.conversation, later);
    expect(times(words(anew))).toBe(1);
    expect(words(anew)).toMatch(/Monday/);
  });

  it("hears it, though what is told now of another order ends in the same words", async () => {
    const conversation = await cancelled();
    const changesAsked = [asked("1043")];
    const now = [heldUp(fridayNight), texted("store_info", later), result("1043")];
    const anew = words(await turnOn(now, { ...conversation, changesAsked }, later));
    expect(times(anew)).toBe(1);
    expect(anew).toMatch(/order 1043 is cancelled/);
    expect(anew.match(/anything else/g)).toHaveLength(1);
  });

  it("is not told of it again with an answer of a later hour", async () => {
    const wrote = fridayNight + MINUTE;
    const second = await turnOn([texted("order_status", wrote)], await cancelled(), wrote);
    const anew = await turnOn([heldUp(wrote)], second.conversation, wrote + 16 * MINUTE);
    expect(words(anew)).not.toMatch(TOLD);
  });
});

describe("a customer who waits for a colleague while their carrier is out", () => {
  it("hears of the promise made anew, though a question of theirs is answered anew before", async () => {
    const made = { kind: "reply_by", status: "live", madeAt: fridayNight - 60 * MINUTE } as const;
    const due = fridayNight + 9 * MINUTE;
    const waiting = signesConversation({
      holder: { kind: "waiting", since: made.madeAt, handoff: 1 },
      promises: [{ ...made, id: "signe-promise-1", dueAt: due }],
    });
    const asked = await turnOn([texted("order_status", fridayNight)], waiting, fridayNight);
    const passed = { kind: "timer", timer: "promise_due", subject: "signe-promise-1" } as const;
    const fellDue = { ...passed, key: "timer:signe:promise_due", receivedAt: due };
    const broken = await turnOn([fellDue], asked.conversation, due);
    const anew = await turnOn([heldUp(fridayNight)], broken.conversation, later);
    expect(words(anew)).toMatch(/not answered you in time.*by Monday 11:/s);
    expect(words(anew)).toMatch(/Nord wool gloves/);
  });
});
