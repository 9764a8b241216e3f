import { describe, expect, it } from "@jest/globals";
import type { Purpose } from "../../../core/decision.ts";
import type { Send } from "../../../core/ports.ts";
import {
  fridayNight,
  shopsNumber,
  signesConversation,
  signesPhone,
  smallShop,
} from "../../../test/fixtures/small-shop.ts";
import { recheck } from "./recheck.ts";

const saturdayNine = Date.parse("2026-11-21T09:00:00+01:00");
const mette = { id: "U1", name: "Mette" };

function send(purpose: Purpose, more: Partial<Send> = {}): Send {
  return {
    id: "signe-1-0",
    customer: "signe",
    purpose,
    author: "bot",
    to: signesPhone,
    from: shopsNumber,
    body: { kind: "text", text: "Hello" },
    lane: "signe/sms",
    rank: 0,
    notBefore: 0,
    status: "sending",
    createdAt: 0,
    tries: 1,
    ...more,
  };
}

const ports = (now: number, optedOut = false) => ({
  store: { isOptedOut: async () => optedOut },
  clock: { now: () => now, sleep: async () => {} },
  shop: () => smallShop(),
});

describe("a message that was held up", () => {
  it("waits for the recipient's morning if it is one that we started", async () => {
    const body = { kind: "text", text: "Hello", zones: ["Europe/Stockholm"] } as const;
    const held = send("thank_you", { body: { ...body, zones: [...body.zones] } });
    const prepared = { send: held, conversation: signesConversation() };
    expect(await recheck(prepared, ports(fridayNight))).toMatchObject({
      kind: "postponed",
      notBefore: saturdayNine,
    });
    expect(await recheck(prepared, ports(saturdayNine))).toBeUndefined();
  });

  it("tells the hour of a promise only while that promise stands", async () => {
    const made = { kind: "reply_by", madeAt: 1, dueAt: saturdayNine } as const;
    const told = send("notice", { body: { kind: "text", text: "by 9:00", promise: "p1" } });
    const first = { ...made, id: "p1", status: "live" } as const;
    const stands = signesConversation({ promises: [first] });
    const renewed = signesConversation({
      promises: [
        { ...first, status: "broken" },
        { ...first, id: "p2" },
      ],
    });
    const none = signesConversation({ promises: [{ ...first, status: "kept" }] });
    const ask = (conversation: typeof stands) =>
      recheck({ send: told, conversation }, ports(fridayNight));
    expect(await ask(stands)).toBeUndefined();
    expect(await ask(renewed)).toMatchObject({ kind: "cancelled" });
    expect(await ask(none)).toMatchObject({ kind: "cancelled" });
  });

  it("leaves at any hour if it is an answer", async () => {
    const prepared = { send: send("answer"), conversation: signesConversation() };
    expect(await recheck(prepared, ports(fridayNight))).toBeUndefined();
  });

  it("is taken back from somebody who said STOP meanwhile, whoever wrote it", async () => {
    for (const author of ["bot", "agent"] as const) {
      const prepared = { send: send("relay", { author }), conversation: signesConversation() };
      expect(await recheck(prepared, ports(fridayNight, true))).toMatchObject({
        kind: "cancelled",
      });
    }
  });

  it("tells somebody who said STOP that no more will come, and that is all they get", async () => {
    const prepared = { send: send("consent"), conversation: signesConversation() };
    expect(await recheck(prepared, ports(fridayNight, true))).toBeUndefined();
  });

  it("is taken back if it thanks somebody who waits for a person by now; their answer leaves", async () => {
    const waiting = signesConversation({ holder: { kind: "waiting", since: 1, handoff: 1 } });
    const thanks = { send: send("thank_you"), conversation: waiting };
    const answer = { send: send("answer"), conversation: waiting };
    expect(await recheck(thanks, ports(saturdayNine))).toMatchObject({ kind: "cancelled" });
    expect(await recheck(answer, ports(saturdayNine))).toBeUndefined();
  });

  it("is taken back if it is the bot's and a person has taken over; the person's own leaves, and a code", async () => {
    const held = signesConversation({
      holder: { kind: "agent", agent: mette, since: 1, activeAt: 1, handoff: 1 },
    });
    const bots = { send: send("answer"), conversation: held };
    const metteS = { send: send("relay", { author: "agent" }), conversation: held };
    expect(await recheck(bots, ports(fridayNight))).toMatchObject({ kind: "cancelled" });
    expect(await recheck(metteS, ports(fridayNight))).toBeUndefined();
    const code = { send: send("code"), conversation: held };
    expect(await recheck(code, ports(fridayNight))).toBeUndefined();
  });

  it("does not go out on WhatsApp after its 24 hours, unless it is an approved template", async () => {
    const to = "whatsapp:+46701740642" as const;
    const day = 24 * 60 * 60_000;
    const conversation = signesConversation({ whatsappSeenAt: fridayNight - day });
    const prepared = { send: send("answer", { to }), conversation };
    expect(await recheck(prepared, ports(fridayNight - 1))).toBeUndefined();
    expect(await recheck(prepared, ports(fridayNight))).toMatchObject({
      kind: "dead",
      errorCode: "63016",
    });
    const template = { sid: "HX1", variables: {} };
    const body = { kind: "text", text: "Hello", template } as const;
    const approved = { send: send("answer", { to, body }), conversation };
    expect(await recheck(approved, ports(fridayNight))).toBeUndefined();
  });
});
