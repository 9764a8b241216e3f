import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import { openDraft } from "../core/draft.ts";
import {
  askedForPerson,
  fridayNight,
  mondayOpening,
  mondayPromise,
  signesConversation,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { deskAction } from "./desk-actions.ts";
import { holdAgain, releaseHeld } from "./held-lines.ts";
import { isWindowShut, planWindow } from "./whatsapp-window.ts";

const HOUR_MS = 60 * 60_000;
const endsAt = fridayNight + 24 * HOUR_MS;
const atNight = (instant: number) => {
  const hour = new Date(instant + HOUR_MS).getUTCHours(); // Copenhagen's winter
  return hour >= 20 || hour < 9;
};
const plan = (more: Partial<Parameters<typeof planWindow>[0]> = {}) =>
  planWindow({
    now: fridayNight,
    endsAt,
    answerBy: mondayPromise,
    hasTemplate: false,
    isQuiet: atNight,
    ...more,
  });

describe("a customer on WhatsApp who waits for Monday", () => {
  it("is asked for a word as late on Saturday as is decent, for their window ends at night", () => {
    const asked = plan();
    expect(asked).toEqual({
      kind: "tap",
      at: Date.parse("2026-11-21T19:56:00+01:00") - 15 * 60_000,
    });
  });

  it("is asked for nothing where the answer comes in time, or a template can ask later", () => {
    expect(plan({ answerBy: endsAt })).toEqual({ kind: "fits" });
    expect(plan({ hasTemplate: true })).toEqual({ kind: "template" });
  });

  it("is asked in the last hours where those are the only decent ones, and not at all at night", () => {
    const morning = Date.parse("2026-11-21T09:00:00+01:00");
    const early = { now: morning - 2 * HOUR_MS, endsAt: morning + HOUR_MS };
    expect(plan(early)).toEqual({ kind: "tap", at: morning });
    expect(plan({ now: morning - 2 * HOUR_MS, endsAt: morning - HOUR_MS })).toEqual({
      kind: "shuts",
    });
  });
});

const mette = { id: "U1METTE", name: "Mette" };
const sid = `HX${"a".repeat(32)}`;
const whatsapp = { to: "whatsapp:+46701740642", from: "whatsapp:+14155238886" } as const;

function held(more: Partial<Conversation> = {}): Conversation {
  return signesConversation({
    reach: whatsapp,
    firstName: "Signe",
    whatsappSeenAt: fridayNight,
    holder: { kind: "agent", agent: mette, since: 1, activeAt: 1, handoff: 1 },
    handoff: askedForPerson(fridayNight),
    promises: [
      { id: "p1", kind: "reply_by", madeAt: fridayNight, dueAt: mondayPromise, status: "live" },
    ],
    ...more,
  });
}

function says(text: string, conversation = held(), template: string | undefined = sid) {
  const draft = openDraft("signe", conversation, mondayOpening);
  const shop = smallShop(template === undefined ? {} : { whatsapp: { answer_template: template } });
  const action = { do: "say", text, mark: `C0DESK/${conversation.turn}.1` } as const;
  const click = {
    kind: "agent",
    key: "k",
    receivedAt: mondayOpening,
    agent: mette,
    action,
  } as const;
  deskAction(draft, click, { optedOut: false, shop });
  return draft;
}

const toCustomer = ({ sends }: ReturnType<typeof says>) =>
  sends.filter(({ purpose }) => purpose !== "desk");
const toDesk = ({ sends }: ReturnType<typeof says>) =>
  JSON.stringify(sends.filter(({ purpose }) => purpose === "desk"));

describe("an agent who writes after WhatsApp's 24 hours", () => {
  it("has every line held, while one template asks for a word; the promise is kept", () => {
    const first = says("Your lamp is mended.");
    expect(toCustomer(first)).toMatchObject([
      {
        author: "agent",
        body: { template: { sid, variables: { "1": "Signe", "2": "Harbour & Pine" } } },
      },
    ]);
    expect(first.conversation.promises).toMatchObject([{ status: "kept" }]);
    expect(toDesk(first)).toMatch(/held, and leaves as soon as they write.*template has asked/);
    const second = says("It leaves today.", first.conversation);
    expect(toCustomer(second)).toEqual([]);
    expect(second.conversation.window?.held.map(({ text }) => text)).toEqual([
      "Your lamp is mended.",
      "It leaves today.",
    ]);
  });

  it("is told that nothing can ask them where the shop has no template, and no hour is promised", () => {
    const draft = openDraft("signe", held(), mondayOpening);
    const action = { do: "say", text: "Hello" } as const;
    deskAction(
      draft,
      { kind: "agent", agent: mette, action },
      { optedOut: false, shop: smallShop() },
    );
    expect(toCustomer(draft)).toEqual([]);
    expect(toDesk(draft)).toMatch(/No template is set/);
    expect(draft.conversation.promises).toMatchObject([{ status: "released" }]);
  });

  it("may still edit or take back what is held", () => {
    const line = says("Your lamb is mended.");
    const mark = "C0DESK/0.1";
    const change = (text?: string) => {
      const draft = openDraft("signe", line.conversation, mondayOpening);
      const action = { do: "amend", mark, ...(text === undefined ? {} : { text }) } as const;
      deskAction(
        draft,
        { kind: "agent", agent: mette, action },
        { optedOut: false, shop: smallShop() },
      );
      return draft;
    };
    const edited = change("Your lamp is mended.");
    releaseHeld(edited, whatsapp);
    expect(textsOf(edited)).toContain("Your lamp is mended.");
    expect(textsOf(edited)).not.toContain("Your lamb is mended.");
    const deleted = change();
    expect(releaseHeld(deleted, whatsapp)).toBe(0);
    expect(toDesk(deleted)).toMatch(/Taken back before it left/);
  });
});

describe("a line that WhatsApp gives back because its own clock said no", () => {
  const sent = held({
    whatsappSeenAt: mondayOpening,
    relayed: [{ sendId: "signe-7-0", mark: "C0DESK/1.1", text: "Your lamp is mended." }],
  });

  it("is held once, in however many parts it went out, and leaves when they write", () => {
    const draft = openDraft("signe", sent, mondayOpening);
    const shop = smallShop({ whatsapp: { answer_template: sid } });
    expect(holdAgain(draft, "signe-7-0", shop)).toBe(true);
    expect(holdAgain(draft, "signe-7-0.1", shop)).toBe(false);
    expect(toCustomer(draft)).toMatchObject([{ body: { template: { sid } } }]);
    expect(isWindowShut(draft.conversation, mondayOpening)).toBe(true);
    const later = openDraft("signe", draft.conversation, mondayOpening);
    expect(releaseHeld(later, whatsapp)).toBe(1);
    expect(toCustomer(later)).toMatchObject([
      {
        author: "agent",
        purpose: "relay",
        to: whatsapp.to,
        body: { text: "Your lamp is mended." },
      },
    ]);
    expect(later.conversation.relayed).toMatchObject([{ mark: "C0DESK/1.1" }]);
  });

  it("is not held when the agent had taken it back, nor when the bot wrote it", () => {
    const line = { sendId: "signe-7-0", mark: "C0DESK/1.1", text: "Oops", amended: { at: 1 } };
    const draft = openDraft("signe", { ...sent, relayed: [line] }, mondayOpening);
    holdAgain(draft, "signe-7-0", smallShop());
    expect(draft.conversation.window).toBeUndefined();
    expect(holdAgain(openDraft("signe", sent, mondayOpening), "signe-6-0", smallShop())).toBe(
      false,
    );
  });
});
