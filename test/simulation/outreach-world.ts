import type { Channel } from "../../bots/channel.ts";
import { acceptInto } from "../../bots/turn/accept.ts";
import type { TurnPorts } from "../../bots/turn/turn.ts";
import type { CommerceEvent, CommerceProvider } from "../../core/commerce.ts";
import { eventsFor } from "../../core/events.ts";
import type { Order } from "../../core/order.ts";
import { shopFileSchema } from "../../core/shop-file.ts";
import { sqliteStore } from "../../integrations/store/sqlite/store.ts";
import { hearFromShop, hearOfOrders } from "../../outreach/shop-events.ts";
import { shopsNumber, smallShop } from "../fixtures/small-shop.ts";
import type { SentText } from "./outreach-judge.ts";
import { orderSeenAt, type Sale } from "./outreach-people.ts";

/** A shop with these sales and a phone for everybody, over the real store; its clock is the player's to set. */
export function outreachWorld(sales: ReadonlyMap<string, Sale>, start: number) {
  let now = start;
  let ids = 0;
  const sent: SentText[] = [];
  const told: CommerceEvent[] = [];
  const shop = smallShop(
    shopFileSchema.parse({
      name: "Harbour & Pine",
      timezone: "Europe/Copenhagen",
      hours: { "mon-fri": "10:00-19:00" },
      outreach: {
        tell: ["ready_for_pickup", "delayed", "refunded", "return_received"],
        survey: {},
        two_texts: ["thank_you", "survey"],
      },
    }),
  );
  const orderNow = (id: string): Order | undefined => {
    const sale = sales.get(id);
    return sale && orderSeenAt(sale, now);
  };
  const commerce: CommerceProvider = {
    name: "sim",
    findOrders: async () => [],
    getOrder: async (id) => orderNow(id),
    changesSince: async (cursor = "0") => ({
      events: told.slice(Number(cursor)),
      cursor: String(told.length),
    }),
  };
  const channel: Channel = {
    name: "phones",
    carries: ["sms", "desk"],
    mount: () => {},
    async send({ send }) {
      if (send.body.kind === "text") {
        const { to, purpose, body } = send;
        sent.push({ sendId: send.id, to, purpose, text: body.text, at: now, ...kindOf(send.id) });
      }
      return { kind: "accepted", providerId: `SM${send.id}` };
    },
    reconcile: async () => ({ kind: "unknown" }),
    check: async () => [],
  };
  const store = sqliteStore({ file: ":memory:" });
  const clock = { now: () => now, sleep: async () => {} };
  const events = eventsFor({ turnFailed: mustNotBe, failed: mustNotBe });
  const accept = acceptInto(store, events);
  const nextId = {
    next() {
      ids += 1;
      return `p${ids}`;
    },
  };
  const ports: TurnPorts = {
    store,
    commerce,
    channels: [channel],
    clock,
    events,
    random: () => 0.5,
    shop: () => shop,
    own: { sms: shopsNumber },
  };
  return {
    ports,
    accept,
    sent,
    setNow: (instant: number) => {
      now = instant;
    },
    /** The shop's system notes it; whoever asks for changes hears of it. */
    note: (event: CommerceEvent) => told.push(event),
    orderNow,
    hear: (orderIds: readonly string[]) =>
      hearOfOrders(orderIds, { commerce, accept, clock, ids: nextId }),
    ask: () => hearFromShop({ commerce, accept, clock, ids: nextId, store }),
    idNow: () => nextId.next(),
  };
}

export type YearWorld = ReturnType<typeof outreachWorld>;

/** What it is, and for which order, as its own once-for-ever name tells: `<customer>-thank_you-<order>`. */
function kindOf(sendId: string): { kind: string; id: string } {
  const [, kind = "", id = ""] = sendId.split("-");
  return /^[a-z_]+$/.test(kind) ? { kind, id } : { kind: "answer", id: "" };
}

function mustNotBe({ error }: { error: unknown }): never {
  throw error;
}
