import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type DeskStage, openDesk, ROADS } from "../../test/fakes/slack-roads.ts";
import { cardValue } from "./card-value.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");
const lamp = cardValue({ customer: "c1", handoff: 1, team: "care" });

describe.each(ROADS)("somebody who clicks or writes at the desk, %s", (road) => {
  let stage: DeskStage;

  beforeAll(async () => {
    stage = await openDesk(road, ["jonas", "gast", "fremmed", "ny"], mondayMorning);
    stage.slack.describe("gast", { is_restricted: true });
    stage.slack.describe("fremmed", { is_stranger: true });
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.forget());

  it.each([
    ["a guest", "gast", {}, "Guests cannot take"],
    ["somebody whom Slack calls a stranger", "fremmed", {}, "Guests cannot take"],
    ["another company's employee", "jonas", { userTeam: "T0OTHER" }, "from another company"],
  ])("is %s: told alone why they may not, and nothing is kept", async (_, name, more, why) => {
    const whispered = stage.slack.whisper(name);
    const click = stage.person.clicks("claim", { ...stage.as(name), value: lamp, ...more });
    expect((await stage.deliver(click)).taken).toBe(true);
    expect(await whispered).toContain(why);
    expect(stage.edge.kept).toEqual([]);
    expect(stage.edge.refusals).toEqual(["200 may not claim"]);
  });

  it("is not on the team's list: may neither claim nor resolve, but may hand back", async () => {
    stage.notOnTeam.add(stage.slack.people.jonas ?? "");
    for (const action of ["claim", "resolve"]) {
      const whispered = stage.slack.whisper("jonas");
      await stage.deliver(stage.person.clicks(action, { ...stage.as("jonas"), value: lamp }));
      expect(await whispered).toContain('not among the agents of team "care"');
    }
    await stage.deliver(stage.person.clicks("hand_back", { ...stage.as("jonas"), value: lamp }));
    expect(stage.edge.doings().map(({ action }) => action.do)).toEqual(["hand_back"]);
  });

  it("is a guest or from another company and writes in the thread: neither said nor noted", async () => {
    await stage.deliver(stage.person.writes("hi customer", stage.as("gast")));
    await stage.deliver(
      stage.person.writes("hi customer", stage.as("jonas"), { user_team: "T0OTHER" }),
    );
    expect(stage.edge.kept).toEqual([]);
  });

  it("is somebody whom Slack will not name just now: cannot claim, is told to try again, and is still heard", async () => {
    const ny = stage.as("ny");
    stage.slack.fail(
      "users.info",
      { kind: "status", status: 503 },
      { kind: "rate_limited", seconds: 9 },
    );
    const whispered = stage.slack.whisper("ny");
    await stage.deliver(stage.person.clicks("claim", { ...ny, value: lamp }));
    expect(await whispered).toContain("click again in a moment");
    expect(stage.edge.kept).toEqual([]);
    await stage.deliver(stage.person.writes("hello", ny));
    expect(stage.edge.doings()).toMatchObject([
      { agent: { id: ny.user, name: "An agent" }, action: { do: "say", text: "hello" } },
    ]);
    await stage.deliver(stage.person.clicks("claim", { ...ny, value: lamp }));
    expect(stage.edge.doings()[1]).toMatchObject({
      agent: { name: "ny" },
      action: { do: "claim" },
    });
  });
});
