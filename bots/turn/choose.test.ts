import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../core/conversation.ts";
import type { Decision } from "../../core/decision.ts";
import type { CustomerMessage } from "../../core/message.ts";
import {
  askedForPerson,
  fridayNight,
  mondayOpening,
  shopsNumber,
  signesConversation,
  signesOrder,
  signesPhone,
} from "../../test/fixtures/small-shop.ts";
import { briefOn, texted } from "../../test/fixtures/turns.ts";
import { choose } from "./choose.ts";

const mette = { id: "U1", name: "Mette" };
let count = 0;

function message(text: string, more: Partial<CustomerMessage> = {}) {
  count += 1;
  return texted(text, fridayNight, { key: `twilio:SM${count}`, ...more });
}

const says = (decision: Decision) =>
  decision.sends.flatMap(({ body }) => (body.kind === "text" ? [body.text] : []));
const deskLines = (decision: Decision) =>
  decision.sends.flatMap(({ body }) => (body.kind === "line" ? [body.text] : []));

describe("a customer who writes at night", () => {
  it("learns where their order is", () => {
    const decision = choose(briefOn([message("order_status")]));
    expect(decision.kind).toBe("answer");
    expect(says(decision)).toEqual([expect.stringMatching(/1042.*delivered today/)]);
    expect(decision.sends[0]).toMatchObject({ to: signesPhone, from: shopsNumber });
  });

  it("is answered once for a burst, with all wishes in one message", () => {
    const decision = choose(
      briefOn([message("order_status"), message("and"), message("store_info")]),
    );
    expect(says(decision)).toEqual([expect.stringMatching(/1042.*closed now.*Monday/s)]);
  });

  it("is asked again when not understood, and promised a person the second time", () => {
    const first = choose(briefOn([message("blorp")]));
    expect(first.kind).toBe("ask");
    const second = choose(briefOn([message("blorp")], { conversation: first.conversation }));
    expect(second.kind).toBe("hand_over");
    expect(second.conversation.handoff).toMatchObject({ rule: "not understood twice" });
    expect(second.conversation.misunderstood).toBe(0);
  });

  it("chooses between two readings by place, and is not asked twice", () => {
    const asked = choose(briefOn([message("maybe return_start or store_info")]));
    expect(says(asked)).toEqual([expect.stringContaining("return start, or store info")]);
    const picked = choose(
      briefOn([message("the second one")], { conversation: asked.conversation }),
    );
    expect(says(picked)).toEqual([expect.stringContaining("closed now")]);
    expect(picked.conversation.question).toBeUndefined();
  });

  it("chooses between two orders by place", () => {
    const orders = [
      signesOrder({ id: "o2", number: "2002", fulfillmentStatus: "unfulfilled", fulfillments: [] }),
      signesOrder({ id: "o3", number: "3003", fulfillmentStatus: "unfulfilled", fulfillments: [] }),
    ];
    const proven = { orders: { kind: "proven", orders } } as const;
    const asked = choose(briefOn([message("order_status")], proven));
    expect(asked.conversation.question).toMatchObject({ kind: "which_order" });
    const { question } = asked.conversation;
    const second = question?.kind === "which_order" ? question.orderIds[1] : undefined;
    const told = choose(
      briefOn([message("the second one")], { ...proven, conversation: asked.conversation }),
    );
    expect(told.conversation.topic).toMatchObject({ orderId: second });
  });

  it("is told of a wish that needs a person after the wishes that do not", () => {
    const decision = choose(briefOn([message("order_status and return_start")]));
    expect(says(decision)).toEqual([expect.stringMatching(/1042.*by Monday 11:00/s)]);
    expect(decision.conversation.handoff).toMatchObject({
      reason: "return start",
      orderNumbers: ["1042"],
    });
  });

  it("is not sent to look behind the door for a lamp that came broken", () => {
    const broken = choose(briefOn([message("delivery_problem it is broken")]));
    expect(says(broken).join()).not.toMatch(/neighbour|delivered/);
    expect(broken.kind).toBe("hand_over");
  });
});

describe("a customer who sends a picture without a word", () => {
  it("is told that a person will look at it, and when, rather than that it was not understood", () => {
    const photo = message("", { media: [{ url: "https://x", contentType: "image/jpeg" }] });
    const decision = choose(briefOn([photo]));
    expect(decision.kind).toBe("hand_over");
    expect(says(decision)).toEqual([
      expect.stringMatching(/cannot look at pictures.*by Monday 11:00/s),
    ]);
  });
});

describe("somebody whom nothing proves", () => {
  it.each([
    ["about no order", "order_status"],
    ["about an order that may exist", "order_status 1042"],
    ["about an order that cannot exist", "order_status 999999"],
  ])("hears the same words and a promise when they ask %s", (_what, text) => {
    const decision = choose(briefOn([message(text)], { orders: { kind: "unproven" } }));
    const same = choose(briefOn([message("order_status")], { orders: { kind: "unproven" } }));
    expect(says(decision)).toEqual(says(same));
    expect(says(decision).join()).not.toContain("1042");
    expect(decision.conversation.handoff?.orderNumbers).toEqual([]);
  });

  it("is told honestly when nobody could look, never that there is no order", () => {
    const decision = choose(
      briefOn([message("order_status")], { orders: { kind: "unavailable" } }),
    );
    expect(says(decision)).toEqual([
      expect.stringMatching(/cannot reach our order system.*\n\n.*Monday/s),
    ]);
  });
});

describe("a customer who said STOP", () => {
  it("gets no answer, neither to the keyword nor to what follows it", () => {
    const stop = choose(briefOn([message("STOP", { optOut: "stop" })], { optedOut: true }));
    expect(says(stop)).toEqual([]);
    const after = choose(briefOn([message("order_status")], { optedOut: true }));
    expect(after).toMatchObject({ kind: "stay_silent", rule: "opted out", sends: [] });
  });

  it("is answered again when a question comes with START", () => {
    const both = [message("START", { optOut: "start" }), message("order_status")];
    expect(says(choose(briefOn(both)))).toEqual([expect.stringContaining("1042")]);
  });
});

describe("a conversation that a person holds", () => {
  const held: Partial<Conversation> = {
    holder: { kind: "agent", agent: mette, since: 1, activeAt: 1, handoff: 1 },
    handoff: askedForPerson(1),
  };

  it("is not the bot's to answer: every message goes to the thread, in order", () => {
    const decision = choose(
      briefOn([message("order_status"), message("hello?")], {
        conversation: signesConversation(held),
      }),
    );
    expect(says(decision)).toEqual([]);
    expect(deskLines(decision)).toEqual(["order_status", "hello?"]);
  });

  it("shows the thread what cannot be written: a photo, a place", () => {
    const photo = message("", { media: [{ url: "https://x", contentType: "image/jpeg" }] });
    const decision = choose(briefOn([photo], { conversation: signesConversation(held) }));
    expect(deskLines(decision)).toEqual(["[image]"]);
  });

  it("tells the thread in words when something could not be delivered, and honours a late STOP", () => {
    const receipt = {
      kind: "receipt",
      key: "twilio:SM1:undelivered",
      receivedAt: fridayNight,
      status: "undelivered",
      errorCode: "21610",
    } as const;
    const decision = choose(
      briefOn([receipt], {
        conversation: signesConversation(held),
        explain: () => "they have sent STOP",
      }),
    );
    expect(deskLines(decision)).toEqual([expect.stringContaining("they have sent STOP (21610)")]);
    expect(decision.consent).toMatchObject([{ address: signesPhone, status: "opted_out" }]);
  });

  it("is the bot's again at the customer's next word once it is resolved", () => {
    const resolved = signesConversation({ holder: { kind: "resolved", at: 1, handoff: 1 } });
    const decision = choose(briefOn([message("order_status")], { conversation: resolved }));
    expect(decision.conversation.holder).toEqual({ kind: "bot" });
    expect(says(decision)).toHaveLength(1);
  });
});

describe("a customer who waits for a person", () => {
  const waiting = () => choose(briefOn([message("human")])).conversation;

  it("is still answered where the bot can, and keeps their promise", () => {
    const conversation = waiting();
    const decision = choose(briefOn([message("order_status")], { conversation }));
    expect(says(decision)).toEqual([expect.stringContaining("1042")]);
    expect(decision.conversation.holder.kind).toBe("waiting");
    expect(decision.conversation.promises).toEqual(conversation.promises);
  });

  it("may add to their message without being questioned, and is reassured at most now and then", () => {
    const conversation = waiting();
    const soon = choose(briefOn([message("it was the blue one")], { conversation }));
    expect(says(soon)).toEqual([]);
    expect(deskLines(soon)).toEqual(["it was the blue one"]);
    const later = choose(
      briefOn([message("yes")], { conversation, now: fridayNight + 60 * 60_000 }),
    );
    expect(says(later)).toEqual([expect.stringContaining("by Monday 11:00")]);
  });
});

describe("a turn", () => {
  it("decides the same of the same brief, so that a night can be played again", () => {
    const brief = briefOn([message("order_status and human")], { now: mondayOpening });
    expect(choose(brief)).toEqual(choose(brief));
  });
});
