import { describe, expect, it } from "@jest/globals";
import type { ConsentChange } from "../../core/decision.ts";
import { StoreUnavailableError } from "../../core/errors.ts";
import {
  afterTurn,
  answer,
  freja,
  fridayNight,
  keysOf,
  nextWork,
  onStage,
  otto,
  receipt,
  type StorePlace,
  shop,
  text,
  turnOf,
} from "./store-stage.ts";

/** Accepted is kept, once, for the right person (G1, G2), and STOP holds from then on (G9). */
export function acceptingContract(newPlace: () => Promise<StorePlace>): void {
  describe("a message that the carrier delivers", () => {
    const stage = onStage(newPlace);

    it("is kept once, though ten copies come at the same moment", async () => {
      const copies = Array.from({ length: 10 }, () => stage.store.accept([text("twilio:SM1")]));
      const outcomes = (await Promise.all(copies)).flat().map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === "kept")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "known")).toHaveLength(9);
      expect(keysOf(await nextWork(stage.store))).toEqual(["twilio:SM1"]);
    });

    it("is kept once, though two copies come in one batch", async () => {
      const [first, second] = await stage.store.accept([text("twilio:SM1"), text("twilio:SM1")]);
      expect(first).toMatchObject({ outcome: "kept" });
      expect(second).toEqual({ ...first, outcome: "known" });
    });

    it("is known again after the server was restarted and the message was answered", async () => {
      await afterTurn(stage.store, "twilio:SM1", {});
      await stage.restart();
      expect(await stage.store.accept([text("twilio:SM1")])).toMatchObject([{ outcome: "known" }]);
      expect(await stage.store.lease({ now: fridayNight, leaseMs: 1 })).toBeUndefined();
    });

    it("makes one person of a new number, though two first messages come in one batch", async () => {
      const [first, second] = await stage.store.accept([text("twilio:SM1"), text("twilio:SM2")]);
      expect(first).toMatchObject({ outcome: "kept" });
      expect(second).toEqual(first);
    });

    it("makes two people of two numbers", async () => {
      await stage.store.accept([text("twilio:SM1"), text("twilio:SM2", { from: otto })]);
      const [her, him] = await Promise.all([freja, otto].map(stage.store.customerOf));
      expect(her).toBeDefined();
      expect(him).toBeDefined();
      expect(her).not.toBe(him);
    });

    it("comes back as it was sent, after a restart", async () => {
      const arrival = text("twilio:SM1", { says: "hvor er min ordre? 🥾 #1042" });
      await stage.store.accept([arrival]);
      await stage.restart();
      const work = await nextWork(stage.store);
      expect(work.inbounds).toEqual([{ inbound: arrival.inbound, tries: 0, crashes: 0 }]);
      expect(work.conversation).toBeUndefined();
      expect(work.addresses).toEqual([freja]);
    });
  });

  describe("an arrival without an address of its own", () => {
    const stage = onStage(newPlace);

    it("finds the customer by the provider's id for what was sent", async () => {
      const customer = await afterTurn(stage.store, "twilio:SM1", { sends: [answer("a1")] });
      await stage.store.takeSends({ now: fridayNight, limit: 1 });
      await stage.store.settle("a1", { kind: "sent", providerId: "twilio:SM99" }, fridayNight);
      const route = { kind: "sent", providerId: "twilio:SM99" } as const;
      expect(await stage.store.accept([receipt("twilio:SM99:delivered", route)])).toEqual([
        { outcome: "kept", customer },
      ]);
    });

    it("finds the customer by our own id", async () => {
      const customer = await afterTurn(stage.store, "twilio:SM1", {});
      expect(await stage.store.accept([receipt("r1", { kind: "customer", customer })])).toEqual([
        { outcome: "kept", customer },
      ]);
    });

    it("is not kept where nobody fits, and makes nobody", async () => {
      const outcomes = await stage.store.accept([
        receipt("r1", { kind: "sent", providerId: "twilio:SM404" }),
        receipt("r2", { kind: "customer", customer: "nobody" }),
        receipt("r3", { kind: "known_address", address: "desk:C1/1.1" }),
      ]);
      expect(outcomes).toEqual(Array(3).fill({ outcome: "unroutable" }));
      expect(await stage.store.customerOf("desk:C1/1.1")).toBeUndefined();
      expect(await stage.store.counts()).toMatchObject({ pending: 0 });
    });
  });

  describe("a customer who texts STOP", () => {
    const stage = onStage(newPlace);
    const stop: ConsentChange = {
      address: freja,
      status: "opted_out",
      at: fridayNight,
      by: "keyword STOP",
    };

    it("is left in peace from the moment the text is accepted, before its turn", async () => {
      await stage.store.accept([{ ...text("twilio:SM1"), consent: stop }]);
      expect(await stage.store.isOptedOut(freja)).toBe(true);
      expect(await stage.store.isOptedOut(otto)).toBe(false);
      expect(await nextWork(stage.store)).toMatchObject({ addresses: [freja], optedOut: [freja] });
    });

    it("is written to again after START, though the carrier repeats the STOP", async () => {
      await stage.store.accept([{ ...text("twilio:SM1"), consent: stop }]);
      const start = { ...stop, status: "opted_in", by: "keyword START" } as const;
      await stage.store.accept([{ ...text("twilio:SM2"), consent: start }]);
      await stage.store.accept([{ ...text("twilio:SM1"), consent: stop }]);
      await stage.restart();
      expect(await stage.store.isOptedOut(freja)).toBe(false);
      expect(await nextWork(stage.store)).toMatchObject({ optedOut: [] });
    });

    it("leaves every word of hers on record, by purpose, and a no to thanks is not a no to answers", async () => {
      const noThanks = { ...stop, purpose: "thanks", by: "import" } as const;
      const start = { ...stop, status: "opted_in", at: fridayNight + 1 } as const;
      await stage.store.accept([{ ...text("twilio:SM1"), consent: stop }]);
      await afterTurn(stage.store, "twilio:SM2", { consent: [start] });
      await stage.store.accept([{ ...text("twilio:SM3"), consent: noThanks }]);
      expect(await stage.store.isOptedOut(freja)).toBe(false);
      const said = [...((await stage.store.consents?.(freja)) ?? [])];
      const byTime = (one: ConsentChange, other: ConsentChange) => one.at - other.at;
      expect(said.sort(byTime)).toEqual([stop, start, noThanks].sort(byTime));
      expect(await stage.store.consents?.(otto)).toEqual([]);
    });

    it("is left in peace when a turn learns it from the carrier", async () => {
      await afterTurn(stage.store, "twilio:SM1", { consent: [{ ...stop, by: "twilio 21610" }] });
      expect(await stage.store.isOptedOut(freja)).toBe(true);
    });
  });

  describe("a store that cannot keep anything for a while", () => {
    const stage = onStage(newPlace);

    it("says so, keeps nothing by halves, and goes on when it can again", async () => {
      await stage.store.accept([text("twilio:SM1")]);
      await stage.place.breakDown();
      const refused = [text("twilio:SM2"), text("twilio:SM3", { from: otto })].map((arrival) =>
        stage.store.accept([arrival]),
      );
      const outcomes = await Promise.allSettled(refused);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({
          status: "rejected",
          reason: expect.any(StoreUnavailableError),
        });
      }
      await stage.place.repair();
      expect(await stage.store.customerOf(otto)).toBeUndefined();
      expect(await stage.store.accept([text("twilio:SM2")])).toMatchObject([{ outcome: "kept" }]);
      expect(keysOf(await nextWork(stage.store))).toEqual(["twilio:SM1", "twilio:SM2"]);
    });

    it("leaves a turn and a send as they were, to be done again", async () => {
      await afterTurn(stage.store, "twilio:SM1", { sends: [answer("a1")] });
      await stage.store.accept([text("twilio:SM2")]);
      const work = await nextWork(stage.store);
      const change = turnOf(work, { sends: [answer("a2")] });
      await stage.place.breakDown();
      await expect(stage.store.commit(work.lease, change)).rejects.toThrow(StoreUnavailableError);
      await expect(stage.store.takeSends({ now: fridayNight, limit: 9 })).rejects.toThrow(
        StoreUnavailableError,
      );
      await stage.place.repair();
      expect(await stage.store.send("a1")).toMatchObject({ status: "pending", tries: 0 });
      expect(await stage.store.takeSends({ now: fridayNight, limit: 9 })).toMatchObject([
        { id: "a1" },
      ]);
      expect(await stage.store.commit(work.lease, change)).toBe("committed");
    });

    it("refuses once it is closed", async () => {
      await stage.store.close();
      await expect(stage.store.accept([text("twilio:SM1")])).rejects.toThrow(StoreUnavailableError);
      await expect(stage.store.customerOf(shop)).rejects.toThrow(StoreUnavailableError);
    });
  });

  describe("one arrival that cannot be kept", () => {
    const stage = onStage(newPlace);

    it("does not take the others of the same moment with it", async () => {
      const broken = text("twilio:SM1", { at: Number.NaN });
      const outcomes = await Promise.allSettled([
        stage.store.accept([text("twilio:SM0")]),
        stage.store.accept([broken]),
        stage.store.accept([text("twilio:SM2", { from: otto })]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(await stage.store.counts()).toMatchObject({ pending: 2 });
    });
  });
}
