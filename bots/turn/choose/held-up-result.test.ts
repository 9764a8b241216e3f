import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../../../core/conversation.ts";
import type { Inbound } from "../../../core/message.ts";
import { fridayNight, signesConversation } from "../../../test/fixtures/small-shop.ts";
import { outage, texted } from "../../../test/fixtures/turns.ts";

const MINUTE = 60_000;
const later = fridayNight + 16 * MINUTE;

function asked(number: string): Conversation["changesAsked"][number] {
  return { sendId: `signe-${number}-0`, orderId: `o${number}`, number, what: "", at: fridayNight };
}

function result(number: string, refunds = true): Inbound {
  const { sendId, orderId } = asked(number);
  return {
    kind: "change_result",
    key: `change:${sendId}`,
    receivedAt: fridayNight,
    sendId,
    change: { do: "cancel", orderId, reason: "other" },
    outcome: { kind: "done", refunds },
  };
}

/** Signe said yes, the shop's system has answered, and the words that tell her so wait behind an outage. */
async function cancelled({ refunds = true } = {}) {
  const night = outage(
    signesConversation({
      changesAsked: [asked("1042")],
      again: { askedAt: fridayNight - 60, misunderstood: 0, flowAt: fridayNight - 60 },
    }),
  );
  await night.turn(fridayNight, result("1042", refunds));
  return night;
}

const TOLD = /order 1042 is cancelled/;
const times = (text: string) => text.match(new RegExp(TOLD, "g"))?.length;

describe("a customer whose order was cancelled while their carrier was out", () => {
  it("hears that it is, though they wrote once more before, and that is answered anew", async () => {
    const night = await cancelled();
    const wrote = fridayNight + 10 * MINUTE;
    await night.turn(wrote, texted("order_status", wrote));
    await night.turn(wrote + 16 * MINUTE, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(TOLD),
      expect.stringMatching(/^Sorry for the delay\.\n\n.*Nord wool gloves/s),
    ]);
    expect(times(night.said().join())).toBe(1);
  });

  it("hears it, though new words arrive with the moment at which an older answer is given anew", async () => {
    const night = await cancelled();
    await night.turn(fridayNight + MINUTE, texted("order_status", fridayNight + MINUTE));
    await night.turn(later + MINUTE, night.stale(), texted("store_info", later));
    expect(night.said()).toHaveLength(2);
    expect(times(night.said().join())).toBe(1);
  });

  it("hears it with the promise of whoever makes the refund", async () => {
    const night = await cancelled({ refunds: false });
    const wrote = fridayNight + 10 * MINUTE;
    expect(night.conversation.holder.kind).toBe("waiting");
    await night.turn(wrote, texted("order_status", wrote));
    await night.turn(wrote + 16 * MINUTE, night.stale());
    expect(night.said()[0]).toMatch(/order 1042 is cancelled.*Monday/s);
    expect(times(night.said().join())).toBe(1);
  });
});

describe("a customer who waits for a colleague while their carrier is out", () => {
  it("hears of the promise made anew, though a question of theirs is answered anew before", async () => {
    const made = { kind: "reply_by", status: "live", madeAt: fridayNight - 60 * MINUTE } as const;
    const due = fridayNight + 9 * MINUTE;
    const night = outage(
      signesConversation({
        holder: { kind: "waiting", since: made.madeAt, handoff: 1 },
        promises: [{ ...made, id: "signe-promise-1", dueAt: due }],
      }),
    );
    await night.turn(fridayNight, texted("order_status"));
    const passed = { kind: "timer", timer: "promise_due", subject: "signe-promise-1" } as const;
    await night.turn(due, { ...passed, key: "timer:signe:promise_due", receivedAt: due });
    await night.turn(later, night.stale());
    expect(night.said()).toEqual([
      expect.stringMatching(/not answered you in time.*by Monday 11:/s),
      expect.stringMatching(/^Sorry for the delay.*Nord wool gloves/s),
    ]);
  });
});
