import { describe, expect, it } from "@jest/globals";
import {
  afterTurn,
  freja,
  fridayNight,
  keysOf,
  nextWork,
  onStage,
  otto,
  type StorePlace,
  text,
} from "./store-stage.ts";

/** Two who turn out to be one, and one who turns out to be two. */
export function peopleContract(newPlace: () => Promise<StorePlace>): void {
  describe("somebody who turns out to be somebody we know", () => {
    const stage = onStage(newPlace);

    it("is them from then on, at every address of theirs, after a restart too", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      const him = await afterTurn(stage.store, "twilio:SM2", {}, otto);
      await stage.store.join(await stage.store.addressesOf(him), her);
      await stage.restart();
      expect(await stage.store.customerOf(otto)).toBe(her);
      expect(await stage.store.addressesOf(her)).toEqual([freja, otto]);
      expect(await stage.store.addressesOf(him)).toEqual([]);
      await stage.store.accept([text("twilio:SM3", { from: otto })]);
      const work = await nextWork(stage.store);
      expect(work.lease.customer).toBe(her);
      expect(work.addresses).toEqual([freja, otto]);
    });

    it("joins once, though it is asked for twice, and parts again with what is theirs", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      const him = await afterTurn(stage.store, "twilio:SM2", {}, otto);
      for (const into of [her, her, him]) await stage.store.join([otto], into);
      expect(await stage.store.addressesOf(her)).toEqual([freja]);
      expect(await stage.store.addressesOf(him)).toEqual([otto]);
      await stage.store.accept([text("twilio:SM3", { from: otto })]);
      expect((await nextWork(stage.store)).lease.customer).toBe(him);
    });

    it("takes what they said about being written to along, and may take it back there", async () => {
      const stop = { address: otto, status: "opted_out", at: fridayNight, by: "keyword STOP" };
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      await stage.store.accept([
        { ...text("twilio:SM2", { from: otto }), consent: { ...stop, status: "opted_out" } },
      ]);
      await stage.store.join([otto], her);
      expect(await stage.store.isOptedOut(otto)).toBe(true);
      expect(await stage.store.isOptedOut(freja)).toBe(false);
      await stage.store.accept([
        {
          ...text("twilio:SM3", { from: otto }),
          consent: { ...stop, status: "opted_in", by: "keyword START" },
        },
      ]);
      expect(await stage.store.isOptedOut(otto)).toBe(false);
    });

    it("keeps what came in before they joined for a turn of its own", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      await stage.store.accept([text("twilio:SM2", { from: otto })]);
      const him = await stage.store.customerOf(otto);
      await stage.store.join([otto], her);
      const work = await nextWork(stage.store);
      expect(work.lease.customer).toBe(him);
      expect(keysOf(work)).toEqual(["twilio:SM2"]);
    });

    it("may have an address that nobody wrote from yet", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      await stage.store.join(["email:freja@example.com"], her);
      expect(await stage.store.customerOf("email:freja@example.com")).toBe(her);
    });
  });
}
