import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { SlackEnvelope } from "../../test/fakes/slack-person.ts";
import { type DeskStage, openDesk, ROADS } from "../../test/fakes/slack-roads.ts";
import { signesConversation } from "../../test/fixtures/small-shop.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");

const waiting = signesConversation({
  holder: { kind: "waiting", since: mondayMorning, handoff: 3 },
  handoff: {
    number: 3,
    team: "care",
    priority: "normal",
    rule: "complaint",
    reason: "complaint",
    at: mondayMorning,
    orderNumbers: ["1042", "1077"],
  },
});

describe.each(ROADS)("an agent who uses a shortcut on a message, %s", (road) => {
  let stage: DeskStage;
  let opened: (view: Record<string, unknown>) => void = () => {};

  beforeAll(async () => {
    stage = await openDesk(road, ["mette", "gast"], mondayMorning);
    stage.slack.describe("gast", { is_restricted: true });
    stage.slack.answer("views.open", ({ view }) => {
      opened(view as Record<string, unknown>); // the workspace has just parsed it
      return { ok: true, view: { id: "V1" } };
    });
  });
  afterAll(() => stage.close());
  beforeEach(() => {
    stage.forget();
    stage.edge.talks.set(stage.thread, { customer: "c1", conversation: waiting, isPast: false });
  });

  const uses = (shortcut: string, said?: SlackEnvelope, name = "mette") =>
    stage.person.uses(shortcut, stage.as(name), said);
  async function opens(used: SlackEnvelope): Promise<string> {
    const view = new Promise<Record<string, unknown>>((seen) => {
      opened = seen;
    });
    await stage.deliver(used);
    return JSON.stringify(await view);
  }

  it("takes the customer from far down in the thread: one claim, though Slack tells it twice", async () => {
    const used = uses("take_customer");
    expect(await stage.deliver(used)).toEqual({ taken: true, answer: "" });
    await stage.deliver(used, 1);
    expect(stage.edge.kept).toMatchObject([
      {
        inbound: { agent: { name: "mette" }, handoff: 3, action: { do: "claim" } },
        route: { kind: "customer", customer: "c1" },
      },
    ]);
  });

  it("works on the order that the message names", async () => {
    const said = stage.person.writes("is this about 1077?", stage.as("mette"));
    const view = await opens(uses("order_work", said));
    expect(view).toContain('"initial_value":"1077"');
    expect(view).toContain("Start a return");
    expect(stage.edge.kept).toEqual([]);
  });

  it("leaves the order to the agent where two could be meant", async () => {
    expect(await opens(uses("order_work"))).not.toContain("initial_value");
  });

  it("opens a colleague's note as clean words to edit, and sends nothing by itself", async () => {
    const said = stage.person.writes(
      "// Tell them *we* refund it &amp; sorry :wave:",
      stage.as("mette"),
    );
    const view = await opens(uses("send_to_customer", said));
    expect(view).toContain('"initial_value":"Tell them we refund it & sorry 👋"');
    expect(stage.edge.kept).toEqual([]);
  });

  it("opens an empty reply on a post of ours: what the customer wrote is not said back to them", async () => {
    const view = await opens(uses("send_to_customer"));
    expect(view).toContain("What the customer reads");
    expect(view).not.toContain("initial_value");
  });

  it("is told when the message is about no customer, or about an earlier talk", async () => {
    stage.edge.talks.clear();
    expect(await opens(uses("take_customer"))).toContain("not in a customer's thread");
    stage.edge.talks.set(stage.thread, { customer: "c1", conversation: waiting, isPast: true });
    expect(await opens(uses("take_customer"))).toContain("an earlier talk");
    expect(stage.edge.kept).toEqual([]);
  });

  it("must be allowed to: guests, other companies and who is not on the team change and open nothing", async () => {
    const views: unknown[] = [];
    opened = (view) => views.push(view);
    stage.notOnTeam.add(stage.slack.people.mette ?? "");
    for (const shortcut of ["take_customer", "order_work", "send_to_customer"]) {
      await stage.deliver(uses(shortcut, undefined, "gast"));
      await stage.deliver(uses(shortcut));
      const theirs = { ...stage.as("mette"), userTeam: "T0THEIRS" };
      await stage.deliver(stage.person.uses(shortcut, theirs));
    }
    expect(stage.edge.kept).toEqual([]);
    expect(views).toEqual([]);
    expect(stage.edge.refusals).toHaveLength(9);
  });

  it("is let alone with another app's shortcut", async () => {
    expect(await stage.deliver(uses("make_a_task"))).toEqual({ taken: true, answer: "" });
    expect(stage.edge.kept).toEqual([]);
  });
});
