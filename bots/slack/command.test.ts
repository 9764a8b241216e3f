import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { conversationSchema } from "../../core/conversation.ts";
import type { WaitingConversation } from "../../core/ports.ts";
import type { SlackEnvelope } from "../../test/fakes/slack-person.ts";
import { type DeskStage, openDesk, ROADS } from "../../test/fakes/slack-roads.ts";
import { signesConversation } from "../../test/fixtures/small-shop.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");

function waits(customer: string, team: string, order: string): WaitingConversation {
  const conversation = signesConversation({
    firstName: `Anna <!channel> ${customer}`,
    holder: { kind: "waiting", since: mondayMorning, handoff: 2 },
    handoff: {
      number: 2,
      team,
      priority: "normal",
      rule: "complaint",
      reason: "complaint",
      at: mondayMorning,
      orderNumbers: [order],
    },
  });
  return { customer, team, since: mondayMorning, promiseDueAt: mondayMorning, conversation };
}

function holds(customer: string, id: string) {
  const { conversation } = waits(customer, "care", "1042");
  const held = conversationSchema.parse(conversation);
  const agent = { id, name: "Mette" };
  const holder = { kind: "agent", agent, since: 1, activeAt: 1, handoff: 2 } as const;
  return { customer, conversation: { ...held, holder } };
}

describe.each(ROADS)("an agent who types /nightdesk, %s", (road) => {
  let stage: DeskStage;
  let group: string[] = [];

  beforeAll(async () => {
    stage = await openDesk(road, ["mette", "jonas", "lea", "gast"], mondayMorning);
    stage.slack.describe("gast", { is_restricted: true });
    stage.slack.answer("usergroups.users.list", () => ({ ok: true, users: group }));
    group = [stage.slack.people.lea ?? ""];
  });
  afterAll(() => stage.close());
  beforeEach(() => {
    stage.forget();
    stage.edge.forget(["c1", "c2"]);
    stage.edge.queue.push(waits("c1", "care", "1042"), waits("c2", "returns", "1077"));
  });

  const types = async (text: string, name = "mette") => {
    const envelope = stage.person.commands(text, stage.slack.people[name]);
    return { envelope, ...(await stage.deliver(envelope)) };
  };

  it("sees who waits, by name, in text that pings nobody", async () => {
    const { answer } = await types("queue");
    expect(answer).toContain("2 waiting, most pressing first:");
    expect(answer).not.toContain("<!channel>");
    expect((await types("queue care")).answer).toContain("1 waiting");
  });

  it("finds somebody by order number, or by the end of the number on their card", async () => {
    expect((await types("find #1077")).answer).toContain("1 waiting");
    expect((await types("find 0642")).answer).toContain("2 waiting");
    expect((await types("find nobody")).answer).toContain("none of yours is");
    expect((await types("find")).answer).toContain("Whom?");
  });

  it("finds one of their own forty as well, and nobody else's", async () => {
    stage.edge.held.push(holds("c3", stage.slack.people.mette ?? ""));
    expect((await types("find c3")).answer).toContain("1 of yours:");
    expect((await types("find c3", "jonas")).answer).toContain("none of yours is");
  });

  it("takes whoever is next: claimed in their name, once, though Slack sends it twice", async () => {
    const { envelope, answer } = await types("take");
    expect(answer).toContain("Claimed for you");
    await stage.deliver(envelope, 1);
    expect(stage.edge.kept).toMatchObject([
      {
        inbound: { agent: { name: "mette" }, action: { do: "claim" }, handoff: 2 },
        route: { kind: "customer", customer: "c1" },
      },
    ]);
  });

  it("takes the urgent one first, who came last", async () => {
    const urgent = waits("c2", "returns", "1077");
    const conversation = conversationSchema.parse(urgent.conversation);
    const handoff = conversation.handoff && { ...conversation.handoff, priority: "urgent" };
    stage.edge.queue.splice(1, 1, { ...urgent, conversation: { ...conversation, handoff } });
    expect((await types("take")).answer).toContain("Claimed for you, team returns:");
    expect(stage.edge.kept).toMatchObject([{ route: { customer: "c2" } }]);
  });

  it("hands over all that they hold at the end of their shift, and nobody else's", async () => {
    const { mette = "", jonas = "" } = stage.slack.people;
    stage.edge.held.push(holds("c1", mette), holds("c2", jonas));
    const { envelope, answer } = await types("away");
    expect(answer).toContain("1 conversation is handed over");
    await stage.deliver(envelope, 1);
    expect(stage.edge.kept).toMatchObject([
      {
        inbound: { agent: { name: "mette" }, action: { do: "away" }, handoff: 2 },
        route: { kind: "customer", customer: "c1" },
      },
    ]);
  });

  it("sees in App Home what they hold, who waits and the hours; a button hands it over", async () => {
    const { mette = "", gast = "" } = stage.slack.people;
    stage.edge.held.push(holds("c1", mette));
    const shows = (envelope: SlackEnvelope) =>
      new Promise<string>((seen) => {
        stage.slack.answer("views.publish", ({ view }) => {
          seen(JSON.stringify(view));
          return { ok: true };
        });
        void stage.deliver(envelope);
      });
    const opens = (user: string) =>
      stage.person.happens({ type: "app_home_opened", user, tab: "home" });
    const home = await shows(opens(mette));
    expect(home).toMatch(/Yours.*I am off.*Waiting.*2 waiting.*care: open, until 19:00/);
    expect(home).not.toContain("<!channel>");
    expect(home).not.toContain("|Open>");
    const { channel } = stage.slack;
    const { conversation } = holds("c1", mette);
    const talk = { customer: "c1", conversation, isPast: false };
    stage.edge.talks.set(`desk:${channel}/1795942000.000001`, talk);
    const open = `/archives/${channel}/p1795942000000001|Open>`;
    expect((await shows(opens(mette))).split(open)).toHaveLength(3); // hers, and the same one in the queue
    const off = stage.person.clicks("away", { user: mette, threadTs: "1.1", value: "away" });
    expect(await shows(off)).toContain("1 conversation is handed over");
    expect(stage.edge.doings()).toMatchObject([{ action: { do: "away" } }]);
    expect(await shows(opens(gast))).toContain("Guests cannot take");
  });

  it("hears when the team is there", async () => {
    expect((await types("hours care")).answer).toContain("care: open, until 19:00");
  });

  it("hears what there is to type, and which teams there are", async () => {
    expect((await types("")).answer).toContain("/nightdesk queue");
    expect((await types("queue retuns")).answer).toContain("There are: care, returns");
    expect((await types("queue Care")).answer).toContain("1 waiting");
    expect((await types("claim 1042")).answer).toContain("/nightdesk queue");
  });

  it("sees only the teams they serve: by the list, or by their Slack user group", async () => {
    for (const name of ["jonas", "lea"]) stage.notOnTeam.add(stage.slack.people[name] ?? "");
    expect((await types("queue", "jonas")).answer).toContain("not among the agents");
    expect((await types("queue", "lea")).answer).toContain("1 waiting");
    await types("take", "lea");
    expect(stage.edge.kept).toMatchObject([{ route: { customer: "c2" } }]);
  });

  it("is a guest: sees no customer's name and takes nobody", async () => {
    expect((await types("take", "gast")).answer).toContain("Guests cannot take");
    expect(stage.edge.kept).toEqual([]);
  });
});
