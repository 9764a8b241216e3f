import { describe, expect, it } from "@jest/globals";
import { newConversation } from "../../core/conversation.ts";
import type { Arrival } from "../../core/ports.ts";
import {
  afterTurn,
  answer,
  freja,
  fridayNight,
  keysOf,
  LEASE_MS,
  MINUTE,
  nextWork,
  onStage,
  otto,
  SECOND,
  type StorePlace,
  text,
  turnOf,
} from "./store-stage.ts";

/** One person, one writer, in order of arrival (G3); a turn is written whole or not at all (G4). */
export function turnsContract(newPlace: () => Promise<StorePlace>): void {
  describe("a customer who texts in bursts", () => {
    const stage = onStage(newPlace);

    it("is read in one turn, in the order in which the messages came", async () => {
      for (const key of ["m2", "m1", "m3"]) await stage.store.accept([text(key)]);
      expect(keysOf(await nextWork(stage.store))).toEqual(["m2", "m1", "m3"]);
    });

    it("is served by one turn at a time, while others are served beside", async () => {
      await stage.store.accept([text("m1"), text("m2", { from: otto })]);
      const both = [await nextWork(stage.store), await nextWork(stage.store)];
      expect(both.flatMap((work) => keysOf(work)).toSorted()).toEqual(["m1", "m2"]);
      expect(await stage.store.lease({ now: fridayNight, leaseMs: LEASE_MS })).toBeUndefined();
    });

    it("gets what was written during a turn read by the next one", async () => {
      await stage.store.accept([text("m1")]);
      const work = await nextWork(stage.store);
      await stage.store.accept([text("m2", { at: fridayNight + SECOND })]);
      expect(await stage.store.lease({ now: fridayNight + SECOND, leaseMs: 1 })).toBeUndefined();
      expect(await stage.store.commit(work.lease, turnOf(work))).toBe("committed");
      expect(keysOf(await nextWork(stage.store, fridayNight + SECOND))).toEqual(["m2"]);
    });

    it("is read in the order in which they wrote, though the clock was set back in between", async () => {
      await stage.store.accept([text("m1", { at: fridayNight + 60 * MINUTE })]);
      await stage.store.accept([text("m2"), text("m3")]);
      expect(keysOf(await nextWork(stage.store))).toEqual(["m1", "m2", "m3"]);
    });

    it("is served before those who wrote later", async () => {
      await stage.store.accept([text("late", { from: otto, at: fridayNight + SECOND })]);
      await stage.store.accept([text("early", { from: freja, at: fridayNight })]);
      expect(keysOf(await nextWork(stage.store, fridayNight + MINUTE))).toEqual(["early"]);
    });
  });

  describe("a turn that takes too long", () => {
    const stage = onStage(newPlace);
    const tooLate = fridayNight + LEASE_MS;

    it("loses the customer to the next one, and can write nothing any more", async () => {
      await stage.store.accept([text("m1")]);
      const slow = await nextWork(stage.store);
      const fresh = await nextWork(stage.store, tooLate);
      expect(keysOf(fresh)).toEqual(["m1"]);
      expect(fresh.lease.epoch).toBeGreaterThan(slow.lease.epoch);
      const change = turnOf(slow, { sends: [answer("a1")] });
      expect(await stage.store.commit(slow.lease, change)).toBe("lost");
      await stage.store.fail(slow.lease, { keys: ["m1"], error: "slow", retryAt: 0, dead: true });
      expect(await stage.store.send("a1")).toBeUndefined();
      expect(await stage.store.counts()).toMatchObject({ pending: 1, dead: 0 });
      expect(await stage.store.commit(fresh.lease, turnOf(fresh))).toBe("committed");
    });

    it("may still finish while nobody else has taken the customer", async () => {
      await stage.store.accept([text("m1")]);
      const work = await nextWork(stage.store);
      expect(await stage.store.nextDueAt()).toBe(tooLate);
      expect(await stage.store.commit(work.lease, turnOf(work))).toBe("committed");
      expect(await stage.store.nextDueAt()).toBeUndefined();
    });

    it("can be committed once only", async () => {
      await stage.store.accept([text("m1")]);
      const work = await nextWork(stage.store);
      const twice = [1, 2].map(() => stage.store.commit(work.lease, turnOf(work)));
      expect(await Promise.all(twice)).toEqual(["committed", "lost"]);
      expect(await stage.store.journal(work.lease.customer)).toHaveLength(1);
    });

    it("is lost when the server was restarted under it", async () => {
      await stage.store.accept([text("m1")]);
      const before = await nextWork(stage.store);
      await stage.restart();
      const after = await nextWork(stage.store);
      expect(await stage.store.commit(before.lease, turnOf(before))).toBe("lost");
      expect(await stage.store.commit(after.lease, turnOf(after))).toBe("committed");
    });
  });

  describe("a finished turn", () => {
    const stage = onStage(newPlace);

    it("leaves everything behind at once, for the next process too", async () => {
      const conversation = { ...newConversation(), turn: 1, profileName: "Freja" };
      const customer = await afterTurn(stage.store, "m1", {
        conversation,
        waiting: { team: "care", since: fridayNight, promiseDueAt: undefined },
        sends: [answer("a1")],
        timers: {
          set: [{ key: "t1", timer: "promise_due", subject: "p1", dueAt: fridayNight + MINUTE }],
          cancel: [],
        },
      });
      await stage.restart();
      expect(await stage.store.conversation(customer)).toEqual(conversation);
      expect(await stage.store.waiting()).toHaveLength(1);
      expect(await stage.store.journal(customer)).toMatchObject([
        { turn: 1, inbounds: [{ key: "m1", kind: "message" }] },
      ]);
      expect(await stage.store.send("a1")).toMatchObject({ customer, status: "pending" });
      expect(await stage.store.counts()).toMatchObject({ pending: 1, unsent: 1, waiting: 1 });
    });

    it("leaves nothing behind when one part of it cannot be written", async () => {
      await stage.store.accept([text("m1")]);
      const work = await nextWork(stage.store);
      const change = turnOf(work, {
        sends: [answer("a1")],
        timers: {
          set: [{ key: "t1", timer: "promise_due", subject: "p1", dueAt: Number.NaN }],
          cancel: [],
        },
      });
      await expect(stage.store.commit(work.lease, change)).rejects.toThrow();
      expect(await stage.store.send("a1")).toBeUndefined();
      expect(await stage.store.conversation(work.lease.customer)).toBeUndefined();
      expect(await stage.store.journal(work.lease.customer)).toEqual([]);
      expect(await stage.store.commit(work.lease, turnOf(work))).toBe("committed");
    });
  });

  describe("a turn that fails", () => {
    const stage = onStage(newPlace);
    const failure = { keys: ["m1"], error: "the shop was down", dead: false };
    const retryAt = fridayNight + MINUTE;

    it("is tried again at its time, and knows how often it was tried", async () => {
      await stage.store.accept([text("m1")]);
      const work = await nextWork(stage.store);
      await stage.store.fail(work.lease, { ...failure, retryAt });
      expect(await stage.store.lease({ now: retryAt - 1, leaseMs: 1 })).toBeUndefined();
      expect(await stage.store.nextDueAt()).toBe(retryAt);
      expect(await stage.store.backlog(retryAt - 1)).toBe(0);
      expect(await stage.store.backlog(retryAt)).toBe(1);
      expect(await nextWork(stage.store, retryAt)).toMatchObject({ inbounds: [{ tries: 1 }] });
    });

    it("is not overtaken by what the customer writes meanwhile, even over a restart", async () => {
      await stage.store.accept([text("m1")]);
      const work = await nextWork(stage.store);
      await stage.store.fail(work.lease, { ...failure, retryAt });
      await stage.store.accept([text("m2"), text("m3", { from: otto })]);
      await stage.restart();
      const ottos = await nextWork(stage.store);
      expect(keysOf(ottos)).toEqual(["m3"]);
      await stage.store.commit(ottos.lease, turnOf(ottos));
      expect(await stage.store.lease({ now: retryAt - 1, leaseMs: 1 })).toBeUndefined();
      expect(keysOf(await nextWork(stage.store, retryAt))).toEqual(["m1", "m2"]);
    });

    it("is set aside for a person in the end, and the conversation goes on", async () => {
      await stage.store.accept([text("m1")]);
      const work = await nextWork(stage.store);
      await stage.store.fail(work.lease, { ...failure, retryAt, dead: true });
      await stage.store.accept([text("m2")]);
      expect(keysOf(await nextWork(stage.store))).toEqual(["m2"]);
      expect(await stage.store.counts()).toMatchObject({ pending: 1, dead: 1 });
      expect((await stage.store.inbox()).items[0]).toMatchObject({
        key: "m1",
        customer: work.lease.customer,
        kind: "message",
        status: "dead",
        tries: 1,
        error: "the shop was down",
      });
    });

    it("comes back when a person says so, or is let go", async () => {
      await stage.store.accept([text("m1"), text("m2", { from: otto })]);
      for (const work of [await nextWork(stage.store), await nextWork(stage.store)]) {
        const keys = keysOf(work) ?? [];
        await stage.store.fail(work.lease, { ...failure, keys, retryAt, dead: true });
      }
      expect(await stage.store.retry("m1", retryAt)).toBe(true);
      expect(await stage.store.discard("m2")).toBe(true);
      expect(await stage.store.retry("m2", retryAt)).toBe(false);
      expect(await stage.store.discard("m1")).toBe(false);
      expect(await nextWork(stage.store, retryAt)).toMatchObject({ inbounds: [{ tries: 0 }] });
      expect(await stage.store.counts()).toMatchObject({ pending: 1, dead: 0 });
      expect(await stage.store.accept([text("m2", { from: otto })])).toMatchObject([
        { outcome: "known" },
      ]);
    });
  });

  describe("a shop that is behind", () => {
    const stage = onStage(newPlace);

    it("knows by how many messages, those that are not due yet left out", async () => {
      await stage.store.accept([text("m1"), text("m2"), text("m3", { from: otto })]);
      const work = await nextWork(stage.store);
      expect(await stage.store.backlog(fridayNight)).toBe(3);
      await stage.store.commit(
        work.lease,
        turnOf(work, {
          timers: {
            set: [{ key: "t1", timer: "promise_due", subject: "p", dueAt: fridayNight + MINUTE }],
            cancel: [],
          },
        }),
      );
      const left = 3 - work.inbounds.length;
      expect(await stage.store.backlog(fridayNight)).toBe(left);
      expect(await stage.store.backlog(fridayNight + MINUTE)).toBe(left + 1);
    });
  });

  describe("whoever runs the turns", () => {
    const stage = onStage(newPlace);

    it("is woken by new work, perhaps once for many, and no more after stopping", async () => {
      let woken = 0;
      const stop = stage.store.onWork(() => {
        woken += 1;
      });
      const burst: Arrival[] = ["m1", "m2", "m3"].map((key) => text(key));
      await Promise.all(burst.map((arrival) => stage.store.accept([arrival])));
      expect(woken).toBeGreaterThan(0);
      stop();
      const before = woken;
      await stage.store.accept([text("m4")]);
      expect(woken).toBe(before);
    });
  });
}
