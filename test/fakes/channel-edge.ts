import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import express from "express";
import type { Channel, Edge } from "../../bots/channel.ts";
import { StoreUnavailableError } from "../../core/errors.ts";
import { eventsFor } from "../../core/events.ts";
import type { Address } from "../../core/message.ts";
import type { Arrival, Clock, Send } from "../../core/ports.ts";

/** Friday 20 November 2026, 22:41 in Copenhagen. */
export const fridayNight = Date.UTC(2026, 10, 20, 21, 41);

/** Where a channel brings customers' messages in, with a memory: a key is kept once, everybody has a place. */
export type ChannelEdge = Edge & {
  /** What was kept, in order. */
  kept: Arrival[];
  refusals: string[];
  failures: unknown[];
  /** The store is away until this is called with `false`. */
  away(isAway: boolean): void;
  forget(): void;
};

export function channelEdge(clock?: Clock): ChannelEdge {
  const keys = new Set<string>();
  const kept: Arrival[] = [];
  const refusals: string[] = [];
  const failures: unknown[] = [];
  let isAway = false;
  let ids = 0;
  const events = eventsFor({
    refused: ({ channel, status, why }) => void refusals.push(`${channel} ${status} ${why}`),
    failed: ({ error }) => void failures.push(error),
  });
  return {
    clock: clock ?? { now: () => fridayNight, sleep: asleep },
    ids: { next: () => `id${++ids}` },
    events,
    kept,
    refusals,
    failures,
    away: (away) => {
      isAway = away;
    },
    forget() {
      keys.clear();
      for (const memory of [kept, refusals, failures]) memory.length = 0;
    },
    async accept(arrivals) {
      if (isAway) throw new StoreUnavailableError("the store is away");
      return arrivals.map((arrival) => {
        if (keys.has(arrival.inbound.key)) return { outcome: "known", customer: "c1" } as const;
        keys.add(arrival.inbound.key);
        kept.push(arrival);
        return { outcome: "kept", customer: "c1" } as const;
      });
    },
  };
}

/** Sleeps until it is woken by its signal: time stands still. */
function asleep(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}

export type Served = {
  url: string;
  /** Breaks every socket that a page holds open. */
  cut(): void;
  close(): Promise<void>;
};

/** A server with this one channel on it. */
export async function serveChannel(channel: Channel, edge: Edge): Promise<Served> {
  const app = express();
  channel.mount(app, edge);
  const server: Server = createServer(app);
  const sockets: Duplex[] = [];
  server.on("upgrade", (request, socket, head) => {
    sockets.push(socket);
    if (!channel.upgrade?.(request, socket, head)) socket.destroy();
  });
  const stopping = new AbortController();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const running = channel.run?.(edge, stopping.signal);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server's address
    cut() {
      for (const socket of sockets.splice(0)) socket.destroy();
    },
    async close() {
      stopping.abort();
      await running;
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** A text in the outbox, marked as being sent. */
export function textTo(to: Address, text: string, fields: Partial<Send> = {}): Send {
  return {
    id: "c1-1-0",
    purpose: "answer",
    author: "bot",
    to,
    body: { kind: "text", text },
    lane: "c1",
    rank: 0,
    notBefore: 0,
    customer: "c1",
    status: "sending",
    createdAt: fridayNight,
    tries: 1,
    startedAt: fridayNight,
    ...fields,
  };
}
