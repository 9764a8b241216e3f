import { type Draft, decide, hear, wake } from "../core/draft.ts";
import { localeFor } from "../core/locale.ts";
import { type Address, addressKind, type InboundOf } from "../core/message.ts";
import type { Order } from "../core/order.ts";
import type { Shop } from "../core/shop.ts";
import { tellDesk } from "../core/tell-desk.ts";
import { type Fate, fateRule } from "./fate.ts";
import { type Moment, momentName, momentsOf, timerOf } from "./moment.ts";
import { isNeeded, type Verdict, weigh, whyOff, wishedMoment, zonesOf } from "./weigh.ts";
import { choicesFor, wordsFor } from "./words.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** A shop system that did not answer is asked again after this. */
const ASK_AGAIN_MS = HOUR_MS;

/** WhatsApp carries free text until 24 hours after the customer's last message; then a template, or a text message. */
const WHATSAPP_WINDOW_MS = DAY_MS;

/** How many moments already said or settled a conversation remembers: far more than a person's orders in a year. */
const KEPT_MOMENTS = 200;

type OrderRead = Order | "not_found" | "unavailable";

/** Something happened to an order: plans what there is to say of it for a decent hour where the recipient lives. Once for each, ever. */
export function planOutreach(
  draft: Draft,
  event: InboundOf<"shop_event">,
  options: { order: OrderRead; shop: Shop; agrees: boolean },
): void {
  for (const moment of momentsOf(event)) plan(draft, moment, event.happenedAt, options);
}

function plan(
  draft: Draft,
  moment: Moment,
  happenedAt: number,
  { order, shop, agrees }: { order: OrderRead; shop: Shop; agrees: boolean },
): void {
  const off = whyOff(moment, shop);
  if (off) return tell(draft, moment, "held", off);
  if (isSettled(draft, moment)) return tell(draft, moment, "held", SETTLED);
  if (order === "unavailable")
    return wakeFor(draft, moment, draft.now + ASK_AGAIN_MS, {
      fate: "planned",
      why: "the order is read then",
    });
  if (order === "not_found") return settle(draft, moment, "the order is gone");
  if (!isNeeded(moment) && !agrees) return settle(draft, moment, "no consent to it");
  const at = wishedMoment(moment, happenedAt, { order, shop, now: draft.now });
  wakeFor(draft, moment, at, { fate: "planned" });
}

const SETTLED = "said or settled before";

/** The hour has come: says it, or keeps the reason why not. Everything is looked at again, for a day may have passed. */
export function sendOutreach(
  draft: Draft,
  moment: Moment,
  options: {
    order: OrderRead;
    shop: Shop;
    optedOut: boolean;
    /** Whether they agree to messages that nobody needs to have. */
    agrees: boolean;
    own: { sms?: Address };
  },
): void {
  const { order, shop } = options;
  if (isSettled(draft, moment)) return tell(draft, moment, "held", SETTLED);
  if (order === "unavailable")
    return later(draft, moment, draft.now + ASK_AGAIN_MS, "the order could not be read");
  if (order === "not_found") return settle(draft, moment, "the order is gone");
  const { conversation, now } = draft;
  const verdict = weigh({ ...options, order, moment, conversation, now });
  const about = { order, shop, own: options.own };
  if (verdict.kind === "go") return say(draft, moment, about);
  return wait(draft, moment, verdict, about);
}

/** The order that a message of ours is about, and who we are. */
type About = { order: Order; shop: Shop; own: { sms?: Address } };

function wait(
  draft: Draft,
  moment: Moment,
  verdict: Exclude<Verdict, { kind: "go" }>,
  about: About,
): void {
  if (verdict.kind === "later") return later(draft, moment, verdict.until, verdict.why);
  if (verdict.kind === "desk") {
    const { text } = wordsFor(moment, about.order, told(draft, about));
    tellDesk(draft, "desk", `Not sent, for you are with them: ${text}`);
  }
  settle(draft, moment, verdict.why);
}

function say(draft: Draft, moment: Moment, about: About): void {
  const { order, shop } = about;
  const way = wayTo(draft, moment, about);
  if (!way) return settle(draft, moment, "no number to text from or to");
  const { text, variant, variables } = wordsFor(moment, order, told(draft, about));
  const { kind, orderId } = moment;
  draft.conversation = {
    ...draft.conversation,
    reach: way.reach,
    topic: { orderId, at: draft.now },
    ...(isNeeded(moment) ? {} : { lastOutreachAt: draft.now }),
    ...(kind === "survey" ? { survey: { orderId, askedAt: draft.now } } : {}),
  };
  remember(draft, moment);
  const isOnTrial = shop.file.outreach.two_texts.some((tried) => tried === kind);
  decide(draft, "answer", fateRule({ kind, fate: "sent", why: isOnTrial ? variant : undefined }));
  const zones = [...zonesOf(order, shop)];
  const choices = choicesFor(moment, shop);
  const template = way.template === undefined ? {} : { template: { sid: way.template, variables } };
  draft.sends.push({
    id: `${draft.customer}-${onceName(moment)}`,
    purpose: "thank_you",
    author: "bot",
    to: way.reach.to,
    from: way.reach.from,
    body: { kind: "text", text, zones, ...template, ...(choices && { choices }) },
    lane: `${draft.customer}/${addressKind(way.reach.to)}`,
    rank: 0,
    notBefore: draft.now,
  });
  hear(draft, { who: "bot", text });
}

/** What is said for a moment has one name for ever, so that no two turns can send it twice. */
function onceName({ kind, orderId, detail }: Moment): string {
  return [kind, orderId, ...(detail === undefined ? [] : [detail])].join("-");
}

/** Where they spoke last, while that is open to us or a template opens it; else a text to the number on the order. */
function wayTo(
  draft: Draft,
  { kind }: Moment,
  { order, shop, own }: About,
): { reach: { to: Address; from: Address }; template?: string } | undefined {
  const { reach, whatsappSeenAt } = draft.conversation;
  if (reach && addressKind(reach.to) !== "whatsapp") return { reach };
  const isOpen = draft.now - (whatsappSeenAt ?? 0) < WHATSAPP_WINDOW_MS;
  if (reach && isOpen) return { reach };
  const template = shop.file.outreach.templates[kind];
  if (reach && template !== undefined) return { reach, template };
  return order.phone && own.sms
    ? { reach: { to: `sms:${order.phone}`, from: own.sms } }
    : undefined;
}

function told(draft: Draft, { order, shop }: About) {
  const locale = localeFor(shop.file.locales, order.locale ?? draft.conversation.locale);
  return { now: draft.now, shop, phrase: shop.phrases(locale), locale };
}

function isSettled({ conversation }: Draft, moment: Moment): boolean {
  return conversation.outreachDone.includes(momentName(moment));
}

function tell(draft: Draft, { kind }: Moment, fate: Fate["fate"], why?: string): void {
  decide(draft, "stay_silent", fateRule({ kind, fate, why }));
}

function later(draft: Draft, moment: Moment, at: number, why: string): void {
  wakeFor(draft, moment, at, { fate: "later", why }, draft.conversation.turn);
}

function wakeFor(
  draft: Draft,
  moment: Moment,
  at: number,
  { fate, why }: { fate: "planned" | "later"; why?: string },
  n?: number,
): void {
  tell(draft, moment, fate, why);
  const { timer, subject } = timerOf(moment);
  wake(draft, timer, subject, at, n);
}

/** It will never be said; the reason stands in the journal. */
function settle(draft: Draft, moment: Moment, why: string): void {
  remember(draft, moment);
  tell(draft, moment, "held", why);
}

function remember(draft: Draft, moment: Moment): void {
  const outreachDone = [...draft.conversation.outreachDone, momentName(moment)].slice(
    -KEPT_MOMENTS,
  );
  draft.conversation = { ...draft.conversation, outreachDone };
}
