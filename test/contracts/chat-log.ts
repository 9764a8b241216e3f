import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ChatLine, ChatLog } from "../../core/chat-log.ts";

/** Somewhere web chats are kept, which outlives the process that opened it. */
export type ChatLogPlace = {
  /** Opens it there, as a process that starts at that moment does. */
  open(now: number): Promise<ChatLog>;
  remove(): Promise<void>;
};

/** Lines of the places under trial are kept for so long. */
export const KEPT_MS = 60_000;

const fridayNight = Date.parse("2026-11-20T21:41:00Z");
const hello: ChatLine = {
  id: "l1",
  at: fridayNight,
  who: "visitor",
  text: "hej, er I åbne? 🥾",
  clientId: "c1",
};
const answer: ChatLine = {
  id: "l2",
  at: fridayNight + 1,
  who: "shop",
  text: "Tomorrow from 10. Shall I remind you?",
  offer: { askedAt: fridayNight, choices: [{ label: "Yes, please", say: "yes" }] },
};

/** What every log of web chats must do for a visitor, whatever it keeps its lines in. */
export function chatLogContract(name: string, newPlace: () => Promise<ChatLogPlace>): void {
  describe(`a visitor whose chat is kept in ${name}`, () => {
    let place: ChatLogPlace;
    let log: ChatLog;
    beforeEach(async () => {
      place = await newPlace();
      log = await place.open(fridayNight);
    });
    afterEach(async () => {
      await log.close();
      await place.remove();
    });

    async function restart(now = fridayNight): Promise<void> {
      await log.close();
      log = await place.open(now);
    }

    it("finds every line as it was said, in order, after a restart", async () => {
      expect(await log.append("freja", hello)).toEqual({ place: 1, isNew: true });
      expect(await log.append("freja", answer)).toEqual({ place: 2, isNew: true });
      await restart();
      expect(await log.since("freja", 0, 9)).toEqual([
        { ...hello, place: 1 },
        { ...answer, place: 2 },
      ]);
    });

    it("is told only what she has not seen, as much as she asks for", async () => {
      for (let n = 1; n <= 5; n += 1) await log.append("freja", { ...answer, id: `l${n}` });
      const places = async (after: number, limit: number) =>
        (await log.since("freja", after, limit)).map((line) => line.place);
      expect(await places(2, 2)).toEqual([3, 4]);
      expect(await places(5, 2)).toEqual([]);
      expect(await places(9, 2)).toEqual([]);
    });

    it("reads a line once, though it is written ten times at the same moment", async () => {
      const copies = Array.from({ length: 10 }, () => log.append("freja", hello));
      const kept = await Promise.all(copies);
      expect(kept.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(kept.map((each) => each.place))).toEqual(new Set([1]));
      expect(await log.since("freja", 0, 9)).toHaveLength(1);
    });

    it("does not read another visitor's lines", async () => {
      await log.append("freja", hello);
      expect(await log.append("otto", answer)).toMatchObject({ place: 1 });
      expect(await log.since("otto", 0, 9)).toEqual([{ ...answer, place: 1 }]);
      expect(await log.placeOf("otto", hello.id)).toBeUndefined();
      expect(await log.placeOf("freja", hello.id)).toBe(1);
    });

    it("has nothing left once she was erased, and may begin anew", async () => {
      await log.append("freja", hello);
      await log.append("freja", answer);
      await log.erase("freja");
      await restart();
      expect(await log.since("freja", 0, 9)).toEqual([]);
      expect(await log.placeOf("freja", hello.id)).toBeUndefined();
      expect(await log.append("freja", hello)).toEqual({ place: 1, isNew: true });
    });

    it("finds her old lines gone when their time is over, and her new ones where she left off", async () => {
      await log.append("freja", hello);
      await log.append("freja", answer);
      const later = fridayNight + KEPT_MS + 10_000;
      await restart(later);
      const fresh = { ...answer, id: "l3", at: later };
      expect(await log.append("freja", fresh)).toEqual({ place: 3, isNew: true });
      const kept = await log.since("freja", 0, 9);
      expect(kept.at(-1)).toEqual({ ...fresh, place: 3 });
      expect(kept.map(({ id }) => id)).not.toContain("l1");
    });
  });
}
