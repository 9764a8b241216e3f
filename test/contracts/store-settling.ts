import { describe, expect, it } from "@jest/globals";
import { RECEIPT_STATUSES, type ReceiptStatus } from "../../core/message.ts";
import type { Settlement } from "../../core/ports.ts";
import {
  afterTurn,
  answer,
  freja,
  fridayNight,
  inboundsOf,
  leaving,
  MINUTE,
  nextWork,
  onStage,
  type StorePlace,
} from "./store-stage.ts";

/** What became of an attempt, and what the provider says about it afterwards. */
export function settlingContract(newPlace: () => Promise<StorePlace>): void {
  describe("an attempt to reach a customer", () => {
    const stage = onStage(newPlace);
    const later = fridayNight + MINUTE;

    async function attempt(settlement: Settlement, id = "a1") {
      const customer = await afterTurn(stage.store, `m-${id}`, { sends: [answer(id)] });
      await leaving(stage.store);
      await stage.store.settle(id, settlement, fridayNight);
      return customer;
    }

    it("that the provider took is done, and keeps the provider's id as given", async () => {
      await attempt({ kind: "sent", providerId: "twilio:SMaB/9" });
      expect(await stage.store.send("a1")).toMatchObject({
        status: "sent",
        providerId: "twilio:SMaB/9",
      });
      expect(await stage.store.counts()).toMatchObject({ unsent: 0 });
    });

    it("is settled once: a repeated or late word changes nothing", async () => {
      await attempt({ kind: "sent", providerId: "twilio:SM1" });
      await stage.store.settle("a1", { kind: "retry", dueAt: later, error: "late" }, later);
      await stage.store.settle("nobody's", { kind: "cancelled", reason: "no such send" }, later);
      expect(await stage.store.send("a1")).toMatchObject({ status: "sent" });
      expect(await leaving(stage.store, later)).toEqual([]);
    });

    it("that nobody knows about holds up its lane, and is asked about when due", async () => {
      await attempt({ kind: "ambiguous", dueAt: later, error: "timed out" });
      await afterTurn(stage.store, "m2", { sends: [answer("a2", { rank: -1 })] });
      expect(await leaving(stage.store, later - 1)).toEqual([]);
      expect(await stage.store.takeSends({ now: later, limit: 9 })).toMatchObject([
        { id: "a1", status: "ambiguous", startedAt: fridayNight, error: "timed out" },
      ]);
      await stage.store.settle("a1", { kind: "retry", dueAt: later, error: "never got it" }, later);
      expect(await stage.store.takeSends({ now: later, limit: 9 })).toMatchObject([{ id: "a2" }]);
    });

    it("that is no longer right to make is cancelled, with its reason", async () => {
      await attempt({ kind: "cancelled", reason: "opted out" });
      expect(await stage.store.send("a1")).toMatchObject({
        status: "cancelled",
        error: "opted out",
      });
    });

    it("that is postponed was no attempt, and does not hold up its lane", async () => {
      await attempt({ kind: "postponed", notBefore: later, reason: "the team is not there" });
      await afterTurn(stage.store, "m2", { sends: [answer("a2")] });
      expect(await stage.store.send("a1")).toMatchObject({
        status: "pending",
        tries: 0,
        notBefore: later,
      });
      expect(await leaving(stage.store)).toEqual(["a2"]);
      await stage.store.settle("a2", { kind: "sent", providerId: "twilio:SM2" }, fridayNight);
      expect(await leaving(stage.store, later)).toEqual(["a1"]);
    });

    it("stays unclear when it is postponed while it is unclear", async () => {
      await attempt({ kind: "ambiguous", dueAt: fridayNight, error: "timed out" });
      await leaving(stage.store);
      await stage.store.settle("a1", { kind: "postponed", notBefore: later, reason: "r" }, later);
      expect(await stage.store.send("a1")).toMatchObject({ status: "ambiguous", tries: 1 });
    });

    it.each<Settlement>([
      { kind: "retry", dueAt: fridayNight, error: "late" },
      { kind: "ambiguous", dueAt: fridayNight, error: "late" },
      { kind: "postponed", notBefore: fridayNight, reason: "late" },
      { kind: "cancelled", reason: "late" },
      { kind: "dead", error: "late" },
    ])(
      "that is unclear stays so until somebody asks: it is not settled by a word too many: $kind",
      async (word) => {
        await attempt({ kind: "ambiguous", dueAt: later, error: "timed out" });
        await stage.store.settle("a1", word, fridayNight);
        expect(await stage.store.send("a1")).toMatchObject({ status: "ambiguous", tries: 1 });
        expect(await leaving(stage.store, later - 1)).toEqual([]);
        expect(await stage.store.takeSends({ now: later, limit: 9 })).toMatchObject([
          { id: "a1", status: "ambiguous", error: "timed out" },
        ]);
      },
    );

    it("that is unclear is shown before all that waits, however much that is", async () => {
      await attempt({ kind: "ambiguous", dueAt: later, error: "timed out" });
      const sends = Array.from({ length: 501 }, (_, n) => answer(`b${n}`, { lane: `b${n}` }));
      await afterTurn(stage.store, "m2", { sends }, "sms:+4540506070");
      const shown = (await stage.store.inbox()).sends;
      expect(shown).toHaveLength(500);
      expect(shown[0]).toMatchObject({ id: "a1", status: "ambiguous" });
    });

    it("that is unclear has arrived if the provider says so, whoever asked and however late", async () => {
      await attempt({ kind: "ambiguous", dueAt: later, error: "timed out" });
      await stage.store.settle("a1", { kind: "sent", providerId: "twilio:SM1" }, fridayNight);
      expect(await stage.store.send("a1")).toMatchObject({
        status: "sent",
        providerId: "twilio:SM1",
      });
      expect(await leaving(stage.store, later)).toEqual([]);
    });

    it("begins its tries anew once it is known not to have arrived, however often servers died while it was asked about", async () => {
      await attempt({ kind: "ambiguous", dueAt: fridayNight, error: "timed out" });
      for (const _life of [1, 2, 3]) {
        await leaving(stage.store);
        await stage.restart();
      }
      await leaving(stage.store);
      const retry = { kind: "retry", dueAt: fridayNight, error: "never got it" } as const;
      await stage.store.settle("a1", retry, fridayNight);
      expect(await stage.store.takeSends({ now: fridayNight, limit: 9 })).toMatchObject([
        { id: "a1", status: "sending", tries: 1 },
      ]);
      await stage.store.settle("a1", { kind: "retry", dueAt: later, error: "429" }, fridayNight);
      expect(await stage.store.takeSends({ now: later, limit: 9 })).toMatchObject([{ tries: 2 }]);
    });

    it("that is given up comes back to the conversation", async () => {
      const settlement = {
        kind: "dead",
        error: "21211: invalid number",
        errorCode: "21211",
      } as const;
      const customer = await attempt(settlement);
      const work = await nextWork(stage.store);
      expect(work.lease.customer).toBe(customer);
      expect(inboundsOf(work)).toEqual([
        {
          kind: "receipt",
          key: "failed:a1",
          receivedAt: fridayNight,
          sendId: "a1",
          status: "failed",
          errorCode: "21211",
        },
      ]);
      await stage.restart();
      expect(inboundsOf(await nextWork(stage.store))).toEqual(inboundsOf(work));
      expect((await stage.store.inbox()).sends).toMatchObject([
        { id: "a1", status: "dead", error: "21211: invalid number" },
      ]);
    });

    it("that was given up is made again when a person says so, or let go", async () => {
      await attempt({ kind: "dead", error: "no channel" });
      await attempt({ kind: "dead", error: "no channel" }, "a2");
      expect(await stage.store.counts()).toMatchObject({ deadSends: 2 });
      expect(await stage.store.retry("a1", later)).toBe(true);
      expect(await stage.store.discard("a2")).toBe(true);
      expect(await stage.store.retry("a2", later)).toBe(false);
      expect(await stage.store.discard("a1")).toBe(false);
      expect(await stage.store.takeSends({ now: later, limit: 9 })).toMatchObject([
        { id: "a1", tries: 1 },
      ]);
      expect(await stage.store.counts()).toMatchObject({ deadSends: 0, unsent: 1 });
    });
  });

  describe("a delivery receipt", () => {
    const stage = onStage(newPlace);

    async function afterReceipts(...statuses: ReceiptStatus[]) {
      await afterTurn(stage.store, "m1", { sends: [answer("a1")] });
      await leaving(stage.store);
      await stage.store.settle("a1", { kind: "sent", providerId: "twilio:SM1" }, fridayNight);
      for (const [n, status] of statuses.entries()) {
        await afterTurn(stage.store, `r${n}`, {
          deliveries: [{ providerId: "twilio:SM1", status }],
        });
      }
      return (await stage.store.send("a1"))?.receipt;
    }

    it("is remembered with its error, by our own id as by the provider's", async () => {
      await afterReceipts();
      const failed = { sendId: "a1", status: "undelivered", errorCode: "30003" } as const;
      await afterTurn(stage.store, "r9", { deliveries: [failed] });
      expect(await stage.store.send("a1")).toMatchObject({
        receipt: "undelivered",
        error: "30003",
      });
    });

    it.each<[string, ReceiptStatus[], ReceiptStatus]>([
      ["moves forwards", ["queued", "sent", "delivered", "read"], "read"],
      ["never moves backwards", ["delivered", "sent", "queued"], "delivered"],
      ["does not turn a message that was read into one that failed", ["read", "failed"], "read"],
      [
        "does not turn a delivered message into one that failed",
        ["delivered", "undelivered"],
        "delivered",
      ],
      ["lets a failure stand", ["sent", "failed", "read", "delivered", "undelivered"], "failed"],
    ])("%s", async (_what, statuses, expected) => {
      expect(await afterReceipts(...statuses)).toBe(expected);
    });

    it("may be the first word about a message, whatever it says", async () => {
      for (const status of RECEIPT_STATUSES) {
        const id = `first-${status}`;
        await afterTurn(stage.store, id, { sends: [answer(id, { to: freja, lane: id })] });
        await afterTurn(stage.store, `r-${id}`, { deliveries: [{ sendId: id, status }] });
        expect(await stage.store.send(id)).toMatchObject({ receipt: status });
      }
    });
  });
}
