import { describe, expect, it } from "@jest/globals";
import type { Draft } from "../core/draft.ts";
import type { ReceiptStatus } from "../core/message.ts";
import { askedForPerson, mondayOpening, signesDraft } from "../test/fixtures/small-shop.ts";
import { followLine, showReceipt, tellFailure } from "./receipts.ts";

const line = { sendId: "signe-4-0", mark: "C0DESK/1795.1", text: "Your lamp leaves today" };

function held(): Draft {
  const draft = signesDraft(
    {
      relayed: [line],
      handoff: askedForPerson(mondayOpening, { number: 2 }),
    },
    mondayOpening,
  );
  return draft;
}

function receives(sendId: string, status: ReceiptStatus, errorCode?: string): Draft {
  const draft = held();
  const receipt = { sendId, status, ...(errorCode === undefined ? {} : { errorCode }) };
  showReceipt(draft, receipt);
  if (status === "failed") tellFailure(draft, receipt, "the phone takes no texts");
  return draft;
}

describe("an agent's line on its way to the customer", () => {
  it("is shown as sent a moment after it was written, where it was written", () => {
    const draft = held();
    followLine(draft, { ...line, sendId: "signe-5-0" });
    expect(draft.sends).toMatchObject([
      {
        id: "signe-5-0-mark-sent",
        purpose: "desk",
        notBefore: mondayOpening + 1_500,
        body: { kind: "mark", handoff: 2, mark: line.mark, about: "signe-5-0" },
      },
    ]);
    expect(draft.conversation.relayed).toHaveLength(2);
  });

  it.each<ReceiptStatus>(["delivered", "read"])("is marked %s once, by any of its parts", (how) => {
    const marks = [receives("signe-4-0", how), receives("signe-4-0.1", how)].map(({ sends }) =>
      sends.map(({ id }) => id),
    );
    expect(marks).toEqual([[`signe-4-0-mark-${how}`], [`signe-4-0-mark-${how}`]]);
  });

  it("is not marked anew when the carrier says what the desk shows already", () => {
    expect(receives("signe-4-0", "sent").sends).toEqual([]);
  });

  it("that fails is quoted, with the reason and what to do about it", () => {
    const told = receives("signe-4-0", "failed", "30006").sends.map(({ body }) => body);
    expect(told).toMatchObject([
      { kind: "mark" },
      {
        kind: "line",
        who: "desk",
        text: "“Your lamp leaves today” did not reach the customer: the phone takes no texts (30006). This number takes no texts: call them, or use the e-mail address on their order.",
      },
    ]);
  });

  it("whose file was not taken says so, and that it may go in another form", () => {
    const told = receives("signe-4-0", "failed", "30019").sends.map(({ body }) => body);
    expect(told.at(-1)).toMatchObject({ text: expect.stringContaining("in another form") });
  });

  it("has a lane of its own, so that a customer's card never waits behind a mark", () => {
    const [mark] = receives("signe-4-0", "delivered").sends;
    expect(mark?.lane).not.toBe("desk:care");
  });
});

describe("what the bot said", () => {
  it("has no receipts at the desk", () => {
    expect(receives("signe-3-0", "delivered").sends).toEqual([]);
  });

  it("is told to the desk when it fails, without advice on a line that nobody there wrote", () => {
    const [told] = receives("signe-3-0", "failed").sends;
    expect(told?.body).toMatchObject({
      text: "A message did not reach the customer: the phone takes no texts.",
    });
  });
});
