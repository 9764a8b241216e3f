import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../core/conversation.ts";
import type { Inbound } from "../../core/message.ts";
import {
  fridayNight,
  shopsNumber,
  signesConversation,
  signesOrder,
  signesPhone,
  smallShop,
} from "../../test/fixtures/small-shop.ts";
import { type BriefPorts, brief } from "./brief.ts";
import { choose } from "./choose.ts";

const MINUTE = 60_000;
const later = fridayNight + 16 * MINUTE;

/** One turn on what arrived, as the product gathers and decides it. */
async function turnOn(inbounds: readonly Inbound[], conversation: Conversation, now: number) {
  const ports = {
    store: { isOptedOut: async () => false },
    commerce: { name: "file", findOrders: async () => [signesOrder()] },
    clock: { now: () => now, sleep: () => new Promise<void>(() => {}) },
    events: { provider() {} },
    shop: () => smallShop(),
    channels: [],
    own: { sms: shopsNumber },
  } as unknown as BriefPorts; // the rest is never asked for
  const lease = { customer: "signe", epoch: 1, until: now + 30_000 };
  const waiting = inbounds.map((inbound) => ({ inbound, tries: 0 }));
  const addresses = [signesPhone];
  const work = { lease, conversation, inbounds: waiting, addresses, optedOut: [] };
  const decision = choose(await brief(work, ports));
  const said = decision.sends.flatMap(({ body, author }) =>
    body.kind === "text" && author === "bot" ? [body.text] : [],
  );
  return { conversation: decision.conversation, said: said.join("\n\n") };
}

function texted(text: string, receivedAt: number): Inbound {
  const key = `twilio:${text}${receivedAt}`;
  const [from, to] = [signesPhone, shopsNumber];
  return { kind: "message", key, receivedAt, from, to, text, media: [] };
}

function heldUp(decidedAt: number): Inbound {
  const subject = String(decidedAt);
  const key = `stale:signe-${decidedAt}`;
  return { kind: "timer", timer: "stale_answer", subject, key, receivedAt: decidedAt };
}

function result(refunds: boolean): Inbound {
  return {
    kind: "change_result",
    key: "change:signe-7-0",
    receivedAt: fridayNight,
    sendId: "signe-7-0",
    change: { do: "cancel", orderId: "o1042", reason: "other" },
    outcome: { kind: "done", refunds },
  };
}

/** Signe said yes, the shop's system has answered, and the words that tell her so wait behind an outage. */
async function cancelled({ refunds = true } = {}): Promise<Conversation> {
  const asked = {
    sendId: "signe-7-0",
    orderId: "o1042",
    number: "1042",
    what: "",
    at: fridayNight,
  };
  const conversation = signesConversation({
    changesAsked: [asked],
    again: { askedAt: fridayNight - 60, misunderstood: 0, flowAt: fridayNight - 60 },
  });
  return (await turnOn([result(refunds)], conversation, fridayNight)).conversation;
}

const TOLD = /order 1042 is cancelled/;
const times = (text: string) => text.match(new RegExp(TOLD, "g"))?.length;

describe("a customer whose order was cancelled while their carrier was out", () => {
  it("hears that it is, though they wrote once more before, and that is answered anew", async () => {
    const wrote = fridayNight + 10 * MINUTE;
    const second = await turnOn([texted("order_status", wrote)], await cancelled(), wrote);
    const anew = await turnOn([heldUp(fridayNight)], second.conversation, later);
    expect(anew.said).toMatch(/^Sorry for the delay\.\n\n(?!Sorry).*order 1042 is cancelled/s);
    expect(anew.said).toMatch(/Nord wool gloves/);
    expect(times(anew.said)).toBe(1);
  });

  it("hears it, though new words arrive with the moment at which it is said anew", async () => {
    const both = [heldUp(fridayNight), texted("store_info", later)];
    const anew = await turnOn(both, await cancelled(), later);
    expect(anew.said).toMatch(
      /^Sorry for the delay\.\n\n(?=.*order 1042 is cancelled)(?=.*open)/is,
    );
    expect(times(anew.said)).toBe(1);
  });

  it("hears it once when that is held up as well, whatever they wrote meanwhile", async () => {
    const both = [heldUp(fridayNight), texted("store_info", later)];
    const anew = await turnOn(both, await cancelled(), later);
    const more = later + 5 * MINUTE;
    const second = await turnOn([texted("order_status", more)], anew.conversation, more);
    const again = await turnOn([heldUp(later)], second.conversation, later + 16 * MINUTE);
    expect(again.said.match(/Sorry for the delay/g)).toHaveLength(1);
    expect(times(again.said)).toBe(1);
  });

  it("hears it with the promise of whoever makes the refund", async () => {
    const wrote = fridayNight + 10 * MINUTE;
    const waiting = await cancelled({ refunds: false });
    expect(waiting.holder.kind).toBe("waiting");
    const second = await turnOn([texted("yes", wrote)], waiting, wrote);
    const anew = await turnOn([heldUp(fridayNight)], second.conversation, later);
    expect(times(anew.said)).toBe(1);
    expect(anew.said).toMatch(/Monday/);
  });

  it("hears it, though what is answered now ends in the same words", async () => {
    const wrote = fridayNight + 10 * MINUTE;
    const second = await turnOn([texted("change_address", wrote)], await cancelled(), wrote);
    const both = [heldUp(fridayNight), texted("no", later)];
    const anew = await turnOn(both, second.conversation, later);
    expect(times(anew.said)).toBe(1);
    expect(anew.said.match(/anything else/g)).toHaveLength(1);
  });

  it("is not told of it again with an answer of a later hour", async () => {
    const wrote = fridayNight + MINUTE;
    const second = await turnOn([texted("order_status", wrote)], await cancelled(), wrote);
    const anew = await turnOn([heldUp(wrote)], second.conversation, wrote + 16 * MINUTE);
    expect(anew.said).not.toMatch(TOLD);
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
    expect(anew.said).toMatch(/not answered you in time.*by Monday 11:/s);
    expect(anew.said).toMatch(/Nord wool gloves/);
  });
});
