import { z } from "zod";
import { MalformedInboundError } from "../../core/errors.ts";
import { type CardValue, type DeskForm, readFormValue } from "./card-value.ts";
import type { Place } from "./place.ts";

const ORDER_WORKS = ["look_up", "send_code", "cancel", "return"] as const;
/** What can be done with an order from its card. */
export type OrderWork = (typeof ORDER_WORKS)[number];

type Doer = {
  userId: string;
  /** From another company, through Slack Connect. */
  stranger: boolean;
  card: CardValue;
  form: DeskForm;
} & Place;

/** Somebody chose a form in a card's menu. Nothing is changed by it. */
/** `canned`: the reply that was chosen, by name; `text`: the words it opens with. */
export type FormOpening = {
  kind: "menu";
  triggerId: string;
  canned?: string;
  text?: string;
} & Doer;

/** Somebody sent a form. Fields left empty are absent. */
export type Filled = {
  kind: "form";
  key: string;
  team?: string;
  agentId?: string;
  untilMs?: number;
  note?: string;
  text?: string;
  work?: OrderWork;
  orderNumber?: string;
} & Doer;

const id = z.string().regex(/^[A-Z0-9]+$/);
const doer = z.object({
  user: z.object({ id, team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
});

const menuSchema = doer.extend({
  trigger_id: z.string(),
  channel: z.object({ id }),
  container: z.object({ message_ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.tuple([
    z.union([
      z.object({
        action_id: z.enum(["more", "canned"]),
        selected_option: z.object({ value: z.string() }),
      }),
      z.object({ action_id: z.enum(["reply_with", "correct"]), value: z.string() }),
    ]),
  ]),
});

const field = z.object({
  value: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_date_time: z.number().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

const ours = z.object({ view: z.object({ callback_id: z.literal("desk_form") }) });

const filledSchema = doer.extend({
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), field)) }),
  }),
});

/** What a form remembers while it is open: the card it is about and where that stands. */
export function formMemory(value: string, { channel, threadTs }: Place): string {
  return JSON.stringify({ value, channel, threadTs });
}

const memory = z.object({
  value: z.string(),
  channel: z.string(),
  threadTs: z.string().optional(),
});

/** The choice of a form in a card's menu; `undefined`: this click is something else. Pure. */
export function readMenu(body: unknown): FormOpening | undefined {
  const { success, data } = menuSchema.safeParse(body);
  if (!success) return undefined;
  const [action] = data.actions;
  const chosen = readFormValue("value" in action ? action.value : action.selected_option.value);
  if (!chosen) return undefined;
  const { rest, ...form } = chosen;
  return {
    kind: "menu",
    triggerId: data.trigger_id,
    ...whoOf(data),
    ...form,
    ...(action.action_id === "canned" ? { canned: rest } : {}),
    ...("value" in action ? { text: rest } : {}),
    channel: data.channel.id,
    threadTs: data.container.thread_ts ?? data.container.message_ts,
  };
}

/**
 * A form of ours that was sent; another app's is nothing to us. Its key is the view's id: Slack gives each opened form
 * its own, and repeats it on a retry. Pure.
 * @throws MalformedInboundError when the body is not what Slack promises.
 */
export function readFilled(body: unknown): Filled | { kind: "nothing"; why: string } {
  if (!ours.safeParse(body).success) return { kind: "nothing", why: "not our form" };
  const result = filledSchema.safeParse(body);
  if (!result.success) {
    throw new MalformedInboundError(`a Slack form: ${z.prettifyError(result.error)}`);
  }
  const { view } = result.data;
  const kept = memory.parse(JSON.parse(view.private_metadata));
  const chosen = readFormValue(kept.value);
  if (!chosen) return { kind: "nothing", why: "a form of an older version" };
  const fields = view.state.values;
  const team = fields.team?.field?.selected_option?.value;
  const agentId = fields.agent?.field?.selected_user;
  const until = fields.until?.field?.selected_date_time;
  const note = fields.note?.field?.value?.trim();
  const text = fields.text?.field?.value?.trim();
  const chosenWork = fields.work?.field?.selected_option?.value;
  const work = ORDER_WORKS.find((known) => known === chosenWork);
  const orderNumber = fields.number?.field?.value?.trim().replace(/^#/, "");
  return {
    kind: "form",
    key: `slack:view:${view.id}`,
    ...whoOf(result.data),
    form: chosen.form,
    card: chosen.card,
    channel: kept.channel,
    threadTs: kept.threadTs,
    ...(team ? { team } : {}),
    ...(agentId ? { agentId } : {}),
    ...(until ? { untilMs: until * 1000 } : {}),
    ...(note ? { note } : {}),
    ...(text ? { text } : {}),
    ...(work ? { work } : {}),
    ...(orderNumber ? { orderNumber } : {}),
  };
}

function whoOf({ user, team }: z.infer<typeof doer>): Pick<Doer, "userId" | "stranger"> {
  const stranger = team?.id !== undefined && user.team_id !== undefined && team.id !== user.team_id;
  return { userId: user.id, stranger };
}
