import { describe, expect, it } from "@jest/globals";
import type { NewSend } from "../../core/decision.ts";
import {
  afterTurn,
  answer,
  freja,
  fridayNight,
  leaving,
  MINUTE,
  onStage,
  otto,
  SECOND,
  type StorePlace,
} from "./store-stage.ts";

/** What leaves, in which order, and what a crash makes of it (G5). */
export function outboxContract(newPlace: () => Promise<StorePlace>): void {
  describe("an answer that is to be sent", () => {
    const stage = onStage(newPlace);
    const later = fridayNight + MINUTE;

    function say(key: string, ...sends: NewSend[]) {
      return afterTurn(stage.store, key, { sends });
    }

    async function sent(...ids: string[]) {
      for (const id of ids) {
        await stage.store.settle(id, { kind: "sent", providerId: `twilio:${id}` }, fridayNight);
      }
    }

    it("is marked as leaving before it is handed out", async () => {
      const customer = await say("m1", answer("a1"));
      const [send] = await stage.store.takeSends({ now: later, limit: 1 });
      expect(send).toEqual({
        ...answer("a1"),
        customer,
        status: "sending",
        createdAt: fridayNight,
        tries: 1,
        startedAt: later,
      });
      expect(await stage.store.send("a1")).toEqual(send);
    });

    it("waits for the one before it to the same customer, while others' leave", async () => {
      await say("m1", answer("a1"), answer("a2"), answer("b1", { to: otto, lane: otto }));
      expect(await leaving(stage.store)).toEqual(["a1", "b1"]);
      expect(await leaving(stage.store)).toEqual([]);
      await sent("a1");
      expect(await leaving(stage.store)).toEqual(["a2"]);
    });

    it("leaves once, though two ask at the same moment", async () => {
      await say("m1", answer("a1"));
      const both = await Promise.all([leaving(stage.store), leaving(stage.store)]);
      expect(both.flat()).toEqual(["a1"]);
    });

    it("goes by rank, then in the order it was made", async () => {
      await say("m1", answer("a3", { rank: 1 }), answer("a1"), answer("a2"));
      await say("m2", answer("a4", { rank: 1 }));
      for (const id of ["a1", "a2", "a3", "a4"]) {
        expect(await leaving(stage.store)).toEqual([id]);
        await sent(id);
      }
    });

    it("passes by one whose time has not come", async () => {
      await say("m1", answer("later", { notBefore: later }), answer("now", { rank: 5 }));
      expect(await leaving(stage.store)).toEqual(["now"]);
      await sent("now");
      expect(await leaving(stage.store, later - 1)).toEqual([]);
      expect(await stage.store.nextDueAt()).toBe(later);
      expect(await stage.store.nextDueAt("sends")).toBe(later);
      expect(await stage.store.nextDueAt("turns")).toBeUndefined();
      expect(await leaving(stage.store, later)).toEqual(["later"]);
    });

    it("waits behind one that is to be tried again", async () => {
      await say("m1", answer("a1"), answer("a2"));
      await leaving(stage.store);
      await stage.store.settle("a1", { kind: "retry", dueAt: later, error: "429" }, fridayNight);
      expect(await leaving(stage.store, later - 1)).toEqual([]);
      expect(await stage.store.nextDueAt()).toBe(later);
      expect(await stage.store.takeSends({ now: later, limit: 9 })).toMatchObject([
        { id: "a1", status: "sending", tries: 2, startedAt: later, error: "429" },
      ]);
    });

    it("waits in its place when it is held, at the cost of no try, and holds up nobody else", async () => {
      await say("m1", answer("a1"), answer("a2"), answer("b1", { to: otto, lane: otto }));
      expect(await leaving(stage.store)).toEqual(["a1", "b1"]);
      const held = { kind: "postponed", notBefore: later, reason: "away", inOrder: true } as const;
      await stage.store.settle("a1", held, fridayNight);
      await sent("b1");
      await say("m2", answer("a0"), answer("b2", { to: otto, lane: otto }));
      expect(await leaving(stage.store, later - 1)).toEqual(["b2"]);
      expect(await stage.store.takeSends({ now: later, limit: 9 })).toMatchObject([
        { id: "a1", status: "sending", tries: 1, notBefore: later },
      ]);
    });

    it("goes before messages that we start ourselves", async () => {
      await say(
        "m1",
        answer("thanks", { purpose: "thank_you", to: otto, lane: otto }),
        answer("a1"),
      );
      expect(await leaving(stage.store, fridayNight, 1)).toEqual(["a1"]);
      expect(await leaving(stage.store, fridayNight, 1)).toEqual(["thanks"]);
    });

    it("is made once for its moment, though a later turn makes it again", async () => {
      await say("m1", answer("thanks-1042-delivered"));
      await leaving(stage.store);
      await sent("thanks-1042-delivered");
      await say("m2", answer("thanks-1042-delivered"), answer("a2"));
      expect(await leaving(stage.store)).toEqual(["a2"]);
    });

    it("wakes whoever sends when the one before it has left", async () => {
      await say("m1", answer("a1"), answer("a2"));
      await leaving(stage.store);
      let woken = 0;
      stage.store.onWork(() => {
        woken += 1;
      });
      await sent("a1");
      expect(woken).toBe(1);
    });

    it("leaves in the same order after a restart", async () => {
      await say("m1", answer("a2", { rank: 1 }), answer("a1"), answer("a3", { rank: 1 }));
      await stage.restart();
      for (const id of ["a1", "a2", "a3"]) {
        expect(await leaving(stage.store)).toEqual([id]);
        await sent(id);
      }
    });
  });

  describe("an answer that is to be given anew", () => {
    const stage = onStage(newPlace);
    const later = fridayNight + MINUTE;

    async function unsent(customer: string) {
      return (await stage.store.unsent(customer)).map(({ id }) => id);
    }

    it("is found among what the bot has still to say to its customer, the oldest first", async () => {
      const notBefore = fridayNight + 1;
      const others = [
        answer("mettes", { author: "agent", lane: "agent", notBefore }),
        answer("card", { to: "desk:C1", lane: "desk:1", notBefore }),
        answer("change", { to: "shop:o1", lane: "shop:o1", notBefore }),
      ];
      const customer = await afterTurn(stage.store, "m1", {
        sends: [answer("a2"), answer("a1"), answer("elsewhere", { lane: "other" }), ...others],
      });
      await afterTurn(stage.store, "m2", { sends: [answer("ottos", { to: otto })] }, otto);
      expect(await unsent(customer)).toEqual(["a2", "a1", "elsewhere"]);
      await leaving(stage.store);
      expect(await stage.store.unsent(customer)).toMatchObject([
        { id: "a2", status: "sending", createdAt: fridayNight, purpose: "answer" },
        { id: "a1", status: "pending" },
        { id: "elsewhere", status: "sending" },
      ]);
      await stage.store.settle("a2", { kind: "sent", providerId: "twilio:SM1" }, fridayNight);
      expect(await unsent(customer)).toEqual(["a1", "elsewhere"]);
      expect(await unsent("nobody")).toEqual([]);
    });

    it("is taken back alone, by its turn, which leaves its own words in its place", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1"), answer("a2")] });
      const elsewhere = [answer("elsewhere", { lane: "other", notBefore: later })];
      await afterTurn(stage.store, "m2", { sends: elsewhere });
      const customer = await afterTurn(stage.store, "m3", {
        takeBack: ["a1", "nobody's"],
        sends: [answer("anew")],
      });
      expect(await stage.store.send("a1")).toMatchObject({ status: "cancelled" });
      expect(await unsent(customer)).toEqual(["a2", "elsewhere", "anew"]);
      expect(await leaving(stage.store)).toEqual(["a2"]);
    });

    it("is not tried again when it was looked at in that very moment", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1")] });
      await leaving(stage.store);
      await afterTurn(stage.store, "m2", { takeBack: ["a1"] });
      const held = { kind: "postponed", notBefore: later, reason: "stale", inOrder: true } as const;
      await stage.store.settle("a1", held, fridayNight);
      expect(await stage.store.send("a1")).toMatchObject({ status: "cancelled" });
      expect(await leaving(stage.store, later)).toEqual([]);
    });

    it("is nobody else's to take back", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1", { notBefore: later })] });
      await afterTurn(stage.store, "m2", { takeBack: ["a1"] }, otto);
      expect(await stage.store.send("a1")).toMatchObject({ status: "pending" });
    });
  });

  describe("an answer that was on its way when the server died", () => {
    const stage = onStage(newPlace);
    const restartedAt = fridayNight + SECOND;

    it("is handed out as unclear, at once, before anything else to that customer", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1"), answer("a2")] });
      await leaving(stage.store);
      await stage.restart();
      await afterTurn(stage.store, "m2", { sends: [answer("a0", { rank: -1 })] });
      expect(await stage.store.takeSends({ now: restartedAt, limit: 9 })).toMatchObject([
        { id: "a1", status: "ambiguous", tries: 2, startedAt: fridayNight },
      ]);
      expect(await leaving(stage.store, restartedAt)).toEqual([]);
    });

    it("stays unclear though the server dies again while asking", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1")] });
      await leaving(stage.store);
      for (const tries of [2, 3]) {
        await stage.restart();
        expect(await stage.store.takeSends({ now: restartedAt, limit: 9 })).toMatchObject([
          { id: "a1", status: "ambiguous", tries, startedAt: fridayNight },
        ]);
      }
    });

    it("counts as sent once the provider reports on it", async () => {
      await afterTurn(stage.store, "m1", { sends: [answer("a1"), answer("a2")] });
      await leaving(stage.store);
      await stage.restart();
      await afterTurn(stage.store, "m2", {
        deliveries: [{ sendId: "a1", providerId: "twilio:SM9", status: "delivered" }],
      });
      expect(await stage.store.send("a1")).toMatchObject({
        status: "sent",
        providerId: "twilio:SM9",
        receipt: "delivered",
      });
      expect(await leaving(stage.store, restartedAt)).toEqual(["a2"]);
      expect(await stage.store.customerOf(freja)).toBeDefined();
    });
  });
}
