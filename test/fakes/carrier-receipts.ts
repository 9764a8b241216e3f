import type { Clock } from "../../core/ports.ts";
import { type CarrierMessage, isWhatsapp } from "./carrier-rules.ts";
import type { WebhookResult, WebhookSender } from "./carrier-webhooks.ts";

/**
 * How receipts reach the bot. By default one after another, each once, after the request to send was answered.
 * `early`: before it is answered. `hold`: not before `release`. `none`: never.
 */
export type ReceiptPlan = {
  when?: "after" | "early" | "hold" | "none";
  /** Statuses in the order they are pushed; those not named are not pushed. */
  order?: readonly string[];
  /** How often each is pushed, at the same moment. */
  copies?: number;
  lateMs?: number;
};

type Due = { message: CarrierMessage; status: string };

export type Receipts = {
  plan(plan: ReceiptPlan): void;
  started(message: CarrierMessage, fate: string | undefined): Promise<unknown> | undefined;
  answered(
    message: CarrierMessage,
    fate: string | undefined,
    early: Promise<unknown> | undefined,
  ): Promise<void>;
  push(message: CarrierMessage, status: string): Promise<readonly WebhookResult[]>;
  release(arrange?: (due: readonly Due[]) => readonly Due[]): Promise<void>;
};

/** The way of each sent message: queued → sent → delivered, or undelivered; `read` comes from the phone. */
export function receiptsOf(ports: {
  post: WebhookSender;
  clock: Clock;
  accountSid: string;
}): Receipts {
  let plan: ReceiptPlan = {};
  let held: Due[] = [];

  const push = async (message: CarrierMessage, status: string, how = plan) => {
    if (!message.statusCallback) return [];
    if (how.lateMs) await ports.clock.sleep(how.lateMs);
    const { statusCallback } = message;
    const fields = fieldsOf(message, status, ports.accountSid);
    const copies = Array.from({ length: how.copies ?? 1 }, () =>
      ports.post(statusCallback, fields),
    );
    return Promise.all(copies);
  };
  const wayOf = (message: CarrierMessage, fate: string | undefined): Due[] => {
    const natural =
      fate === undefined ? ["queued", "sent", "delivered"] : ["queued", "sent", "undelivered"];
    const way = plan.order ? plan.order.filter((status) => natural.includes(status)) : natural;
    return way.map((status) => ({ message, status }));
  };
  const pushAll = async (due: readonly Due[], how: ReceiptPlan) => {
    for (const { message, status } of due) await push(message, status, how);
  };
  return {
    plan: (next) => {
      plan = next;
    },
    started: (message, fate) =>
      plan.when === "early" ? pushAll(wayOf(message, fate), plan) : undefined,
    answered: async (message, fate, early) => {
      const way = wayOf(message, fate);
      const how = plan;
      arrive(message, fate, ports.clock.now());
      if (early) await early;
      else if (how.when === "hold") held.push(...way);
      else if (how.when !== "none") await pushAll(way, how);
    },
    push,
    release: async (arrange = (due) => due) => {
      const due = held;
      held = [];
      await pushAll(arrange(due), plan);
    },
  };
}

function arrive(message: CarrierMessage, fate: string | undefined, now: number): void {
  message.status = fate === undefined ? "delivered" : "undelivered";
  message.errorCode = fate;
  message.sentAt = now;
}

function fieldsOf(
  message: CarrierMessage,
  status: string,
  accountSid: string,
): Record<string, string> {
  const failed = status === "undelivered" || status === "failed";
  return {
    AccountSid: accountSid,
    ApiVersion: "2010-04-01",
    From: message.from,
    MessageSid: message.sid,
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    To: message.to,
    ...(message.serviceSid ? { MessagingServiceSid: message.serviceSid } : {}),
    ...(failed && message.errorCode ? { ErrorCode: message.errorCode } : {}),
    ...(isWhatsapp(message.to)
      ? {
          ChannelPrefix: "whatsapp",
          ChannelToAddress: message.to.slice("whatsapp:".length),
          EventType: status.toUpperCase(),
        }
      : {}),
    ...(status === "delivered" && !isWhatsapp(message.to) ? { RawDlrDoneDate: "2611202241" } : {}),
  };
}
