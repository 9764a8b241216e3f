import { z } from "zod";
import { type ChatLog, chatOfferSchema } from "../../../core/chat-log.ts";
import type { Clock } from "../../../core/ports.ts";
import { partitionOf } from "./partitions.ts";
import { count, read } from "./replies.ts";
import * as scripts from "./scripts-chat.ts";
import { openServers } from "./servers.ts";
import { readAddresses } from "./whereabouts.ts";

/**
 * Web chats in the Redis that REDIS_URL names, shared by all processes, through connections of their own, by which they tell
 * each other (`told`) in which chat there is something new. A line that
 * is older than `keptMs` goes with the next one of its chat, and all of a chat's lines once it was silent for so long.
 * @throws StoreUnavailableError when Redis does not answer.
 */
export async function redisChatLog(options: {
  urls: string;
  clock: Clock;
  keptMs: number;
  /** Without a chat: after a server was lost, when anything may have been missed. */
  told?: (chat?: string) => void;
}): Promise<ChatLog> {
  const servers = await openServers({
    addresses: readAddresses(options.urls),
    clock: options.clock,
    scripts: Object.values(scripts),
    channel: "nd:chat",
    hear: (chat) => options.told?.(chat),
    found: () => options.told?.(),
  });
  const home = (chat: string) => partitionOf(`chat:${chat}`);
  return {
    async append(chat, line) {
      const words = [line.id, JSON.stringify(line), String(line.at), String(options.keptMs)];
      const answer = await servers.keep(home(chat), scripts.APPEND_LINE, chat, ...words);
      const [place, isNew] = read(z.tuple([z.number(), z.number()]), answer);
      // A hint: a page that was told nothing finds the line at its next question.
      if (isNew === 1) servers.tell(chat).catch(() => {});
      return { place, isNew: isNew === 1 };
    },
    async since(chat, place, limit) {
      const asked = [String(place), String(limit)];
      return read(rows, await servers.ask(home(chat), scripts.LINES_SINCE, chat, ...asked));
    },
    async placeOf(chat, lineId) {
      const answer = await servers.ask(home(chat), scripts.PLACE_OF_LINE, chat, lineId);
      return read(count.nullable(), answer === null ? null : Number(answer)) ?? undefined;
    },
    async erase(chat) {
      await servers.keep(home(chat), scripts.ERASE_CHAT, chat);
    },
    close: () => servers.close(),
  };
}

const line = z.object({
  id: z.string(),
  at: z.number(),
  who: z.enum(["visitor", "shop"]),
  text: z.string(),
  clientId: z.string().optional(),
  offer: chatOfferSchema.optional(),
});

const rows = z.array(
  z.tuple([z.string(), count]).transform(([text, place]) => {
    const { clientId, offer, ...always } = line.parse(JSON.parse(text));
    return { ...always, place, ...(clientId && { clientId }), ...(offer && { offer }) };
  }),
);
