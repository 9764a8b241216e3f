import { describe, expect, it } from "@jest/globals";
import { newConversation } from "../../core/conversation.ts";
import type { NewSend } from "../../core/decision.ts";
import type { Address } from "../../core/message.ts";
import {
  afterTurn,
  answer,
  freja,
  fridayNight,
  keysOf,
  LEASE_MS,
  leaving,
  MINUTE,
  nextWork,
  onStage,
  otto,
  type StorePlace,
  text,
  turnOf,
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

    it("is not heard twice, though the carrier brings what they wrote before once more", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      await afterTurn(stage.store, "twilio:SM2", {}, otto);
      await stage.store.join([otto], her);
      const copy = await stage.store.accept([text("twilio:SM2", { from: otto })]);
      expect(copy).toMatchObject([{ outcome: "known" }]);
    });

    it("may have an address that nobody wrote from yet", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      await stage.store.join(["email:freja@example.com"], her);
      expect(await stage.store.customerOf("email:freja@example.com")).toBe(her);
    });
  });

  describe("a customer who wants to be forgotten", () => {
    const stage = onStage(newPlace);

    it("reads everything that is kept about them before", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", { sends: [answer("a1"), card("d1")] });
      await stage.store.accept([text("twilio:SM2", { says: "and my gloves?" })]);
      const kept = await stage.store.dossier(her);
      expect(kept).toMatchObject({ customer: her, addresses: [freja] });
      expect(kept.sends.map(({ id }) => id).sort()).toEqual(["a1", "d1"]);
      expect(kept.journal).toHaveLength(1);
      expect(kept.conversation).toBeDefined();
      expect(JSON.stringify(kept.inbounds)).toContain("and my gloves?");
    });

    it("is a stranger afterwards, and nothing of theirs is done or sent any more", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", { sends: [answer("a1"), card("d1")] });
      await stage.store.accept([text("twilio:SM2")]);
      for (let times = 0; times < 2; times += 1) await stage.store.erase(her);
      expect(await stage.store.customerOf(freja)).toBeUndefined();
      expect(await stage.store.conversation(her)).toBeUndefined();
      expect(await leaving(stage.store)).toEqual([]);
      expect(await stage.store.lease({ now: fridayNight, leaseMs: LEASE_MS })).toBeUndefined();
      expect(await stage.store.counts()).toMatchObject({ pending: 0, unsent: 0, dead: 0 });
      await stage.restart();
      const { customer: _, ...kept } = await stage.store.dossier(her);
      expect(kept).toEqual({
        addresses: [],
        conversation: undefined,
        journal: [],
        inbounds: [],
        sends: [],
        consents: [],
      });
    });

    it("is not brought back by the turn and the send that were under way, nor by a copy of an old message", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", { sends: [answer("a1")] });
      await stage.store.accept([text("twilio:SM2")]);
      const work = await nextWork(stage.store);
      await stage.store.takeSends({ now: fridayNight, limit: 10 });
      await stage.store.erase(her);
      expect(await stage.store.commit(work.lease, turnOf(work))).toBe("lost");
      await stage.store.settle("a1", { kind: "sent", providerId: "twilio:SM99" }, fridayNight);
      expect(await stage.store.send("a1")).toBeUndefined();
      const [copy] = await stage.store.accept([text("twilio:SM2")]);
      expect(copy?.outcome).not.toBe("kept");
      expect((await stage.store.dossier(her)).inbounds).toEqual([]);
      expect(await stage.store.lease({ now: fridayNight, leaseMs: LEASE_MS })).toBeUndefined();
    });

    it("hears nothing more though they said so while they were being forgotten", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", {});
      const phones = Array.from({ length: 20 }, (_, n): Address => `sms:+45305060${n}`);
      await stage.store.join(phones, her);
      const forgotten = stage.store.erase(her);
      const stop = { status: "opted_out", at: fridayNight, by: "keyword STOP" } as const;
      // The last first: some of it comes before that phone is looked at, some after, some when all is over.
      for (const [n, address] of phones.toReversed().entries()) {
        const said = text(`twilio:ST${n}`, { from: address, says: "STOP" });
        await stage.store.accept([{ ...said, consent: { ...stop, address } }]);
      }
      await forgotten;
      const silent = await Promise.all(phones.map((phone) => stage.store.isOptedOut(phone)));
      expect(phones.filter((_, n) => !silent[n])).toEqual([]);
    });

    it("hears nothing more if they had said so, until they say START", async () => {
      const stop = { address: freja, at: fridayNight, by: "keyword STOP" } as const;
      await stage.store.accept([
        { ...text("twilio:SM1"), consent: { ...stop, status: "opted_out" } },
      ]);
      const her = (await stage.store.customerOf(freja)) ?? "";
      await stage.store.erase(her);
      expect(await stage.store.isOptedOut(freja)).toBe(true);
      expect(await stage.store.isOptedOut(otto)).toBe(false);
      await stage.store.accept([
        { ...text("twilio:SM3"), consent: { ...stop, status: "opted_in", by: "keyword START" } },
      ]);
      expect(await stage.store.isOptedOut(freja)).toBe(false);
    });
  });

  describe("what has been kept for long enough", () => {
    const stage = onStage(newPlace);
    const aYearLater = fridayNight + 365 * 24 * 60 * MINUTE;
    const day = 24 * 60 * MINUTE;
    const clearOut = async (
      since: Partial<{ messages: number; turns: number; people: number }>,
      trial = false,
    ) => stage.store.clearOut?.({ messages: 0, turns: 0, people: 0, ...since }, { trial });

    it("goes by class: words of settled messages first, then turns, then whoever was silent", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", { sends: [answer("a1")] });
      await leaving(stage.store);
      await stage.store.settle("a1", { kind: "sent", providerId: "twilio:SM9" }, fridayNight);
      const later = fridayNight + day;
      expect((await clearOut({ messages: later }))?.messages).toBeGreaterThan(0);
      expect(await stage.store.send("a1")).toBeUndefined();
      const { inbounds, journal } = await stage.store.dossier(her);
      expect(JSON.stringify(inbounds)).not.toContain("where is my order");
      expect(journal).toHaveLength(1);
      expect(await stage.store.accept([text("twilio:SM1")])).toMatchObject([{ outcome: "known" }]);

      expect(await clearOut({ turns: later })).toMatchObject({ turns: 1 });
      expect(await stage.store.journal(her)).toEqual([]);
      expect(await stage.store.journalSince(0, 10)).toEqual([]);
      expect(await stage.store.customerOf(freja)).toBe(her);

      expect(await clearOut({ people: later })).toMatchObject({ people: 1 });
      expect(await stage.store.customerOf(freja)).toBeUndefined();
      expect(await clearOut({ messages: later, turns: later, people: later })).toEqual({
        ...{ messages: 0, turns: 0, people: 0 },
      });
    });

    it("is counted beforehand, and stays", async () => {
      const her = await afterTurn(stage.store, "twilio:SM1", { sends: [answer("a1")] });
      await leaving(stage.store);
      await stage.store.settle("a1", { kind: "sent", providerId: "twilio:SM9" }, fridayNight);
      const all = { messages: aYearLater, turns: aYearLater, people: aYearLater };
      const counted = await clearOut(all, true);
      expect(counted).toMatchObject({ turns: 1, people: 1 });
      expect(await stage.store.send("a1")).toBeDefined();
      expect(await stage.store.journal(her)).toHaveLength(1);
      expect(await stage.store.customerOf(freja)).toBe(her);
      expect((await clearOut(all))?.messages).toBe(counted?.messages);
    });

    it("is not whoever waits for a person, has something due or unsent, or spoke with us since", async () => {
      const conversation = newConversation();
      const holder = { kind: "waiting", since: fridayNight, handoff: 1 } as const;
      await afterTurn(stage.store, "twilio:SM1", { conversation: { ...conversation, holder } });
      await afterTurn(stage.store, "twilio:SM2", { sends: [answer("b1", { to: otto })] }, otto);
      const lines = [{ at: aYearLater, who: "customer", text: "hi" } as const];
      const talk = { conversation: { ...conversation, lines } };
      await afterTurn(stage.store, "twilio:SM3", talk, "sms:+4511111111");
      await afterTurn(stage.store, "twilio:SM4", {}, "sms:+4522222222");
      await stage.store.accept([text("twilio:SM5", { from: "sms:+4522222222" })]);
      expect(await clearOut({ people: fridayNight + day })).toMatchObject({ people: 0 });
    });

    it("leaves the word of whoever asked for silence", async () => {
      const consent = { address: freja, status: "opted_out", at: fridayNight, by: "STOP" } as const;
      await stage.store.accept([{ ...text("twilio:SM1"), consent }]);
      const work = await nextWork(stage.store);
      await stage.store.commit(work.lease, turnOf(work));
      expect(await clearOut({ people: fridayNight + day })).toMatchObject({ people: 1 });
      expect(await stage.store.customerOf(freja)).toBeUndefined();
      expect(await stage.store.isOptedOut(freja)).toBe(true);
    });
  });
}

function card(id: string): NewSend {
  const body = { kind: "card", handoff: 1 } as const;
  return answer(id, { purpose: "desk", to: "desk:care", lane: "desk:care", body });
}
