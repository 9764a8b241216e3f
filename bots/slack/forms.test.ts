import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { SlackEnvelope } from "../../test/fakes/slack-person.ts";
import { type DeskStage, openDesk, ROADS } from "../../test/fakes/slack-roads.ts";
import { replyButton } from "./buttons.ts";
import { cardValue, type DeskForm, formValue } from "./card-value.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");
const lamp = { customer: "c1", handoff: 1, team: "care" };

describe.each(ROADS)("an agent who opens a form on a card, %s", (road) => {
  let stage: DeskStage;
  let opened: (view: Record<string, unknown>) => void = () => {};

  beforeAll(async () => {
    stage = await openDesk(road, ["mette", "jonas", "gast"], mondayMorning);
    stage.slack.describe("gast", { is_restricted: true });
    stage.slack.answer("views.open", ({ view }) => {
      opened(view as Record<string, unknown>); // the workspace has just parsed it
      return { ok: true, view: { id: "V1" } };
    });
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.forget());

  function opens(form: DeskForm): Promise<Record<string, unknown>> {
    return opensBy(stage.person.chooses(formValue(form, lamp), stage.as("mette")));
  }

  async function opensBy(click: SlackEnvelope): Promise<Record<string, unknown>> {
    const view = new Promise<Record<string, unknown>>((seen) => {
      opened = seen;
    });
    await stage.deliver(click);
    return view;
  }

  const people = () => stage.slack.people;
  const fields = {
    note: (value: string) => ({ type: "plain_text_input", value }),
    team: (value: string) => ({ type: "static_select", selected_option: { value } }),
    agent: (name: string) => ({ type: "users_select", selected_user: people()[name] ?? "" }),
    until: (seconds: number) => ({ type: "datetimepicker", selected_date_time: seconds }),
  };

  it.each([
    ["resolve", () => ({ note: fields.note("refunded") }), { do: "resolve", outcome: "refunded" }],
    ["hand_back", () => ({ note: fields.note(" ") }), { do: "hand_back" }],
    [
      "snooze",
      () => ({ until: fields.until(1_796_000_000) }),
      { do: "snooze", until: 1_796_000_000_000 },
    ],
    ["snooze", () => ({}), { do: "snooze" }],
    [
      "pass_on",
      () => ({ team: fields.team("returns"), note: fields.note("label") }),
      { do: "pass_on", to: { team: "returns" }, note: "label" },
    ],
    [
      "order",
      () => ({
        work: { type: "static_select", selected_option: { value: "return" } },
        number: fields.note("#1042"),
        note: fields.note("the gloves"),
      }),
      { do: "order", what: "return", number: "1042", note: "the gloves" },
    ],
    [
      "reply",
      () => ({ text: fields.note("A photo, <@U0JONAS> :wave: &amp; thanks") }),
      { do: "say", text: "A photo, a colleague 👋 & thanks" },
    ],
  ] as const)(
    "sends %s: kept for that customer, once, though Slack tells it twice",
    async (form, fill, action) => {
      const view = await opens(form);
      expect(stage.edge.kept).toEqual([]);
      const sent = stage.person.sends(view, people().mette ?? "", fill());
      expect(await stage.deliver(sent)).toEqual({ taken: true, answer: "" });
      await stage.deliver(sent, 1);
      expect(stage.edge.kept).toMatchObject([
        {
          inbound: { agent: { name: "mette" }, handoff: 1, action },
          route: { kind: "customer", customer: "c1" },
        },
      ]);
      expect(stage.edge.doings()[0]?.action).toEqual(action);
    },
  );

  it("finds a canned reply in the form, to be edited before it is sent", async () => {
    const choice = `${formValue("reply", lamp)} photo`;
    const view = await opensBy(stage.person.chooses(choice, stage.as("mette"), "canned"));
    expect(JSON.stringify(view)).toContain('"initial_value":"Could you send me a photo of it?"');
    expect(stage.edge.kept).toEqual([]);
  });

  it("finds suggested words, or an edit that came too late, in the form, to be edited before they are sent", async () => {
    const words = "It leaves on Tuesday.\nTrack it: https://carrier.example/1";
    const suggestion = replyButton(lamp, words, "Edit and send…");
    const { value = "", action_id = "" } = suggestion ?? {};
    const view = await opensBy(stage.person.clicks(action_id, { ...stage.as("mette"), value }));
    expect(JSON.stringify(view)).toContain(JSON.stringify(words));
    expect(stage.edge.kept).toEqual([]);
    expect(replyButton(lamp, "x".repeat(2_000), "Edit and send…")).toBeUndefined();
  });

  it("sends no reply with a gap that nobody filled, and is told so", async () => {
    const view = await opens("reply");
    const whispered = stage.slack.whisper("mette");
    const said = { text: fields.note("Follow it here: [...]") };
    await stage.deliver(stage.person.sends(view, people().mette ?? "", said));
    expect(await whispered).toContain("fill in what is missing ([...])");
    expect(stage.edge.kept).toEqual([]);
  });

  it("sends no reply that begins with //, and is told so", async () => {
    const view = await opens("reply");
    const whispered = stage.slack.whisper("mette");
    const said = { text: fields.note("// he is rude") };
    await stage.deliver(stage.person.sends(view, people().mette ?? "", said));
    expect(await whispered).toContain("Nothing was sent");
    expect(stage.edge.kept).toEqual([]);
  });

  it("passes it on to a colleague by name; a guest is no colleague", async () => {
    const view = await opens("pass_on");
    const mette = people().mette ?? "";
    await stage.deliver(stage.person.sends(view, mette, { agent: fields.agent("jonas") }));
    expect(stage.edge.doings()).toMatchObject([
      { action: { do: "pass_on", to: { agent: { id: people().jonas, name: "jonas" } } } },
    ]);
    const whispered = stage.slack.whisper("mette");
    await stage.deliver(stage.person.sends(view, mette, { agent: fields.agent("gast") }));
    expect(await whispered).toContain("may not serve this team");
    expect(stage.edge.doings()).toHaveLength(1);
  });

  it("offers the other teams, not the one it is with", async () => {
    const view = JSON.stringify(await opens("pass_on"));
    expect(view).toContain('"value":"returns"');
    expect(view).not.toContain('"value":"care"');
  });

  it("has chosen nothing: is told so", async () => {
    const view = await opens("pass_on");
    const whispered = stage.slack.whisper("mette");
    await stage.deliver(stage.person.sends(view, people().mette ?? "", {}));
    expect(await whispered).toContain("choose a team or a colleague");
    expect(stage.edge.kept).toEqual([]);
  });

  it("is a guest: no form opens, and they are told why", async () => {
    const whispered = stage.slack.whisper("gast");
    await stage.deliver(stage.person.chooses(formValue("resolve", lamp), stage.as("gast")));
    expect(await whispered).toContain("Guests cannot take");
    expect(stage.edge.refusals).toEqual(["200 may not resolve"]);
  });

  it("takes a resolved conversation back by the button on its card", async () => {
    const click = stage.person.clicks("reopen", { ...stage.as("mette"), value: cardValue(lamp) });
    await stage.deliver(click);
    expect(stage.edge.doings()).toMatchObject([{ action: { do: "reopen" } }]);
  });
});
