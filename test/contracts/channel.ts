import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Channel } from "../../bots/channel.ts";
import type { Address, CustomerMessage } from "../../core/message.ts";
import { type ChannelEdge, textTo } from "../fakes/channel-edge.ts";

/** One channel with the provider (or the page) on its other side, as a customer and the outbox meet it. */
export type ChannelStage = {
  channel: Channel;
  edge: ChannelEdge;
  /**
   * The customer writes, and the provider posts it. The same `id` is the same message. Resolves with what the provider
   * was answered.
   */
  writes(
    text: string,
    how?: { id?: string; forged?: boolean; extra?: Record<string, string> },
  ): Promise<{ status: number; retryAfter?: string | null }>;
  /** What the provider does with our next post; absent where there is no provider between us and the page. */
  provider?(next: "refuses" | "hangs up"): void;
  /** The customer sends a picture; absent where none can be sent. */
  sendsPicture?(): Promise<unknown>;
  /** The buttons that stand under the last text; absent where there are none, and the words number what they offer. */
  buttons?(): Promise<readonly string[]>;
  /** The customer taps the n-th of them. */
  taps?(n: number): Promise<unknown>;
  /** How often the customer has been shown that we are typing; absent where nobody can see such a thing. */
  typed?(): Promise<number>;
  /** The provider says that this row of the outbox was delivered; absent where it never says so. */
  delivers?(sendId: string): Promise<unknown>;
  /** Every text that has reached the customer from us, in order. */
  read(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** What every channel that carries customers must do, whatever stands on its other side. */
export function channelContract(
  name: string,
  open: () => Promise<ChannelStage>,
  /**
   * `limit`: the longest text that is one message there; absent: any length is. `isPage`: it is never written to unless a
   * visitor opened it, so that STOP is a word there like any other. `reports`: its provider says what has arrived.
   */
  {
    limit,
    isPage = false,
    reports = false,
  }: { limit?: number; isPage?: boolean; reports?: boolean } = {},
): void {
  describe(`a customer on ${name}`, () => {
    let stage: ChannelStage;
    beforeAll(async () => {
      stage = await open();
    });
    afterAll(() => stage.close());
    beforeEach(() => {
      stage.edge.away(false);
      stage.edge.forget();
    });
    const messages = () =>
      stage.edge.kept.flatMap(({ inbound }) => (inbound.kind === "message" ? [inbound] : []));
    const reach = async (): Promise<CustomerMessage> => {
      await stage.writes("hello");
      const message = messages().at(-1);
      if (!message) throw new Error("what a customer writes must be kept");
      return message;
    };
    const row = async (text: string, id: string) => {
      const { from, to } = await reach();
      return textTo(from, text, { id, from: to });
    };

    it("is kept under an address that this channel carries, with the words as they were written", async () => {
      const words = `a+b & c=d [x] 'y' "z" 100% <b> æøå 👍🏽`;
      expect((await stage.writes(words)).status).toBe(200);
      expect(messages().map(({ text }) => text)).toEqual([words]);
      const from = messages()[0]?.from ?? "";
      expect(stage.channel.carries.some((kind) => from.startsWith(`${kind}:`))).toBe(true);
      expect(stage.edge.kept[0]?.route).toMatchObject({ kind: "address", address: from });
    });

    it("is kept once, however often and in parallel the same message comes", async () => {
      const copies = Array.from({ length: 5 }, () => stage.writes("hi", { id: "same" }));
      expect((await Promise.all(copies)).map(({ status }) => status)).toEqual(Array(5).fill(200));
      expect(messages()).toHaveLength(1);
    });

    it("is heard though the provider sends fields that nobody knows yet", async () => {
      expect((await stage.writes("hi", { extra: { brandNew: "2027" } })).status).toBe(200);
      expect(messages()).toHaveLength(1);
    });

    it("cannot be spoken for by somebody without the right signature", async () => {
      const { status } = await stage.writes("hi", { forged: true });
      expect([401, 403]).toContain(status);
      expect(stage.edge.kept).toEqual([]);
    });

    it("is asked to write again while nothing can be kept, and is kept then", async () => {
      stage.edge.away(true);
      const { status, retryAfter } = await stage.writes("hi", { id: "later" });
      expect(status).toBe(503);
      expect(Number(retryAfter)).toBeGreaterThan(0);
      stage.edge.away(false);
      expect((await stage.writes("hi", { id: "later" })).status).toBe(200);
      expect(messages()).toHaveLength(1);
      expect(stage.edge.failures).toEqual([]);
    });

    const silence = isPage ? "is not silenced by STOP" : "is silenced by STOP";
    it(`${silence} and heard again by START, but not by words that contain them`, async () => {
      const [out, stop] = isPage ? [] : ["opted_out", "stop"];
      for (const text of ["Stop", "start", "stop the order", "please start the return"]) {
        await stage.writes(text);
      }
      expect(stage.edge.kept.map(({ consent }) => consent?.status)).toEqual([
        out,
        "opted_in",
        undefined,
        undefined,
      ]);
      expect(messages().map(({ optOut }) => optOut)).toEqual([stop, "start", undefined, undefined]);
      const addresses = stage.edge.kept.flatMap(({ consent }) => consent?.address ?? []);
      expect(new Set(addresses)).toEqual(new Set([messages()[0]?.from]));
    });

    it("reads an answer as it was written", async () => {
      const words =
        "Order #1042 <b>left</b> *yesterday* & arrives _tomorrow_: https://track.example/?a=1&b=2";
      const outcome = await stage.channel.send({ send: await row(words, "c1-2-0") });
      expect(outcome).toMatchObject({
        kind: "accepted",
        providerId: expect.stringMatching(/^\w+:.+/),
      });
      expect((await stage.read()).at(-1)).toBe(words);
    });

    it("reads a long answer whole, in parts that each fit", async () => {
      const words = Array.from({ length: 900 }, (_, n) => `Word${n} 👍🏽 is here.`).join(" ");
      const { from, to } = await reach();
      const parts = stage.channel.split?.(words, from) ?? [words];
      if (limit !== undefined)
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(limit);
      const before = (await stage.read()).length;
      for (const [n, part] of parts.entries()) {
        const send = textTo(from, part, { id: `c1-3-${n}`, from: to });
        expect(await stage.channel.send({ send })).toMatchObject({ kind: "accepted" });
      }
      expect((await stage.read()).slice(before).join(" ")).toBe(words);
    });

    it("chooses by a button where there are any, and by the number in the words everywhere", async () => {
      const text = "Which one is it?\n1. Boots (size: 42)\n2. Scarf & gloves";
      const choices = [
        { label: "Boots (size: 42)", say: "1" },
        { label: "Scarf & gloves", say: "2" },
      ];
      const send = await row(text, "c1-7-0");
      const asked = { ...send, body: { kind: "text", text, choices } as const };
      expect(await stage.channel.send({ send: asked })).toMatchObject({ kind: "accepted" });
      expect((await stage.read()).at(-1)).toBe(text);
      expect(await stage.buttons?.()).toEqual(
        stage.buttons ? choices.map(({ label }) => label) : undefined,
      );
      await stage.writes("2");
      expect(messages().at(-1)).toMatchObject({ text: "2" });
      expect(messages().at(-1)?.tap).toBeUndefined();
      await stage.taps?.(1);
      expect(messages().at(-1)).toMatchObject({
        text: "2",
        ...(stage.taps && {
          from: send.to,
          tap: { payload: "2", text: "Scarf & gloves", askedAt: send.createdAt },
        }),
      });
    });

    it("sees that an answer is being made, where such a thing can be seen", async () => {
      const { from, to } = await reach();
      const before = await stage.typed?.();
      const lines = (await stage.read()).length;
      expect(stage.channel.typing === undefined).toBe(stage.typed === undefined);
      await stage.channel.typing?.({ to: from, from: to });
      expect(await stage.typed?.()).toBe(before === undefined ? undefined : before + 1);
      expect((await stage.read()).length).toBe(lines); // a sign is no words
    });

    it("sends a picture, which is kept with its kind and where to fetch it", async () => {
      if (!stage.sendsPicture) return expect(stage.channel.fetchFile).toBeUndefined();
      await stage.sendsPicture();
      expect(messages().at(-1)?.media).toMatchObject([
        { contentType: expect.stringMatching(/^image\//), url: expect.stringMatching(/^https:/) },
      ]);
    });

    const isReported = async () => {
      await Promise.all([stage.delivers?.("c1-8-0"), stage.delivers?.("c1-8-0")]);
      const told = stage.edge.kept.flatMap(({ inbound }) =>
        inbound.kind === "receipt" && inbound.sendId === "c1-8-0" ? [inbound] : [],
      );
      expect(told).toMatchObject([{ kind: "receipt", status: "delivered" }]);
    };
    if (reports) it("is known to have been reached, once, however often it is said", isReported);

    it("is not sent what this channel cannot carry, and nobody's failure is a rejection", async () => {
      const send = { ...textTo("desk:care", "x"), body: { kind: "card", handoff: 1 } as const };
      expect(await stage.channel.send({ send })).toMatchObject({
        kind: "refused",
        reaction: "give_up",
      });
      const nowhere = `${stage.channel.carries[0]}:` as Address; // an address of nobody
      expect((await stage.channel.send({ send: textTo(nowhere, "x") })).kind).toEqual(
        expect.any(String),
      );
    });

    it("is known not to have read what was refused, and perhaps to have read what got no answer", async () => {
      const send = await row("Are you there?", "c1-4-0");
      if (!stage.provider) {
        expect(await stage.channel.reconcile({ send })).toEqual({ kind: "not_sent" });
        const first = await stage.channel.send({ send });
        expect(await stage.channel.reconcile({ send })).toEqual(first);
        return;
      }
      stage.provider("refuses");
      expect(await stage.channel.send({ send })).toMatchObject({ kind: "refused" });
      stage.provider("hangs up");
      const before = (await stage.read()).length;
      expect(await stage.channel.send({ send })).toMatchObject({ kind: "unclear" });
      expect((await stage.read()).length - before).toBeLessThanOrEqual(1);
      const found = await stage.channel.reconcile({ send });
      expect(["accepted", "not_sent", "unknown"]).toContain(found.kind);
    });
  });
}
