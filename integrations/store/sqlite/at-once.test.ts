import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { NewSend } from "../../../core/decision.ts";
import type { Store, TurnChange } from "../../../core/ports.ts";
import {
  afterTurn,
  answer,
  fridayNight,
  leaving,
  SECOND,
} from "../../../test/contracts/store-stage.ts";
import { sqliteStore } from "./store.ts";

/** Freja, who wrote `m1` first. */
const freja = "newm1";

/** As many as the rounds send at once, asked for once, as they do when they start. */
const ROOM = 2;

describe("an answer that may leave at once", () => {
  let folder = "";
  let store: Store;
  const open = () => sqliteStore({ file: join(folder, "nightdesk.db") });
  const statusOf = async (id: string) => (await store.send(id))?.status;
  const turn = (key: string, change: Partial<TurnChange>) =>
    afterTurn(store, key, { leavesAt: fridayNight + SECOND, ...change });
  const take = (now = fridayNight) => store.takeSends({ now, limit: ROOM });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nightdesk-at-once-"));
    store = open();
    await take();
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it("is marked as leaving by the commit that made it, and is given to its sender once", async () => {
    const customer = await turn("m1", { sends: [own("a1")] });
    expect(await statusOf("a1")).toBe("sending");
    expect(await store.nextDueAt("sends")).toBe(fridayNight);
    const startedAt = fridayNight + SECOND;
    expect(await take()).toMatchObject([{ id: "a1", customer, status: "sending", startedAt }]);
    expect(await take()).toEqual([]);
    await store.settle("a1", { kind: "sent", providerId: "twilio:SM1" }, fridayNight);
    expect(await statusOf("a1")).toBe("sent");
  });

  it("holds up what comes after it in its lane until it is settled", async () => {
    await turn("m1", { sends: [own("a1"), own("a2")] });
    expect(await statusOf("a2")).toBe("pending");
    expect(await leaving(store)).toEqual(["a1"]);
    expect(await leaving(store)).toEqual([]);
    await store.settle("a1", { kind: "sent", providerId: "twilio:SM1" }, fridayNight);
    expect(await leaving(store)).toEqual(["a2"]);
  });

  it("waits where something more urgent of the same turn goes first", async () => {
    await turn("m1", { sends: [own("a1", { rank: 2 }), own("a2", { rank: 1 })] });
    expect(await leaving(store)).toEqual(["a2"]);
    expect(await statusOf("a1")).toBe("pending");
  });

  it("waits for its time, for a sender with room, and behind what is due already", async () => {
    await turn("m1", { sends: [own("later", { notBefore: fridayNight + 2 * SECOND })] });
    expect(await statusOf("later")).toBe("pending");
    await turn("m2", { sends: [own("a1")] });
    await turn("m3", { sends: [own("a2", { lane: `${freja}/whatsapp` })] });
    await turn("m4", { sends: [own("a3", { lane: `${freja}/slack` })] });
    expect(await statusOf("a3")).toBe("pending");
  });

  it("is taken back by an agent's claim as long as nobody has begun to send it", async () => {
    await turn("m1", { sends: [own("a1")] });
    await turn("m2", { cancelBotSends: true });
    expect(await statusOf("a1")).toBe("cancelled");
    expect(await take()).toEqual([]);
    expect(await store.nextDueAt("sends")).toBeUndefined();
  });

  it.each([
    ["a one-time code", { purpose: "code", to: "shop:1042", lane: `${freja}/code` }],
    ["an agent's line", { purpose: "relay", author: "agent" }],
  ] as const)(
    "leaves once although an agent claims in that moment, if it is %s",
    async (_what, send) => {
      await turn("m1", { sends: [own("a1", send), own("a2", send)] });
      await turn("m2", { cancelBotSends: true });
      expect(await leaving(store)).toEqual(["a1"]);
      expect(await statusOf("a1")).toBe("sending");
      await store.settle("a1", { kind: "sent", providerId: "twilio:SM1" }, fridayNight);
      expect(await statusOf("a1")).toBe("sent");
      expect(await leaving(store)).toEqual(["a2"]);
    },
  );

  it("is asked about when the process ends before it is settled, for nobody knows whether it left", async () => {
    await turn("m1", { sends: [own("a1")] });
    await store.close();
    store = open();
    expect(await statusOf("a1")).toBe("ambiguous");
    expect(await take(fridayNight + SECOND)).toMatchObject([{ id: "a1", status: "ambiguous" }]);
  });

  it("is only marked so where there is somebody who sends", async () => {
    await store.close();
    store = open();
    await turn("m1", { sends: [own("a1")] });
    expect(await statusOf("a1")).toBe("pending");
  });
});

function own(id: string, send: Partial<NewSend> = {}): NewSend {
  return answer(id, { lane: `${freja}/sms`, ...send });
}
