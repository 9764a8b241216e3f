import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../core/ports.ts";
import { carrierEvents } from "./carrier-events.ts";
import { type Phone, phoneOf } from "./carrier-phone.ts";
import { type ReceiptPlan, type Receipts, receiptsOf } from "./carrier-receipts.ts";
import { type Fault, restHandler } from "./carrier-rest.ts";
import {
  type Accepted,
  type CarrierBook,
  type CarrierMessage,
  judge,
  refuse,
  type Service,
  type Template,
} from "./carrier-rules.ts";
import { type WebhookSender, webhookSender } from "./carrier-webhooks.ts";

export type CarrierOptions = {
  clock: Clock;
  accountSid?: string;
  authToken?: string;
  /** Our numbers at the carrier: `+45…` and `whatsapp:+1…`. */
  numbers?: readonly string[];
  services?: readonly Service[];
  templates?: readonly Template[];
  /** Requests to send that are taken per second; more get 20429. */
  perSecond?: number;
};

export type Carrier = {
  /** Stands for https://api.twilio.com: TWILIO_API_URL. */
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Where texts are posted to, as set in Twilio's console (with `#rc=…` if wanted), and where that is found here. */
  connect(webhook: string, reachedAt?: string): void;
  /** Somebody's phone: `+45…`, or `whatsapp:+45…` for its WhatsApp. */
  phone(address: string): Phone;
  /** What the bot's side had accepted so far, in order. */
  sent(): readonly CarrierMessage[];
  /** All requests to send so far, refused and lost ones included. */
  asked(): number;
  /** Those among them whose answer said nothing (5xx), or did not get through. */
  unclear(): number;
  /** Resolves once so many were accepted. */
  received(count: number): Promise<readonly CarrierMessage[]>;
  /** Resolves once this many requests to send came in, whatever became of them. */
  askedFor(count: number): Promise<void>;
  /** What goes wrong with the next requests to send, one each; `undefined` lets one pass. */
  fail(...faults: readonly (Fault | undefined)[]): void;
  /** What goes wrong with every request from now on; `undefined` ends it. */
  outage(fault: Fault | undefined): void;
  /** What goes wrong with the next requests to list. */
  failLookups(...faults: readonly Fault[]): void;
  /** Nothing goes wrong any more. */
  mend(): void;
  /** How receipts are pushed from now on. */
  receipts(plan: ReceiptPlan): void;
  /** Pushes what was held back, in the order `arrange` makes of it. */
  release: Receipts["release"];
  /** Resolves once nothing that was begun is still under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

/** A small Twilio on a free port of this machine that enforces Twilio's rules. */
export async function startCarrier(options: CarrierOptions): Promise<Carrier> {
  const {
    clock,
    accountSid = `AC${"0".repeat(31)}1`,
    authToken = "carrier-token",
    numbers = ["+4552525252", "whatsapp:+14155238886"],
    services = [],
    templates = [],
    perSecond = Number.POSITIVE_INFINITY,
  } = options;
  const messages: CarrierMessage[] = [];
  const phones = new Map<string, Phone>();
  const optedOut = new Set<string>();
  const faults: { POST: (Fault | undefined)[]; GET: Fault[] } = { POST: [], GET: [] };
  const events = carrierEvents();
  let outage: Fault | undefined;
  let asked = 0;
  let unclear = 0;
  let second = { start: 0, count: 0 };
  let bot: { webhook: string; reachedAt: string | undefined } | undefined;

  const post: WebhookSender = webhookSender({
    authToken,
    clock,
    reachedAt: (url) => (bot?.reachedAt ? new URL(url.pathname + url.search, bot.reachedAt) : url),
  });
  const receipts = receiptsOf({
    post: (url, fields) => events.track(post(url, fields)),
    clock,
    accountSid,
  });
  const scopeOf = (number: string) =>
    services.find((service) => service.numbers.includes(number))?.sid ?? number;
  const book = (): CarrierBook => ({
    numbers,
    services,
    templates,
    now: clock.now(),
    hasOptedOut: (sender, customer) => optedOut.has(`${scopeOf(sender)} ${customer}`),
    lastInboundAt: (sender, customer) =>
      messages.findLast(({ from, to }) => from === customer && to === sender)?.createdAt,
    troubleWith: (customer) => phones.get(customer)?.trouble(),
  });
  const keep = (message: Omit<CarrierMessage, "sid" | "createdAt">): CarrierMessage => {
    const prefix = message.media.length > 0 ? "MM" : "SM";
    const sid = prefix + (messages.length + 1).toString(16).padStart(32, "0");
    const kept = { ...message, sid, createdAt: clock.now() };
    messages.push(kept);
    return kept;
  };
  const accept = ({ fate, ...accepted }: Accepted) => {
    const status = accepted.serviceSid ? "accepted" : "queued";
    const message = keep({
      ...accepted,
      direction: "outbound-api",
      status,
      errorCode: undefined,
      sentAt: undefined,
    });
    const early = receipts.started(message, fate);
    if (fate === undefined) phone(message.to).takes(message, "shop");
    events.happened();
    const answered = Promise.withResolvers<void>();
    void events.track(answered.promise.then(() => receipts.answered(message, fate, early)));
    return { message, answered: answered.resolve, early };
  };
  const phone = (address: string): Phone => {
    const known = phones.get(address);
    if (known) return known;
    const made = phoneOf(address, {
      clock,
      events,
      accountSid,
      numbers,
      services,
      keep,
      isOptedOut: (number) => optedOut.has(`${scopeOf(number)} ${address}`),
      optOut: (number, out) => {
        if (out) optedOut.add(`${scopeOf(number)} ${address}`);
        else optedOut.delete(`${scopeOf(number)} ${address}`);
      },
      deliver: (fields) => {
        if (!bot) throw new Error("the carrier knows no bot yet: call connect()");
        return events.track(post(bot.webhook, fields));
      },
      receipt: (message, status) => events.track(receipts.push(message, status)),
    });
    phones.set(address, made);
    return made;
  };
  const server = createServer(
    restHandler({
      accountSid,
      authTokens: [authToken],
      clock,
      messages: () => messages,
      judge: (form) => judge(form, book()),
      accept,
      throttle: () => {
        asked += 1;
        events.happened();
        const start = Math.floor(clock.now() / 1000);
        second = second.start === start ? { start, count: second.count + 1 } : { start, count: 1 };
        return second.count > perSecond ? refuse(20429, "Too Many Requests", 429) : undefined;
      },
      nextFault: (method) => faults[method].shift() ?? outage,
      unclear: () => {
        unclear += 1;
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  const sent = () => messages.filter(({ direction }) => direction === "outbound-api");
  return {
    url: `http://127.0.0.1:${port}`,
    accountSid,
    authToken,
    connect: (webhook, reachedAt) => {
      bot = { webhook, reachedAt };
    },
    phone,
    sent,
    asked: () => asked,
    unclear: () => unclear,
    received: async (count) => {
      await events.until(() => sent().length >= count);
      return sent();
    },
    askedFor: (count) => events.until(() => asked >= count),
    fail: (...next) => void faults.POST.push(...next),
    outage: (fault) => {
      outage = fault;
    },
    failLookups: (...next) => void faults.GET.push(...next),
    mend: () => {
      faults.POST = [];
      faults.GET = [];
      outage = undefined;
    },
    receipts: receipts.plan,
    release: (arrange) => events.track(receipts.release(arrange)),
    idle: () => events.until(() => events.underWay() === 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
