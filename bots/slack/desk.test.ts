import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { SlackEnvelope } from "../../test/fakes/slack-person.ts";
import { type DeskStage, openDesk, ROADS } from "../../test/fakes/slack-roads.ts";
import { cardValue } from "./card-value.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");
const lamp = cardValue({ customer: "c1", handoff: 1, team: "care" });

describe.each(ROADS)("an agent at the desk, %s", (road) => {
  let stage: DeskStage;
  let mette: { user: string; threadTs: string };

  beforeAll(async () => {
    stage = await openDesk(road, ["mette", "jonas"], mondayMorning);
    mette = stage.as("mette");
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.forget());

  it("claims a conversation: kept under the click's own key, by name, for that customer", async () => {
    const click = stage.person.clicks("claim", { ...mette, value: lamp });
    expect(await stage.deliver(click)).toEqual({ taken: true, answer: "" });
    const [pressed] = click.body.actions as { action_ts: string }[]; // as made above
    expect(stage.edge.kept).toEqual([
      {
        inbound: {
          kind: "agent",
          key: `slack:action:${pressed?.action_ts}:${mette.user}:claim:c1/1/care`,
          receivedAt: mondayMorning,
          agent: { id: mette.user, name: "mette" },
          action: { do: "claim" },
          handoff: 1,
        },
        route: { kind: "customer", customer: "c1" },
      },
    ]);
  });

  it.each(["hand_back", "resolve"])("can %s", async (action) => {
    await stage.deliver(stage.person.clicks(action, { ...mette, value: lamp }));
    expect(stage.edge.doings().map(({ action: { do: done } }) => done)).toEqual([action]);
  });

  /** Slack tells of this while the store takes its time: it is not thanked before the store is done. */
  async function isThankedOnceKept(envelope: SlackEnvelope): Promise<void> {
    const held = stage.edge.hold();
    let thanked = false;
    const delivered = stage.deliver(envelope).then(() => {
      thanked = true;
    });
    await held.begun;
    // Something harmless, there and back: thanks given too early would have arrived by now.
    await stage.deliver(stage.person.happens({ subtype: "channel_join", user: mette.user }));
    expect(thanked).toBe(false);
    held.release();
    await delivered;
    expect(stage.edge.kept).toHaveLength(1);
  }

  it("is thanked only once the click is kept, not before", () =>
    isThankedOnceKept(stage.person.clicks("claim", { ...mette, value: lamp })));

  it("writes in the thread: words are thanked for only once they are kept", () =>
    isThankedOnceKept(stage.person.writes("hello", mette)));

  it("writes while the store is away: Slack is not thanked, tries again, and the words are kept once", async () => {
    const said = stage.person.writes("Your lamp leaves today :package:", mette);
    stage.edge.away(true);
    expect((await stage.deliver(said)).taken).toBe(false);
    expect(stage.edge.kept).toEqual([]);
    stage.edge.away(false);
    expect((await stage.deliver(said, 1)).taken).toBe(true);
    expect((await stage.deliver(said, 2)).taken).toBe(true);
    expect(stage.edge.doings()).toMatchObject([
      { action: { do: "say", text: "Your lamp leaves today 📦" } },
    ]);
    expect(stage.edge.kept[0]?.route).toEqual({ kind: "known_address", address: stage.thread });
  });

  it("is heard although only Slack's second try came through", async () => {
    await stage.deliver(stage.person.writes("hello", mette), 2);
    expect(stage.edge.doings()).toHaveLength(1);
  });

  it("is heard once, though Slack tells it ten times at once and once more under another event id", async () => {
    const said = stage.person.writes("hello", mette);
    await Promise.all(Array.from({ length: 10 }, () => stage.deliver(said)));
    await stage.deliver(stage.person.toldAgain(said));
    expect(stage.edge.doings()).toHaveLength(1);
  });

  it("says the same thing twice: both are heard, in whatever order they come", async () => {
    const [first, second] = [stage.person.writes("yes", mette), stage.person.writes("yes", mette)];
    await stage.deliver(second);
    await stage.deliver(first);
    expect(stage.edge.doings()).toHaveLength(2);
  });

  it("writes in Slack's own markup: the customer gets plain words, and colleagues by name", async () => {
    const { jonas } = stage.slack.people;
    const text = `*Sorry!* <@${jonas}> calls you &amp; sends <https://x.example/1|the form> :slightly_smiling_face:`;
    await stage.deliver(stage.person.writes(text, mette));
    expect(stage.edge.doings()).toMatchObject([
      {
        action: {
          do: "say",
          text: "Sorry! jonas calls you & sends the form (https://x.example/1) 🙂",
        },
      },
    ]);
  });

  it("starts with //: a note that stays in the house", async () => {
    await stage.deliver(stage.person.writes("// he was rude to me on the phone", mette));
    expect(stage.edge.doings()).toMatchObject([
      { action: { do: "note", text: "he was rude to me on the phone" } },
    ]);
  });

  it.each([
    ["// in Spanish: We send 2 new ones.\nSorry!", "Spanish", "We send 2 new ones.\nSorry!"],
    ["//in french: on its way", "French", "on its way"],
    ["// in da: on its way", "Danish", "on its way"],
  ])("starts with %j: a note, and what to say in which language", async (written, into, text) => {
    await stage.deliver(stage.person.writes(written, mette));
    expect(stage.edge.doings()).toMatchObject([{ action: { do: "note", into, text } }]);
  });

  it.each(["in short: he is angry", "in Spanish:", "in Spanish he calls us crooks"])(
    "writes //%j: a note like any other",
    async (text) => {
      await stage.deliver(stage.person.writes(`//${text}`, mette));
      expect(stage.edge.doings()).toMatchObject([{ action: { do: "note", text } }]);
      expect(JSON.stringify(stage.edge.doings())).not.toContain("into");
    },
  );

  it("slips a // line into a longer answer: all of it stays in the house, and they are told", async () => {
    const whispered = stage.slack.whisper("mette");
    await stage.deliver(
      stage.person.writes("We send a new one.\n&gt; // our packer broke it", mette),
    );
    expect(stage.edge.doings()).toMatchObject([{ action: { do: "note" } }]);
    expect(await whispered).toContain("Kept as an internal note, all of it");
  });

  it("sends a file: it goes on under an address of ours, by itself as well as with words", async () => {
    const mette = stage.as("mette");
    const label = {
      id: "F1",
      name: "label.pdf",
      mimetype: "application/pdf",
      size: 40_000,
      url_private_download: "https://files.slack.com/files-pri/T1-F1/label.pdf",
    };
    const shared = { subtype: "file_share", files: [label] };
    await stage.deliver(stage.person.writes("Here is your label", mette, shared));
    await stage.deliver(stage.person.writes("", mette, shared));
    await stage.deliver(stage.person.writes("// for the file", mette, shared));
    const sent = {
      url: "https://shop.example/files/label.pdf",
      contentType: "application/pdf",
      name: "label.pdf",
      bytes: 40_000,
    };
    expect(stage.edge.doings()).toMatchObject([
      { action: { do: "say", text: "Here is your label", files: [sent] } },
      { action: { do: "say", text: "", files: [sent] } },
      { action: { do: "note" } },
    ]);
  });

  it("sends a file that customers cannot have: the words go on, and they are told", async () => {
    const mette = stage.as("mette");
    const whispered = stage.slack.whisper("mette");
    const files = [{ id: "F1", name: "prices.exe", mimetype: "application/x-msdownload", size: 9 }];
    await stage.deliver(stage.person.writes("Look", mette, { subtype: "file_share", files }));
    expect(stage.edge.doings()).toMatchObject([{ action: { do: "say", text: "Look" } }]);
    expect(await whispered).toContain("Not passed on: prices.exe");
    await stage.deliver(stage.person.writes("", mette, { subtype: "file_share", files }));
    expect(stage.edge.doings()[1]).toMatchObject({ action: { do: "note", text: "(a file)" } });
  });

  it("edits or deletes what they said: kept with the message it is about, for the turn to decide", async () => {
    const said = stage.person.writes("The lamp costs 20", mette);
    await stage.deliver(said);
    await stage.deliver(stage.person.edits(said, "The lamp costs 200"));
    await stage.deliver(stage.person.edits(said, "// ask Jonas first"));
    await stage.deliver(stage.person.deletes(said));
    const { ts } = said.body.event as { ts: string }; // as `writes` made it
    const mark = `${stage.slack.channel}/${ts}`;
    expect(stage.edge.doings().map(({ action }) => action)).toEqual([
      { do: "say", text: "The lamp costs 20", mark },
      { do: "amend", mark, text: "The lamp costs 200" },
      { do: "amend", mark },
      { do: "amend", mark },
    ]);
  });

  it("is not heard where it is none of ours: other threads, the open channel, link previews", async () => {
    const said = stage.person.writes("see https://x.example", mette);
    for (const envelope of [
      stage.person.writes("lunch?", { ...mette, threadTs: "1795942000.999999" }),
      stage.person.happens({ user: mette.user, text: "good morning all" }),
      stage.person.isUnfurled(said),
      stage.person.happens({
        subtype: "channel_join",
        user: mette.user,
        text: "has joined",
        thread_ts: mette.threadTs,
      }),
      stage.person.happens({
        type: "reaction_added",
        user: mette.user,
        item: { type: "message", channel: stage.slack.channel, ts: mette.threadTs },
      }),
    ]) {
      expect((await stage.deliver(envelope)).taken).toBe(true);
    }
    expect(stage.edge.kept).toEqual([]);
  });

  it("never hears the bot as if it were a person: its posts, its redrawn cards, its deletions", async () => {
    const ours = {
      bot_id: "B0NIGHTDESK",
      user: "U0BOT",
      text: "💬 Customer: hello",
      ts: "1795942000.000009",
      thread_ts: mette.threadTs,
    };
    const redrawn = { ...ours, text: "claimed", edited: { user: "U0BOT", ts: "1.1" } };
    for (const envelope of [
      stage.person.happens(ours),
      stage.person.happens({ ...ours, subtype: "bot_message" }),
      stage.person.happens({
        subtype: "message_changed",
        hidden: true,
        message: redrawn,
        previous_message: ours,
      }),
      stage.person.happens({
        subtype: "message_deleted",
        hidden: true,
        deleted_ts: ours.ts,
        previous_message: ours,
      }),
    ]) {
      expect((await stage.deliver(envelope)).taken).toBe(true);
    }
    expect(stage.edge.kept).toEqual([]);
  });

  it("clicks for somebody who was erased: told so", async () => {
    const whispered = stage.slack.whisper("mette");
    await stage.deliver(
      stage.person.clicks("claim", {
        ...mette,
        value: cardValue({ customer: "gone", handoff: 1, team: "care" }),
      }),
    );
    expect(await whispered).toContain("no longer kept here");
  });
});
