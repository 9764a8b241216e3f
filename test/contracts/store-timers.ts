import { describe, expect, it } from "@jest/globals";
import type { NewTimer } from "../../core/decision.ts";
import {
  afterTurn,
  fridayNight,
  inboundsOf,
  keysOf,
  MINUTE,
  nextWork,
  onStage,
  type StorePlace,
  text,
  turnOf,
} from "./store-stage.ts";

/** A promise's moment comes back as a message to the conversation, once. */
export function timersContract(newPlace: () => Promise<StorePlace>): void {
  describe("a promise to a customer", () => {
    const stage = onStage(newPlace);
    const dueAt = fridayNight + 10 * MINUTE;
    const promise: NewTimer = { key: "timer:p1", timer: "promise_due", subject: "p1", dueAt };

    function set(key: string, ...timers: NewTimer[]) {
      return afterTurn(stage.store, key, { timers: { set: timers, cancel: [] } });
    }

    it("comes due at its moment, after a restart too", async () => {
      await set("m1", promise);
      await stage.restart();
      expect(await stage.store.nextDueAt()).toBe(dueAt);
      expect(await stage.store.nextDueAt("turns")).toBe(dueAt);
      expect(await stage.store.nextDueAt("sends")).toBeUndefined();
      expect(await stage.store.lease({ now: dueAt - 1, leaseMs: 1 })).toBeUndefined();
      expect(inboundsOf(await nextWork(stage.store, dueAt))).toEqual([
        { kind: "timer", timer: "promise_due", subject: "p1", key: "timer:p1", receivedAt: dueAt },
      ]);
    });

    it("moves when it is set again", async () => {
      await set("m1", promise);
      await set("m2", { ...promise, dueAt: dueAt + MINUTE });
      expect(await stage.store.lease({ now: dueAt, leaseMs: 1 })).toBeUndefined();
      expect(inboundsOf(await nextWork(stage.store, dueAt + MINUTE))).toMatchObject([
        { key: "timer:p1", receivedAt: dueAt + MINUTE },
      ]);
    });

    it("is forgotten when it is cancelled", async () => {
      await set("m1", promise, { ...promise, key: "timer:p2" });
      await afterTurn(stage.store, "m2", { timers: { set: [], cancel: ["timer:p1"] } });
      expect(keysOf(await nextWork(stage.store, dueAt))).toEqual(["timer:p2"]);
    });

    it("does not come due twice, though a later turn sets the same one", async () => {
      await set("m1", promise);
      const work = await nextWork(stage.store, dueAt);
      await stage.store.commit(work.lease, turnOf(work, { at: dueAt }));
      await set("m2", { ...promise, dueAt: dueAt + MINUTE });
      expect(await stage.store.nextDueAt()).toBeUndefined();
    });

    it("comes between what was written before and after its moment", async () => {
      await set("m1", promise);
      await stage.store.accept([text("m2", { at: dueAt - 1 }), text("m3", { at: dueAt + 1 })]);
      expect(keysOf(await nextWork(stage.store, dueAt + MINUTE))).toEqual(["m2", "timer:p1", "m3"]);
    });
  });
}
