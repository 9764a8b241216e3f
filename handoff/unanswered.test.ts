import { describe, expect, it } from "@jest/globals";
import type { Conversation, Line } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";
import {
  askedForPerson,
  mondayOpening,
  shopsNumber,
  signesDraft,
  signesPhone,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { deskAction } from "./desk-actions.ts";
import { notProcessed, stillUnanswered, watchAnswer } from "./unanswered.ts";

const MINUTE_MS = 60_000;
const shop = smallShop({}, { escalate_to: "leads" });
const asked = mondayOpening + 5 * MINUTE_MS;
const mondayClosing = Date.parse("2026-11-23T19:00:00+01:00");
const tuesdayOpening = Date.parse("2026-11-24T10:00:00+01:00");

const question: Line = { at: asked, who: "customer", text: "are you there?" };
const answer: Line = { at: asked + MINUTE_MS, who: "agent", name: "Mette", text: "yes" };

function held(lines: Line[] = [question]): Partial<Conversation> {
  const agent = { id: "U1", name: "Mette" };
  return {
    holder: { kind: "agent", agent, since: mondayOpening, activeAt: mondayOpening, handoff: 1 },
    handoff: askedForPerson(mondayOpening),
    lines,
  };
}

function reminded(nth: number, conversation = held()): Draft {
  const draft = signesDraft(conversation, asked + nth * 10 * MINUTE_MS);
  stillUnanswered(draft, `${asked}/${nth}`, shop, shop.phrases("en"));
  return draft;
}

describe("a customer who writes to an agent", () => {
  it.each([
    ["ten minutes later", asked, asked + 10 * MINUTE_MS],
    ["in staffed time only", mondayClosing - MINUTE_MS, tuesdayOpening + 9 * MINUTE_MS],
  ])("has somebody look after the answer %s", (_when, at, dueAt) => {
    const draft = signesDraft(held([]), at);
    watchAnswer(draft, draft.conversation, shop);
    expect(draft.timers.set).toMatchObject([{ timer: "unanswered", subject: `${at}/1`, dueAt }]);
  });

  it("starts the clock once, however often they ask", () => {
    const draft = signesDraft(held(), asked + MINUTE_MS);
    watchAnswer(draft, draft.conversation, shop);
    expect(draft.timers.set).toEqual([]);
  });

  it("has the agent called in the thread, then in the channel, then somebody else", () => {
    const steps = [1, 2, 3].map((nth) => reminded(nth).sends.map(({ body }) => body));
    expect(steps).toMatchObject([
      [{ kind: "line", calls: "U1", aloud: false }],
      [{ kind: "line", calls: "U1", aloud: true }],
      [{ kind: "line", aloud: true }, { kind: "notice" }],
    ]);
    expect(reminded(3).timers.set).toEqual([]);
    expect(reminded(2).sends).toMatchObject([
      { body: { text: "The customer has waited 20 minutes for Mette." } },
    ]);
    expect(reminded(1).timers.set).toMatchObject([
      { subject: `${asked}/2`, dueAt: asked + 20 * MINUTE_MS },
    ]);
  });

  it("has the clock started though they had waited in the queue before somebody claimed them", () => {
    const draft = signesDraft(held(), asked + MINUTE_MS);
    const before = {
      ...draft.conversation,
      holder: { kind: "waiting", since: 1, handoff: 1 },
    } as const;
    watchAnswer(draft, before, shop);
    expect(draft.timers.set).toMatchObject([{ subject: `${asked + MINUTE_MS}/1` }]);
  });

  it("has nobody called once they are answered, or nobody holds the conversation any more", () => {
    expect(reminded(1, held([question, answer])).sends).toEqual([]);
    expect(reminded(1, { ...held(), holder: { kind: "bot" } }).sends).toEqual([]);
  });
});

describe("a customer whose message no turn could read", () => {
  function failed(conversation: Partial<Conversation>): Draft {
    const draft = signesDraft(conversation, mondayOpening);
    stillUnanswered(
      draft,
      notProcessed({ from: signesPhone, to: shopsNumber }),
      shop,
      shop.phrases("en"),
    );
    return draft;
  }

  it("gets an apology and the promise of a person, by itself", () => {
    const draft = failed({});
    expect(textsOf(draft)).toEqual([expect.stringMatching(/went wrong[\s\S]*by 11:00/)]);
    expect(draft.conversation.holder.kind).toBe("waiting");
    expect(draft.conversation.handoff).toMatchObject({ priority: "high" });
  });

  it("is reached where they wrote from, though nobody has heard of them before", () => {
    const { reach: _none, ...stranger } = signesDraft({}, mondayOpening).conversation;
    const draft = { ...signesDraft({}, mondayOpening), conversation: stranger };
    const subject = notProcessed({ from: "whatsapp:+4520304050", to: "whatsapp:+4552525252" });
    stillUnanswered(draft, subject, shop, shop.phrases("en"));
    expect(draft.sends).toMatchObject([
      { to: "whatsapp:+4520304050", from: "whatsapp:+4552525252" },
      { to: "desk:care" },
    ]);
    expect(draft.conversation.whatsappSeenAt).toBe(mondayOpening);
    expect(failed({}).conversation.whatsappSeenAt).toBeUndefined();
  });

  it("is asked for it again by the agent who holds the conversation", () => {
    const draft = failed(held());
    expect(textsOf(draft)).toEqual([]);
    expect(draft.sends).toMatchObject([{ body: { kind: "line", calls: "U1" } }]);
    expect(failed(held([question, answer])).timers.set).toMatchObject([{ timer: "unanswered" }]);
  });

  it.each(["resolve", "hand_back"] as const)(
    "is asked for it by us when the agent ends with %s first: it may not have reached them",
    (end) => {
      const ends = (conversation: Conversation) => {
        const draft = signesDraft(conversation, mondayOpening + MINUTE_MS);
        const agent = { id: "U1", name: "Mette" };
        const done = {
          kind: "agent",
          key: "k",
          receivedAt: 1,
          agent,
          action: { do: end },
        } as const;
        deskAction(draft, done, { optedOut: false, shop });
        return textsOf(draft);
      };
      const { conversation } = failed(held());
      expect(ends(conversation)).toEqual([expect.stringContaining("send it once more")]);
      const answer = { at: mondayOpening, who: "agent", name: "Mette", text: "Again?" } as const;
      expect(ends({ ...conversation, lines: [...conversation.lines, answer] })).toEqual([]);
    },
  );
});
