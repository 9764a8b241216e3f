import type { Channel, Edge, Outgoing, SendOutcome } from "../../bots/channel.ts";
import { parseMessage, parseReceipt } from "../../bots/twilio/parse.ts";
import { StoreUnavailableError } from "../../core/errors.ts";
import { type Address, addressKind, addressValue } from "../../core/message.ts";
import type { Arrival, Clock } from "../../core/ports.ts";
import type { Life } from "./life.ts";
import { attempt, LISTED_AFTER_MS, lookUp, noteCall, refuse, request } from "./network.ts";
import type { Written } from "./records.ts";
import { note, type World } from "./world.ts";

/** The shop's own number. */
export const OWN_NUMBER = "+4570000000";

/** Where webhooks reach whatever process runs; `undefined` while none does. */
export type Door = () => { edge: Edge; life: Life } | undefined;

/** What the carrier waits for an answer, and how often it tries. Source: Twilio's connection overrides, `rt` and `rc`. */
const WEBHOOK_LIMIT_MS = 15_000;
const MOST_RETRIES = 5;

export type Carrier = {
  /** A customer writes now. */
  text(written: Omit<Written, "sid" | "writtenAt">): void;
  /** Tells people of everything that their phones receive. */
  watch(watcher: (to: Address, text: string) => void): void;
  /** The way out to the carrier for one process. */
  channel(life: Life, clock: Clock): Channel;
};

/** A carrier that delivers, repeats, loses and doubles as carriers do, and keeps a list of what it took. */
export function carrierOf(world: World, door: Door): Carrier {
  const { schedule, random, records } = world;
  const retries = random.between(1, MOST_RETRIES);
  let count = 0;
  const sid = () => `SM${String(++count).padStart(6, "0")}`;
  const taken = new Map<string, { at: number; providerId: string }>();
  const watchers: ((to: Address, text: string) => void)[] = [];

  function text(written: Omit<Written, "sid" | "writtenAt">): void {
    const record: Written = { ...written, sid: sid(), writtenAt: schedule.now() };
    records.written.push(record);
    note(world, `${record.from} writes ${record.sid} "${record.text}"`);
    const form = formOf({
      MessageSid: record.sid,
      From: wireAddress(record.from),
      To: addressKind(record.from) === "whatsapp" ? `whatsapp:${OWN_NUMBER}` : OWN_NUMBER,
      Body: record.text,
    });
    const arrivalOf = (at: number): Arrival => {
      const parsed = parseMessage(form, at);
      return {
        ...parsed,
        route: { kind: "address", address: parsed.inbound.from, newCustomer: newCustomer() },
      };
    };
    webhook(arrivalOf, retries, record);
    if (random.chance(world.faults().webhookDoubled)) {
      schedule.after(random.between(0, 60_000), () => webhook(arrivalOf, 0, record));
    }
  }

  let customers = 0;
  const newCustomer = () => `c${++customers}`;

  function webhook(
    arrivalOf: (at: number) => Arrival | undefined,
    triesLeft: number,
    record?: Written,
  ): void {
    request(world, {
      limitMs: WEBHOOK_LIMIT_MS,
      handle() {
        const open = door();
        if (!open) return undefined;
        if (record) record.arrivedAt ??= schedule.now();
        return take(open.edge, arrivalOf, record);
      },
      answered(answer) {
        if (answer === "taken" || triesLeft === 0) return;
        schedule.after(random.between(200, 15_000), () =>
          webhook(arrivalOf, triesLeft - 1, record),
        );
      },
    });
  }

  async function take(
    edge: Edge,
    arrivalOf: (at: number) => Arrival | undefined,
    record: Written | undefined,
  ): Promise<"taken" | "busy"> {
    try {
      const arrival = arrivalOf(edge.clock.now());
      if (arrival) await edge.accept([arrival]);
      if (record && record.acknowledgedAt === undefined) {
        record.acknowledgedAt = schedule.now();
        note(world, `${record.sid} is acknowledged`);
      }
      return "taken";
    } catch (error) {
      if (error instanceof StoreUnavailableError) return "busy";
      throw error;
    }
  }

  function accept({ send }: Outgoing, began: { at: number; wall: number }): SendOutcome {
    const message = sid();
    const providerId = `twilio:${message}`;
    const words = send.body.kind === "text" ? send.body.text : "";
    records.received.push({
      sendId: send.id,
      to: send.to,
      text: words,
      ...began,
      receivedAt: schedule.now(),
    });
    if (!taken.has(send.id)) taken.set(send.id, { at: schedule.now(), providerId });
    note(world, `${send.to} receives ${send.id} "${words}"`);
    for (const watcher of watchers) watcher(send.to, words);
    report(message, send.id, "sent");
    report(message, send.id, random.chance(0.9) ? "delivered" : "read");
    return { kind: "accepted", providerId };
  }

  function report(message: string, sendId: string, status: string): void {
    const form = formOf({ MessageSid: message, MessageStatus: status });
    const route = { kind: "customer", customer: sendId.split("-", 1)[0] ?? "" } as const;
    schedule.after(random.delay(2_000, 60_000), () =>
      webhook((at) => {
        const receipt = parseReceipt(form, sendId, at);
        return receipt && { ...receipt, route };
      }, 1),
    );
  }

  return {
    text,
    watch: (watcher) => watchers.push(watcher),
    channel: (life, clock) => ({
      name: "twilio",
      carries: ["sms", "whatsapp"],
      mount() {},
      check: async () => [],
      send(outgoing) {
        const { send } = outgoing;
        noteCall(world, send);
        const text = send.body.kind === "text" ? send.body.text : "";
        const began = { at: schedule.now(), wall: clock.now() };
        records.attempts.push({ sendId: send.id, to: send.to, text, ...began });
        note(world, `process ${life.number} sends ${send.id} to ${send.to}, try ${send.tries}`);
        if (isDead(send.to)) {
          records.refused.push({ sendId: send.id, to: send.to, text, ...began });
          return attempt(world, life, send.id, () => ({
            kind: "refused",
            code: "21211",
            message: "not a number",
            reaction: "give_up",
          }));
        }
        if (world.carrierDownUntil > schedule.now()) return refuse(world, life, "down for hours");
        return attempt(world, life, send.id, () => accept(outgoing, began));
      },
      reconcile({ send }) {
        noteCall(world, send);
        return lookUp(world, life, send.id, () => {
          const hit = taken.get(send.id);
          const listed = hit && schedule.now() - hit.at >= LISTED_AFTER_MS;
          return listed ? { kind: "accepted", providerId: hit.providerId } : undefined;
        });
      },
    }),
  };

  function isDead(to: Address): boolean {
    return records.people.some((person) => person.dead && person.phone === addressValue(to));
  }
}

function wireAddress(address: Address): string {
  return addressKind(address) === "sms" ? addressValue(address) : address;
}

function formOf(fields: Record<string, string>): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(fields).map(([name, value]) => [name, [value]]));
}
