import { describe, expect, it } from "@jest/globals";
import type { Address } from "../../core/message.ts";
import {
  afterTurn,
  answer,
  freja,
  fridayNight,
  leaving,
  MINUTE,
  nextWork,
  onStage,
  otto,
  type StorePlace,
  text,
  turnOf,
} from "./store-stage.ts";

/** What the desk needs: silence of the bot at a claim (G6), threads that lead to customers, the waiting list. */
export function deskContract(newPlace: () => Promise<StorePlace>): void {
  describe("an agent who claims a conversation", () => {
    const stage = onStage(newPlace);
    const later = fridayNight + MINUTE;
    const card = answer("card", {
      purpose: "desk",
      to: "desk:C0123456789",
      lane: "desk:1",
      body: { kind: "card", handoff: 1 },
    });

    function claim(key: string, ...sends: ReturnType<typeof answer>[]) {
      return afterTurn(stage.store, key, { cancelBotSends: true, sends });
    }

    async function statusOf(id: string) {
      return (await stage.store.send(id))?.status;
    }

    it("silences the bot's unsent words to that customer, and nothing else", async () => {
      const notBefore = fridayNight + 1;
      const mettes = answer("mettes", { author: "agent", lane: "agent", notBefore });
      await afterTurn(stage.store, "m1", {
        sends: [answer("tried"), answer("bots"), mettes, { ...card, notBefore }],
      });
      expect(await leaving(stage.store, fridayNight, 1)).toEqual(["tried"]);
      await stage.store.settle("tried", { kind: "retry", dueAt: later, error: "429" }, fridayNight);
      await afterTurn(
        stage.store,
        "m2",
        { sends: [answer("ottos", { to: otto, lane: otto })] },
        otto,
      );
      await claim("m3", answer("claimed"));
      expect(await statusOf("tried")).toBe("cancelled");
      expect(await statusOf("bots")).toBe("cancelled");
      expect(await statusOf("mettes")).toBe("pending");
      expect(await statusOf("card")).toBe("pending");
      const left = await leaving(stage.store, later);
      expect(left.toSorted()).toEqual(["card", "claimed", "mettes", "ottos"]);
      expect(await stage.store.nextDueAt()).toBeUndefined();
    });

    it("is not spoken over by words that were on their way and were refused", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1")] });
      await leaving(stage.store);
      await claim("m2");
      expect(await statusOf("a1")).toBe("sending");
      await stage.store.settle("a1", { kind: "retry", dueAt: later, error: "429" }, fridayNight);
      expect(await statusOf("a1")).toBe("cancelled");
      expect(await leaving(stage.store, later)).toEqual([]);
    });

    it("wins against an answer that is taken at the same moment, or comes after it", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1")] });
      await stage.store.accept([text("m2")]);
      const work = await nextWork(stage.store);
      const [, taken] = await Promise.all([
        stage.store.commit(work.lease, turnOf(work, { cancelBotSends: true })),
        leaving(stage.store),
      ]);
      expect(taken).toEqual([]);
      expect(await statusOf("a1")).toBe("cancelled");
    });
  });

  describe("a team that several customers call at one hour", () => {
    const stage = onStage(newPlace);
    const call = answer("desk-promised-1-care", {
      purpose: "desk",
      to: "desk:care",
      lane: "desk:care",
      body: { kind: "notice", handoff: 0, text: "nobody has claimed them" },
    });

    it("is called once, though one of them comes after it was told and the server started anew", async () => {
      await afterTurn(stage.store, "m1", { sends: [call] });
      await afterTurn(stage.store, "m2", { sends: [call] }, otto);
      expect(await leaving(stage.store)).toEqual([call.id]);
      const settlement = { kind: "sent", providerId: "slack:1" } as const;
      await stage.store.settle(call.id, settlement, fridayNight);
      await stage.restart();
      await afterTurn(stage.store, "m3", { sends: [call] }, otto);
      expect(await leaving(stage.store)).toEqual([]);
    });
  });

  describe("a thread at the desk", () => {
    const stage = onStage(newPlace);
    const first: Address = "desk:C0123456789/1.1";
    const second: Address = "desk:C0123456789/2.2";

    async function post(id: string, address: Address, handoff: number) {
      const customer = await afterTurn(stage.store, `m-${id}`, {
        sends: [answer(id, { purpose: "desk", to: "desk:C0123456789", lane: "desk:1" })],
      });
      await leaving(stage.store);
      const binds = { address, handoff };
      await stage.store.settle(id, { kind: "sent", providerId: `slack:${id}`, binds }, fridayNight);
      return customer;
    }

    it("leads to its customer from the moment its card is posted", async () => {
      const customer = await post("c1", first, 1);
      expect(await stage.store.customerOf(first)).toBe(customer);
      expect(await stage.store.threadOf(customer, 1)).toBe(first);
      expect(await stage.store.threadOf(customer, 2)).toBeUndefined();
      expect(
        await stage.store.accept([
          { ...text("slack:E1"), route: { kind: "known_address", address: first } },
        ]),
      ).toEqual([{ outcome: "kept", customer }]);
    });

    it("is the latest one of its handoff, after a restart too", async () => {
      const customer = await post("c1", first, 1);
      await post("c2", second, 1);
      await post("c3", "desk:C0123456789/3.3", 2);
      await stage.restart();
      expect(await stage.store.threadOf(customer, 1)).toBe(second);
      expect(await stage.store.customerOf(first)).toBe(customer);
    });

    it("is not one of the customer's own addresses", async () => {
      await post("c1", first, 1);
      await stage.store.accept([text("m2")]);
      expect((await nextWork(stage.store)).addresses).toEqual([freja]);
    });
  });

  describe("the waiting list", () => {
    const stage = onStage(newPlace);

    function wait(n: number, promiseDueAt: number | undefined, since: number) {
      const waiting = { team: "care", since, promiseDueAt };
      return afterTurn(stage.store, `m${n}`, { waiting }, `sms:+452000000${n}`);
    }

    it("goes by promise, then by how long somebody has waited", async () => {
      const customers = [
        await wait(1, undefined, fridayNight - MINUTE),
        await wait(2, fridayNight + 2 * MINUTE, fridayNight),
        await wait(3, fridayNight + MINUTE, fridayNight),
        await wait(4, fridayNight + MINUTE, fridayNight - MINUTE),
      ];
      const waiting = await stage.store.waiting();
      expect(waiting.map(({ customer }) => customers.indexOf(customer) + 1)).toEqual([4, 3, 2, 1]);
      expect(waiting[3]).toMatchObject({
        team: "care",
        promiseDueAt: undefined,
        conversation: { turn: 0 },
      });
    });

    it("no longer holds those who were answered", async () => {
      await wait(1, undefined, fridayNight);
      await afterTurn(stage.store, "m9", {}, "sms:+4520000001");
      expect(await stage.store.waiting()).toEqual([]);
      expect(await stage.store.counts()).toMatchObject({ waiting: 0 });
    });
  });

  describe("a team that comes back and asks what happened since", () => {
    const stage = onStage(newPlace);

    it("reads everybody's turns of that time, the newest first, as many as it asked for", async () => {
      const at = (minutes: number) => ({ at: fridayNight + minutes * MINUTE });
      const hers = await afterTurn(stage.store, "m1", at(1));
      const his = await afterTurn(stage.store, "m2", at(2), otto);
      await afterTurn(stage.store, "m3", at(3));
      await stage.restart();
      const since = async (minutes: number, limit: number) => {
        const told = await stage.store.journalSince(fridayNight + minutes * MINUTE, limit);
        return told?.map(({ customer, entry }) => [customer, entry.inbounds[0]?.key]);
      };
      expect(await since(2, 9)).toEqual([
        [hers, "m3"],
        [his, "m2"],
      ]);
      expect(await since(0, 1)).toEqual([[hers, "m3"]]);
      expect(await since(4, 9)).toEqual([]);
    });
  });

  describe("a place to continue from", () => {
    const stage = onStage(newPlace);

    it("is remembered by its name, the last one", async () => {
      expect(await stage.store.cursor("commerce")).toBeUndefined();
      await stage.store.setCursor("commerce", "1");
      await stage.store.setCursor("commerce", "2");
      await stage.restart();
      expect(await stage.store.cursor("commerce")).toBe("2");
      expect(await stage.store.cursor("other")).toBeUndefined();
    });
  });

  describe("what all servers must agree on", () => {
    const stage = onStage(newPlace);

    it("is what the first of them kept, after a restart too", async () => {
      const values = ["one", "two", "three"];
      const kept = await Promise.all(values.map((value) => stage.store.keepOnce("key", value)));
      expect(new Set(kept).size).toBe(1);
      await stage.restart();
      expect(await stage.store.keepOnce("key", "four")).toBe(kept[0]);
    });
  });

  describe("an allowance of two an hour and three a day", () => {
    const stage = onStage(newPlace);
    const HOUR_MS = 60 * 60_000;
    const allowance = {
      name: "codes",
      limits: [
        { count: 2, withinMs: HOUR_MS },
        { count: 3, withinMs: 24 * HOUR_MS },
      ],
    };
    const use = (key: string, at: number) => stage.store.spend(allowance, key, at);

    it("is used up by two at once, and the third waits for the hour and the fourth for the day", async () => {
      const keys = Array.from({ length: 20 }, (_, n) => `first-${n}`);
      const spent = await Promise.all(keys.map((key) => use(key, fridayNight)));
      expect(spent.filter(Boolean)).toHaveLength(2);
      expect(await use("early", fridayNight + HOUR_MS - 1)).toBe(false);
      await stage.restart();
      expect(await use("third", fridayNight + HOUR_MS)).toBe(true);
      expect(await use("fourth", fridayNight + 3 * HOUR_MS)).toBe(false);
      expect(await use("fourth", fridayNight + 24 * HOUR_MS)).toBe(true);
    });

    it("is used once by the same use, however often it is told", async () => {
      for (let times = 0; times < 4; times++) expect(await use("same", fridayNight)).toBe(true);
      expect(await use("other", fridayNight)).toBe(true);
      expect(await use("one more", fridayNight)).toBe(false);
      const others = { ...allowance, name: "somebody else's" };
      expect(await stage.store.spend(others, "one more", fridayNight)).toBe(true);
    });
  });
}
