import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createEmulator, type Emulator } from "emulate";
import { type Carrier, startCarrier } from "./carrier.ts";

const ida = "+4520304050";
const shop = "+4552525252";

/** Another team's small Twilio: what both show, no program of ours can have bent to itself. */
let peer: Emulator;
let carrier: Carrier;

beforeAll(async () => {
  const clock = {
    now: () => Date.UTC(2026, 10, 20, 22, 58),
    sleep: () => new Promise<void>(() => {}),
  };
  carrier = await startCarrier({ clock });
  peer = await createEmulator({
    service: "twilio",
    port: 0,
    seed: {
      twilio: {
        account: { sid: carrier.accountSid, auth_token: carrier.authToken },
        phone_numbers: [{ phone_number: shop }],
      },
    },
  });
});
afterAll(async () => {
  await carrier.close();
  await peer.close();
});

type Reply = { status: number; body: Record<string, unknown> };

async function ask(
  base: string,
  path: string,
  fields?: Record<string, string>,
  token = carrier.authToken,
): Promise<Reply> {
  const response = await fetch(`${base}/2010-04-01/Accounts/${carrier.accountSid}${path}`, {
    headers: { authorization: `Basic ${btoa(`${carrier.accountSid}:${token}`)}` },
    ...(fields ? { method: "POST", body: new URLSearchParams(fields) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Names and types, without the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, shapeOf(inner)]),
  );
}

describe("the fake carrier beside emulate's Twilio", () => {
  it("shows a message alike, when it is sent, fetched and listed", async () => {
    const shapes = [];
    for (const base of [carrier.url, peer.url]) {
      const sent = await ask(base, "/Messages.json", { From: shop, To: ida, Body: "hi" });
      const fetched = await ask(base, `/Messages/${sent.body.sid}.json`);
      const { body } = await ask(base, `/Messages.json?To=${encodeURIComponent(ida)}`);
      shapes.push({
        status: sent.status,
        sent: shapeOf({ ...sent.body, date_sent: null }),
        fetched: shapeOf({ ...fetched.body, date_sent: null }),
        listed: Array.isArray(body.messages) && body.messages.length,
      });
    }
    expect(shapes[0]).toEqual(shapes[1]);
  });

  for (const [why, fields, token] of [
    ["a wrong token", {}, "wrong"],
    ["a sender that is not ours", { From: "+4599999999" }, undefined],
    ["no sender", { From: "" }, undefined],
  ] as const) {
    it(`refuses ${why} with the same status, code and shape`, async () => {
      const replies = [];
      for (const base of [carrier.url, peer.url]) {
        const { status, body } = await ask(
          base,
          "/Messages.json",
          { From: shop, To: ida, Body: "hi", ...fields },
          token,
        );
        replies.push({ status, code: body.code, shape: shapeOf(body) });
      }
      expect(replies[0]).toEqual(replies[1]);
    });
  }
});
