import { describe, expect, it } from "@jest/globals";
import type { Send, Settlement } from "../../../core/ports.ts";
import { amendLine } from "../../../handoff/receipts.ts";
import {
  askedForPerson,
  mondayOpening,
  signesConversation,
  signesDraft,
  signesPhone,
} from "../../../test/fixtures/small-shop.ts";
import { asAmended, outcomeOfAmendment } from "./amended.ts";

const mette = { id: "U1", name: "Mette" };
const line = { sendId: "signe-4-0", mark: "C0DESK/1795.1", text: "The lamp costs 20" };
const handoff = askedForPerson(mondayOpening);

function row(more: Partial<Send> = {}): Send {
  return {
    id: line.sendId,
    customer: "signe",
    purpose: "relay",
    author: "agent",
    to: signesPhone,
    body: { kind: "text", text: line.text },
    lane: "signe/sms",
    rank: 0,
    notBefore: mondayOpening,
    status: "pending",
    createdAt: mondayOpening,
    tries: 0,
    ...more,
  };
}

function amends(text?: string, mark: string = line.mark) {
  const held = { relayed: [line], handoff: { ...handoff, orderNumbers: [] } };
  const draft = signesDraft(held, mondayOpening);
  amendLine(draft, mette, text === undefined ? { mark } : { mark, text });
  return draft;
}

const bySms = [{ carries: ["sms"] as const, split: (text: string) => text.split("|") }];

describe("an agent who edits or deletes a line that has not left yet", () => {
  it("has it leave as it reads now, or not at all", () => {
    const edited = asAmended(row(), amends("The lamp costs 200").conversation, bySms);
    expect(edited.send.body).toEqual({ kind: "text", text: "The lamp costs 200" });
    const deleted = asAmended(row(), amends().conversation, bySms);
    expect(deleted.stopped).toMatchObject({ kind: "cancelled" });
  });

  it("keeps the words of a line that would not fit one message any more", () => {
    const { send } = asAmended(row(), amends("one|two").conversation, bySms);
    expect(send.body).toEqual({ kind: "text", text: line.text });
  });

  it("keeps the line's files, and the words about where they are read", () => {
    const files = [
      { url: "https://shop.example/files/a", contentType: "image/png", name: "a", bytes: 1 },
    ];
    const text = `${line.text}\nhttps://shop.example/files/b`;
    const { send } = asAmended(
      row({ body: { kind: "text", text, files } }),
      amends("The lamp costs 200").conversation,
      bySms,
    );
    const changed = "The lamp costs 200\nhttps://shop.example/files/b";
    expect(send.body).toEqual({ kind: "text", text: changed, files });
  });

  it("takes back the files with the words", () => {
    const { stopped } = asAmended(row({ id: `${line.sendId}.1` }), amends().conversation, bySms);
    expect(stopped).toMatchObject({ kind: "cancelled" });
  });

  it("hears that words added to a file go nowhere: there is no message of words to change", () => {
    const held = { relayed: [{ ...line, text: "" }], handoff: { ...handoff, orderNumbers: [] } };
    const draft = signesDraft(held, mondayOpening);
    amendLine(draft, mette, { mark: line.mark, text: "your label" });
    expect(draft.sends).toMatchObject([
      { body: { kind: "whisper", text: expect.stringContaining("write them as a new line") } },
    ]);
    expect(draft.conversation.relayed).toEqual(held.relayed);
  });

  it("changes nobody else's words", () => {
    const other = asAmended(row({ id: "signe-5-0" }), amends("new").conversation, bySms);
    expect(other.send.body).toEqual({ kind: "text", text: line.text });
    expect(asAmended(row(), signesConversation(), bySms).stopped).toBeUndefined();
  });

  it("is not bothered about internal words", () => {
    expect(amends("new", "C0DESK/9.9").sends).toEqual([]);
  });
});

describe("what the agent hears about it", () => {
  const at = mondayOpening;
  let offered: string | undefined;
  let hangs: Settlement | undefined;

  async function told(more: Partial<Send>, deleted = false) {
    const [asked] = amends(deleted ? undefined : "new").sends;
    if (asked?.body.kind !== "amendment") throw new Error("the agent is told what became of it");
    const clock = { now: () => at + 5_000, sleep: async () => {} };
    const store = { send: async (id: string) => (id === line.sendId ? row(more) : undefined) };
    const { conversation } = amends(deleted ? undefined : "new");
    const ports = { store, clock, channels: bySms };
    const { send, stopped } = await outcomeOfAmendment(
      row({ id: "told" }),
      asked.body,
      conversation,
      ports,
    );
    offered = send.body.kind === "whisper" ? send.body.offer : undefined;
    hangs = stopped;
    return stopped?.kind ?? (send.body.kind === "whisper" ? send.body.text : send.body.kind);
  }

  it.each([
    ["nothing while it hangs", { status: "retry" }, false, "postponed"],
    ["that it was taken back", { status: "cancelled" }, true, "Taken back before it left"],
    ["that it was changed", { status: "sent", startedAt: at + 1 }, false, "Changed before it left"],
    [
      "that it had left before the edit",
      { status: "sent", startedAt: at - 1 },
      false,
      "cannot be unsaid",
    ],
    [
      "that it had left before the deletion",
      { status: "sent", startedAt: at - 1 },
      true,
      "cannot be unsaid",
    ],
  ] as const)("is %s", async (_what, more, deleted, words) => {
    expect(await told(more, deleted)).toContain(words);
  });

  it("is looked for again a moment later while the line hangs, and not at once", async () => {
    await told({ status: "retry" });
    expect(hangs).toMatchObject({ kind: "postponed", notBefore: at + 7_000 });
  });

  it("is told the truth about a line of several messages: it goes out as it was first written", async () => {
    const body = { kind: "text", text: "The lamp" } as const;
    const words = await told({ status: "sent", startedAt: at + 1, body });
    expect(words).toContain("as you first wrote it");
    expect(offered).toBe("new");
  });

  it("offers the new words as a correction where the old ones have left, and nothing else", async () => {
    await told({ status: "sent", startedAt: at - 1 });
    expect(offered).toBe("new");
    await told({ status: "sent", startedAt: at - 1 }, true);
    expect(offered).toBeUndefined();
    await told({ status: "sent", startedAt: at + 1 });
    expect(offered).toBeUndefined();
  });
});
