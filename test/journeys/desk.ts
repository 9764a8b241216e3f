import { type DeskForm, readFormValue } from "../../bots/slack/card-value.ts";
import { deskForm } from "../../bots/slack/forms.ts";
import { type SlackEnvelope, slackPerson } from "../fakes/slack-person.ts";
import { postToDesk } from "../fakes/slack-posts.ts";
import {
  type SlackPost,
  type SlackWorkspace,
  startSlackWorkspace,
} from "../fakes/slack-workspace.ts";
import { type House, type HouseOptions, openHouse } from "./house.ts";

const SIGNING_SECRET = "the desk's own secret";

/** A house whose agents sit in a Slack workspace (`emulate`, spoken to by Bolt over HTTP). */
export type HouseWithDesk = {
  house: House;
  slack: SlackWorkspace;
  /** The cards in the desk channel, oldest first. */
  cards(): Promise<readonly SlackPost[]>;
  /** The one card that names this customer. @throws when there is none, or more. */
  cardOf(who: string): Promise<SlackPost>;
  /** What stands in a card's thread, oldest first. */
  thread(card: SlackPost): Promise<readonly string[]>;
  /** Somebody presses a button of a card; Slack delivers it `copies` times. Resolves when all is done. */
  presses(person: string, action: string, card: SlackPost, copies?: number): Promise<void>;
  /** Somebody writes in a card's thread, `more` of the event (files) with it. Resolves when all is done. */
  writes(person: string, text: string, card: SlackPost, more?: object): Promise<SlackEnvelope>;
  /** They change what they have written. */
  edits(said: SlackEnvelope, text: string): Promise<void>;
  /** Somebody opens a form of a card's menu, fills it in and sends it. Resolves when all is done. */
  fills(person: string, form: DeskForm, card: SlackPost, fields: Fields): Promise<void>;
  /** Somebody writes to the app itself, as its customers do; gives what they read last. */
  asksApp(person: string, text: string): Promise<string>;
  close(): Promise<void>;
};

type Fields = Record<string, Record<string, unknown>>;

/** Opens a house on Friday night (unless `at` says otherwise) with the agents Mette and Jonas, or those given. */
export async function openHouseWithDesk(
  options: HouseOptions & { agents?: readonly string[] } = {},
): Promise<HouseWithDesk> {
  const { agents = ["mette", "jonas"] } = options;
  const slack = await startSlackWorkspace(agents);
  for (const name of agents) {
    const display_name = name.slice(0, 1).toUpperCase() + name.slice(1);
    slack.describe(name, { profile: { display_name } });
  }
  const house = await openHouse({
    ...options,
    env: {
      ...options.env,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      SLACK_DESK_CHANNEL: slack.channel,
    },
  });
  const hand = slackPerson({ team: slack.team, channel: slack.channel });

  const post = async (envelope: SlackEnvelope) => {
    const at = house.clock.now();
    const url = `${house.url()}/slack/events`;
    const answer = await postToDesk(envelope, { url, signingSecret: SIGNING_SECRET, at });
    if (!answer.ok) throw new Error(`Slack was answered ${answer.status}: ${await answer.text()}`);
  };
  let asked = 0;
  const idOf = (person: string) => {
    const id = slack.people[person];
    if (!id) throw new Error(`${person} does not work here`);
    return id;
  };
  const cards = async () =>
    (await slack.posts()).filter((post) => post.thread_ts === undefined && !isBriefing(post));

  return {
    house,
    slack,
    cards,
    async cardOf(who) {
      const found = (await cards()).filter((card) => shown(card).includes(who));
      const [card] = found;
      if (!card || found.length > 1) throw new Error(`${found.length} cards name ${who}`);
      return card;
    },
    thread: async (card) => (await slack.posts(card.ts)).map(shown),
    async presses(person, action, card, copies = 1) {
      const click = hand.clicks(action, {
        user: idOf(person),
        threadTs: card.ts,
        value: buttonValue(card, action),
      });
      await Promise.all(Array.from({ length: copies }, () => post(click)));
      await house.rests();
    },
    async writes(person, text, card, more = {}) {
      const said = hand.writes(text, { user: idOf(person), threadTs: card.ts }, { ...more });
      await post(said);
      await house.rests();
      return said;
    },
    async edits(said, text) {
      await post(hand.edits(said, text));
      await house.rests();
    },
    async fills(person, form, card, fields) {
      const chosen = readFormValue(menuValue(card, form));
      if (!chosen) throw new Error(`this card has no form "${form}"`);
      const place = { channel: slack.channel, threadTs: card.ts };
      const view = deskForm(form, chosen.card, place, []);
      await post(hand.sends({ ...view }, idOf(person), fields));
      await house.rests();
    },
    async asksApp(person, text) {
      const direct = await slack.direct(person);
      const own = slackPerson({ team: slack.team, channel: direct });
      const doing = { user: idOf(person), threadTs: "" };
      // each person counts their own messages
      const ts = `1795942${String(++asked).padStart(3, "0")}.000001`;
      await post(own.writes(text, doing, { thread_ts: undefined, ts }));
      await house.rests();
      return (await slack.posts(undefined, direct)).at(-1)?.text ?? "";
    },
    async close() {
      await house.close();
      await slack.close();
    },
  };
}

/** Everything a post shows, as one text. */
export function shown({ text, blocks = [] }: SlackPost): string {
  return [text, ...textsIn(blocks)].join("\n");
}

/** What a team reads of many customers, not a customer's card. */
function isBriefing({ metadata }: SlackPost): boolean {
  return /-(opens|closes|promised|broken)-/.test(metadata?.event_payload.send ?? "");
}

/** Blocks nest their texts in many ways; all of them end in a `text` that is a string. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : textsIn(inner),
  );
}

function menuValue(card: SlackPost, form: DeskForm): string | undefined {
  const elements = (card.blocks ?? []).flatMap(({ elements }) => (elements ?? []) as Menu[]); // as Slack lays them out
  const entries = elements.flatMap(({ options = [] }) => options.map(({ value }) => value));
  return entries.find((value) => value.startsWith(`${form} `));
}

type Menu = { options?: { value: string }[] };

function buttonValue(card: SlackPost, action: string): string {
  const buttons = (card.blocks ?? []).flatMap(({ elements }) => (elements ?? []) as Button[]); // as Slack lays them out
  const button = buttons.find(({ action_id }) => action_id === action);
  if (button?.value === undefined) throw new Error(`this card has no button "${action}"`);
  return button.value;
}

type Button = { action_id?: string; value?: string };
