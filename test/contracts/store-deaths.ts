import { describe, expect, it } from "@jest/globals";
import type { Store, Work } from "../../core/ports.ts";
import {
  freja,
  fridayNight,
  keysOf,
  LEASE_MS,
  nextWork,
  onStage,
  otto,
  SECOND,
  type StorePlace,
  shop,
  text,
  turnOf,
} from "./store-stage.ts";

/** Whoever was being served when a process died is a suspect, and stands in nobody else's way (G10). */
export function deathsContract(newPlace: () => Promise<StorePlace>): void {
  describe("a message over which processes die", () => {
    const stage = onStage(newPlace);

    const before = fridayNight - SECOND;
    const later = fridayNight + 10 * SECOND;

    /** A process may let those over whom others died wait for some seconds. */
    async function nextOf(store: Store): Promise<Work> {
      return (await store.lease({ now: fridayNight, leaseMs: LEASE_MS })) ?? nextWork(store, later);
    }

    it("is known by how many did after the first, while others pass", async () => {
      await stage.store.accept([text("m2", { from: otto, at: before }), text("poison")]);
      await nextWork(stage.store);
      await nextWork(stage.store);
      await stage.restart();
      const first = await nextOf(stage.store);
      expect(keysOf(first)).toEqual(["m2"]);
      await stage.store.commit(first.lease, turnOf(first));
      for (const _again of [1, 2, 3]) {
        expect(keysOf(await nextOf(stage.store))).toEqual(["poison"]);
        await stage.restart();
      }
      const [poison] = (await nextOf(stage.store)).inbounds;
      // Four died; the first counts on no store, for nobody noted what it had under way.
      expect(poison?.crashes).toBe(3);
      expect(poison?.tries).toBe(0);
    });

    it("is served alone, as is everybody who was being served when one died; they are none the worse for it", async () => {
      const all = ["m1", "m2", "m3"];
      const phones = [freja, otto, shop] as const;
      await stage.store.accept(all.map((key, n) => text(key, { from: phones[n] })));
      for (const _life of [1, 2]) {
        for (const _each of all) await stage.store.lease({ now: fridayNight, leaseMs: LEASE_MS });
        await stage.restart();
      }
      const served: string[] = [];
      for (const _each of all) {
        const work = await nextOf(stage.store);
        expect(await stage.store.lease({ now: later, leaseMs: LEASE_MS })).toBeUndefined();
        expect(work.inbounds[0]?.crashes).toBeLessThanOrEqual(2);
        served.push(...(keysOf(work) ?? []));
        await stage.store.commit(work.lease, turnOf(work));
      }
      expect(served.toSorted()).toEqual(all);
    });

    it("waits until those who are being served are done, and lets nobody begin meanwhile", async () => {
      await stage.store.accept([text("poison")]);
      for (const _again of [1, 2]) {
        await nextOf(stage.store);
        await stage.restart();
      }
      await stage.store.accept([text("m2", { from: otto, at: before })]);
      const fresh = await nextWork(stage.store);
      expect(keysOf(fresh)).toEqual(["m2"]);
      await stage.store.accept([text("m3", { from: shop, at: later })]);
      expect(await stage.store.lease({ now: later, leaseMs: LEASE_MS })).toBeUndefined();
      expect(await stage.store.nextDueAt("turns")).toBe(fresh.lease.until);
      await stage.store.commit(fresh.lease, turnOf(fresh));
      const alone = await nextOf(stage.store);
      expect(keysOf(alone)).toEqual(["poison"]);
      expect(await stage.store.lease({ now: later, leaseMs: LEASE_MS })).toBeUndefined();
      await stage.store.commit(alone.lease, turnOf(alone));
      expect(keysOf(await nextOf(stage.store))).toEqual(["m3"]);
    });

    it("is taken apart from what came with it once two processes have died over them, and is blamed alone", async () => {
      const all = ["m1", "poison", "m3"];
      await stage.store.accept(all.map((key) => text(key)));
      for (let deaths = 0; keysOf(await nextOf(stage.store))?.length === 3; deaths += 1) {
        expect(deaths).toBeLessThan(3);
        await stage.restart();
      }
      await stage.restart();
      const first = await nextOf(stage.store);
      expect(keysOf(first)).toEqual(["m1"]);
      await stage.store.commit(first.lease, turnOf(first));
      for (const _again of [1, 2]) {
        expect(keysOf(await nextOf(stage.store))).toEqual(["poison"]);
        await stage.restart();
      }
      const poison = await nextOf(stage.store);
      expect(keysOf(poison)).toEqual(["poison"]);
      await stage.store.accept([text("m2", { from: otto, at: later })]);
      expect(await stage.store.lease({ now: later, leaseMs: LEASE_MS })).toBeUndefined();
      const setAside = { keys: ["poison"], error: "it kills", retryAt: fridayNight, dead: true };
      await stage.store.fail(poison.lease, setAside);
      const last = await nextOf(stage.store);
      expect(keysOf(last)).toEqual(["m3"]);
      expect(last.inbounds[0]?.crashes).toBeLessThan(poison.inbounds[0]?.crashes ?? 0);
    });

    it("draws nothing with it that the same customer writes after two have died over it", async () => {
      await stage.store.accept([text("poison")]);
      while (((await nextOf(stage.store)).inbounds[0]?.crashes ?? 0) < 2) await stage.restart();
      await stage.restart();
      await stage.store.accept([text("still there?")]);
      expect(keysOf(await nextOf(stage.store))).toEqual(["poison"]);
    });

    it("is no longer suspected once a turn of it has failed and been lived through", async () => {
      await stage.store.accept([text("m1")]);
      for (const _again of [1, 2]) {
        await nextOf(stage.store);
        await stage.restart();
      }
      const work = await nextOf(stage.store);
      expect(work.inbounds[0]?.crashes).toBeGreaterThan(0);
      const failure = {
        keys: ["m1"],
        error: "the shop was down",
        retryAt: fridayNight,
        dead: false,
      };
      await stage.store.fail(work.lease, failure);
      expect(await nextOf(stage.store)).toMatchObject({ inbounds: [{ tries: 1, crashes: 0 }] });
    });

    it("counts none for what only waited, or was answered, over many restarts", async () => {
      await stage.store.accept([text("m1"), text("m2", { from: otto })]);
      const first = await nextWork(stage.store);
      await stage.store.commit(first.lease, turnOf(first));
      for (const _again of [1, 2, 3]) await stage.restart();
      expect((await nextWork(stage.store)).inbounds[0]?.crashes ?? 0).toBe(0);
    });

    it("starts anew when a person has said that it is to be tried again", async () => {
      await stage.store.accept([text("m1")]);
      for (const _again of [1, 2, 3]) {
        await nextOf(stage.store);
        await stage.restart();
      }
      const work = await nextOf(stage.store);
      await stage.store.fail(work.lease, {
        keys: ["m1"],
        error: "it kills",
        retryAt: fridayNight,
        dead: true,
      });
      expect(await stage.store.retry("m1", fridayNight)).toBe(true);
      expect((await nextWork(stage.store)).inbounds[0]?.crashes ?? 0).toBe(0);
    });
  });
}
