import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";
import {
  askedForPerson,
  mondayOpening,
  signesDraft,
  smallShop,
  textsOf,
} from "../test/fixtures/small-shop.ts";
import { type DeskWork, deskAction } from "./desk-actions.ts";

const shop = smallShop();
const mette = { id: "U1", name: "Mette" };
const HAND_BACK = { do: "hand_back" } as const;
const REOPEN = { do: "reopen" } as const;
const mark = "C0DESK/1795.1";
const says = { do: "say", text: "The lamp costs 20", mark } as const;

/** What a desk that brings things out of order tells, one turn after the other. */
function broughtIn(...done: readonly (readonly [DeskWork["agent"], DeskWork["action"]])[]): Draft {
  const holder = { since: 0, activeAt: 0, handoff: 1 };
  let conversation: Partial<Conversation> = {
    handoff: { ...askedForPerson(mondayOpening), orderNumbers: [] },
    holder: { kind: "agent", agent: mette, ...holder },
  };
  let draft = signesDraft(conversation, mondayOpening);
  for (const [agent, action] of done) {
    draft = signesDraft(conversation, mondayOpening);
    deskAction(draft, { kind: "agent", agent, action }, { optedOut: false, shop });
    conversation = draft.conversation;
  }
  return draft;
}

describe("a line whose deletion or edit comes in before the line itself", () => {
  it("never reaches the customer when its agent has deleted it, and they are told so", () => {
    const draft = broughtIn([mette, { do: "amend", mark }], [mette, says]);
    expect(textsOf(draft)).toEqual([]);
    expect(draft.sends.map(({ body }) => body)).toMatchObject([
      { kind: "whisper", agentId: "U1", text: expect.stringContaining("has not seen it") },
    ]);
  });

  it("reaches the customer as it reads after the edit", () => {
    const draft = broughtIn(
      [mette, { do: "amend", mark, text: "The lamp costs 200" }],
      [mette, says],
    );
    expect(textsOf(draft)).toEqual(["The lamp costs 200"]);
  });

  it("reaches the customer as the last of several edits left it", () => {
    const edits = ["one", "two"].map((text) => [mette, { do: "amend", mark, text }] as const);
    expect(textsOf(broughtIn(...edits, [mette, says]))).toEqual(["two"]);
  });

  it("does not reach the customer either when it was deleted before its author held the talk", () => {
    const draft = broughtIn(
      [mette, HAND_BACK],
      [mette, { do: "amend", mark }],
      [mette, REOPEN],
      [mette, says],
    );
    expect(textsOf(draft)).toEqual([]);
  });

  it("leaves other lines as they are", () => {
    const another = "C0DESK/1795.2";
    const draft = broughtIn([mette, { do: "amend", mark: another }], [mette, says]);
    expect(textsOf(draft)).toEqual([says.text]);
  });
});
