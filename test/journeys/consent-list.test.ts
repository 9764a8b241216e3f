import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type House, openHouse } from "./house.ts";

const token = "a token that only the shop has";
const signe = "+46701740642";

let house: House;
beforeEach(async () => {
  house = await openHouse({ env: { CONSOLE_TOKEN: token } });
});
afterEach(() => house.close());

async function api(path: string, init: RequestInit = {}, bearer = token) {
  const headers = { authorization: `Bearer ${bearer}`, ...init.headers };
  const url = `${house.url()}/console/api/consents${path}`;
  const answer = await fetch(url, { ...init, headers });
  await house.rests();
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const post = (type: string, body: string) =>
  api("", { method: "POST", headers: { "content-type": type }, body });
const saidYes = (at: string) => ({
  ...{ address: signe, purpose: "messages", answer: "yes", at, by: "newsletter form" },
});

describe("a shop that brings its own list of consents", () => {
  it("adds it once, as CSV or JSON, and reads what stands for an address", async () => {
    const csv = `by,address,answer,purpose,at,shop\n"counter, till 2",${signe},no,thanks,2026-11-01T10:00:00+01:00,north\n`;
    expect(await post("text/csv", csv)).toEqual({ status: 200, body: { kept: 1, known: 0 } });
    expect(await post("text/csv", csv)).toEqual({ status: 200, body: { kept: 0, known: 1 } });
    const list = JSON.stringify([saidYes("2026-11-02T10:00:00Z")]);
    expect(await post("application/json", list)).toMatchObject({ body: { kept: 1 } });
    expect(await api(`/${encodeURIComponent(signe)}`)).toMatchObject({
      status: 200,
      body: {
        address: `sms:${signe}`,
        now: {
          messages: { status: "opted_in", by: "newsletter form" },
          thanks: { status: "opted_out", by: "counter, till 2" },
        },
        changes: [{ purpose: "thanks" }, { status: "opted_in" }],
      },
    });
  });

  it("undoes no later STOP with an old yes", async () => {
    await house.carrier.phone(signe).texts("STOP");
    await house.rests();
    const list = JSON.stringify([saidYes("2026-11-02T10:00:00Z")]);
    expect(await post("application/json", list)).toMatchObject({ body: { kept: 0, known: 1 } });
    expect(await house.store().isOptedOut(`sms:${signe}`)).toBe(true);
  });

  it("keeps nothing of a list with a mistake, and is told each with its place", async () => {
    const wrong = { ...saidYes("yesterday"), answer: "perhaps" };
    const list = JSON.stringify([saidYes("2026-11-02T10:00:00Z"), wrong]);
    const { status, body } = await post("application/json", list);
    expect(status).toBe(400);
    expect(body.mistakes).toEqual([expect.stringMatching(/^2: .*answer.*at/s)]);
    expect(await api(`/sms:${signe}`)).toMatchObject({ body: { changes: [] } });
    expect((await post("application/json", "[{")).status).toBe(400);
    expect((await post("text/csv", "address,by\n")).body.mistakes).toEqual([
      "1: lacks the columns purpose, answer, at",
    ]);
  });

  it("must show its token", async () => {
    expect((await api(`/sms:${signe}`, {}, "another")).status).toBe(401);
    const body = JSON.stringify([saidYes("2026-11-02T10:00:00Z")]);
    expect((await api("", { method: "POST", body }, "another")).status).toBe(401);
  });
});
