import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../../core/conversation.ts";
import type { InboundOf } from "../../../core/message.ts";
import { fridayNight, signesConversation, textsOf } from "../../../test/fixtures/small-shop.ts";
import { briefOn, texted } from "../../../test/fixtures/turns.ts";
import { choose } from "../choose.ts";

const survey = { orderId: "o1042", askedAt: fridayNight - 60_000 };

function turn(
  text: string,
  conversation: Partial<Conversation>,
  more: Partial<InboundOf<"message">> = {},
) {
  const message = texted(text, fridayNight, more);
  const optedOut = more.optOut === "stop";
  return choose(briefOn([message], { conversation: signesConversation(conversation), optedOut }));
}

describe("a customer who was asked how happy she is", () => {
  it("is thanked for a good answer", () => {
    const { conversation, rule, ...good } = turn("5", { survey });
    expect(textsOf(good)).toEqual([expect.stringContaining("good to hear")]);
    expect([conversation.survey?.rating, rule]).toEqual([5, "survey: answered, 5 of 5"]);
  });

  it("gets a person, with a promise, for a bad one", () => {
    const { conversation, ...bad } = turn("2, one is torn", { survey });
    expect(textsOf(bad)).toEqual([expect.stringContaining("A colleague wants to put it right")]);
    expect(conversation.holder.kind).toBe("waiting");
    expect(conversation.promises).toMatchObject([{ status: "live" }]);
  });
});

describe("a customer who answers a message of ours", () => {
  it("is asked once what to cancel", () => {
    const { conversation, ...asked } = turn("cancel", { lastOutreachAt: fridayNight - 60_000 });
    expect(textsOf(asked)).toEqual([expect.stringContaining("STOP for no more messages")]);
    expect(textsOf(turn("cancel", conversation))).not.toEqual(textsOf(asked));
  });

  it("hears once that her own words for STOP were heard, and nothing after a keyword", () => {
    const own = turn("pls dont text me", {}, { optOut: "stop", ownWords: true });
    expect(own.sends).toMatchObject([{ purpose: "consent" }]);
    expect(own.conversation.silenced?.by).toBe("pls dont text me");
    expect(textsOf(turn("STOP", {}, { optOut: "stop" }))).toEqual([]);
  });
});
