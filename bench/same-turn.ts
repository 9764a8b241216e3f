import { brief } from "../bots/turn/brief.ts";
import { choose } from "../bots/turn/choose.ts";
import { buildShop, examineShop } from "../build-shop.ts";
import { type Config, readConfig } from "../config.ts";
import type { Conversation } from "../core/conversation.ts";
import type { CustomerMessage, Inbound } from "../core/message.ts";
import { systemClock } from "../integrations/clock.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { telemetry } from "../integrations/telemetry/telemetry.ts";
import { loadCommerce } from "../open-ports.ts";
import { OWN_NUMBER } from "./setting.ts";

/** What a peer knows after a turn, and what it is to text the customer. */
export type Turned = { conversation: Conversation; texts: readonly string[] };

/** A text as the peers pass it on. */
export type Text = { from: string; sid: string; body: string };

/**
 * Nightdesk's own reading and deciding on the same orders, for the peers: what they do otherwise than we is everything
 * around it.
 */
export async function sameTurn(): Promise<{
  config: Config;
  turn(text: Text, conversation: unknown): Promise<Turned>;
}> {
  const config = readConfig(process.env);
  const clock = systemClock();
  const shop = buildShop(await readShopFiles(config.shopDir, examineShop));
  const openCommerce = await loadCommerce(config);
  const ports = {
    store: {
      isOptedOut: async () => false,
      send: async () => undefined,
      unsent: async () => [],
      spend: async () => true,
      keepOnce: async (_name: string, fresh: string) => fresh,
      cursor: async () => undefined,
      setCursor: async () => {},
      customerOf: async () => undefined,
      conversation: async () => undefined,
    },
    commerce: openCommerce({ clock, timezone: shop.file.timezone }),
    clock,
    events: telemetry({ level: "info" }).events,
    shop: () => shop,
    channels: [],
    own: {},
  };
  return {
    config,
    async turn({ from, sid, body }, conversation) {
      const message: CustomerMessage & Inbound = {
        kind: "message",
        key: sid,
        receivedAt: clock.now(),
        from: `sms:${from}`,
        to: `sms:${OWN_NUMBER}`,
        text: body,
        media: [],
      };
      const gathered = await brief(
        {
          lease: { customer: from.slice(1), epoch: 0, until: 0 },
          conversation,
          inbounds: [{ inbound: message, tries: 0 }],
          addresses: [message.from],
          optedOut: [],
        },
        ports,
      );
      const decision = choose(gathered);
      const texts = decision.sends.flatMap((send) =>
        send.body.kind === "text" ? [send.body.text] : [],
      );
      return { conversation: decision.conversation, texts };
    },
  };
}
