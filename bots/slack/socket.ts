import type { SocketModeReceiver } from "@slack/bolt";
import type { Edge } from "../channel.ts";

/** How long to wait before connecting again: at once after a good connection, longer after each failure. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Holds Socket Mode's connection, and makes it again whenever it ends: Slack itself ends it every few hours. Ends when
 * `signal` aborts. Never rejects: a token that Slack refuses is reported each time, and `check` names it.
 */
export async function keepConnected(
  { client }: SocketModeReceiver,
  edge: Edge,
  signal: AbortSignal,
): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const startedAt = edge.clock.now();
    try {
      await client.start();
      edge.events.provider({
        name: "slack socket",
        outcome: "ok",
        ms: edge.clock.now() - startedAt,
      });
      wait = FIRST_WAIT_MS;
      await ended(client, signal);
    } catch (error) {
      const ms = edge.clock.now() - startedAt;
      edge.events.provider({ name: "slack socket", outcome: "unavailable", ms, error });
      await edge.clock.sleep(wait, signal);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
  await client.disconnect();
}

function ended(client: SocketModeReceiver["client"], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      client.off("disconnected", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    client.on("disconnected", done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
