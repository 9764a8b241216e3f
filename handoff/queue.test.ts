import { describe, expect, it } from "@jest/globals";
import type { Conversation } from "../core/conversation.ts";
import type { WaitingConversation } from "../core/ports.ts";
import {
  askedForPerson,
  mondayOpening,
  mondayPromise,
  signesConversation,
} from "../test/fixtures/small-shop.ts";
import { queueOf } from "./queue.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const shopsWhatsapp = "whatsapp:+14155238886" as const;

/** Somebody who waits since the night, with the night's promise. */
function waits(
  firstName: string,
  {
    priority = "normal",
    dueAt = mondayPromise,
    since = mondayOpening - 10 * HOUR_MS,
    team = "care",
    ...more
  }: Partial<Conversation> & {
    priority?: "normal" | "high" | "urgent";
    dueAt?: number;
    since?: number;
    team?: string;
  } = {},
): WaitingConversation {
  const promise = { id: "p", kind: "reply_by", madeAt: since, dueAt, status: "live" } as const;
  const conversation = signesConversation({
    firstName,
    promises: [promise],
    handoff: askedForPerson(since, { priority, team }),
    ...more,
  });
  return { customer: firstName, team, since, promiseDueAt: dueAt, conversation };
}

/** Wrote on WhatsApp so that the window shuts then. */
const onWhatsapp = (shutsAt: number) => ({
  reach: { to: "whatsapp:+4520304050", from: shopsWhatsapp } as const,
  whatsappSeenAt: shutsAt - DAY_MS,
});

const names = (waiting: readonly WaitingConversation[], teams = ["care"]) =>
  queueOf(waiting, teams, mondayOpening).map(({ listed }) => listed.who);

describe("who is served first on a Monday on which everybody was promised the same hour", () => {
  it("is whoever may be hurt, then whose WhatsApp is about to shut, then the angry, then who waits longest", () => {
    const since = mondayOpening - 20 * HOUR_MS;
    const waiting = [
      waits("Longest", { since }),
      waits("Calm on WhatsApp", onWhatsapp(mondayOpening + 12 * HOUR_MS)),
      waits("Angry", { priority: "high" }),
      waits("Shuts at noon", onWhatsapp(mondayOpening + HOUR_MS)),
      waits("Burning", { priority: "urgent" }),
    ];
    const order = ["Burning", "Shuts at noon", "Angry", "Longest", "Calm on WhatsApp"];
    expect(names(waiting)).toEqual(order);
  });

  it("is nobody merely because their WhatsApp shut on Sunday", () => {
    const shut = waits("Shut", onWhatsapp(mondayOpening - HOUR_MS));
    expect(names([shut, waits("Angry", { priority: "high" })])).toEqual(["Angry", "Shut"]);
    const [{ listed } = { listed: undefined }] = queueOf([shut], ["care"], mondayOpening);
    expect(listed).not.toHaveProperty("windowEndsAt");
  });
});

describe("who is served first", () => {
  it("is whoever was promised the earliest answer, unless somebody may be hurt", () => {
    const late = mondayPromise + HOUR_MS;
    const waiting = [
      waits("Angry", { priority: "high", dueAt: late }),
      waits("Burning", { priority: "urgent", dueAt: late }),
      waits("Promised", {}),
    ];
    expect(names(waiting)).toEqual(["Burning", "Promised", "Angry"]);
  });

  it("is found over all the teams that an agent serves, not team by team", () => {
    const waiting = [
      waits("Care", { dueAt: mondayPromise + HOUR_MS }),
      waits("Repairs", { team: "repairs" }),
      waits("Sales", { team: "sales", dueAt: mondayPromise - HOUR_MS }),
    ];
    expect(names(waiting, ["care", "repairs"])).toEqual(["Repairs", "Care"]);
  });
});

describe("somebody whose name nobody knows", () => {
  it("is told apart by where they write", () => {
    const { firstName: _, ...nameless } = signesConversation();
    const handoff = askedForPerson(mondayOpening);
    const conversation = {
      ...nameless,
      handoff,
      reach: { to: "sms:+4520300007", from: "sms:+4552525252" },
    };
    const waiting = [{ ...waits("c1"), conversation }];
    expect(names(waiting)).toEqual(["SMS …0007"]);
  });
});
