import type { Express } from "express";
import type { Store } from "../core/ports.ts";

/**
 * What whoever watches the server asks: `/healthz` (the process answers), `/readyz` (200 with what waits, the channels and the
 * providers that are not called now; 503 while the store is away) and `/metrics` (Prometheus text, format 0.0.4).
 */
export function mountProbes(app: Express, { store, metrics, channels, leftAlone }: Probed): void {
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", async (_request, response) => {
    try {
      const counts = await store.counts();
      response.json({
        ready: true,
        store: { ok: true, ...counts },
        channels: channels(),
        breakers: leftAlone(),
      });
    } catch {
      const away = { ready: false, store: { ok: false }, channels: channels() };
      response.status(503).json(away); // the store has said why in the log
    }
  });
  app.get("/metrics", async (_request, response) => {
    const queues = await store.counts().catch(() => undefined); // /readyz tells that the store is away
    response.type("text/plain; version=0.0.4").send(await metrics(queues));
  });
}

type Probed = {
  store: Store;
  metrics(queues: Awaited<ReturnType<Store["counts"]>> | undefined): Promise<string>;
  /** Each channel, whether it is on, and what it needs otherwise. */
  channels(): readonly object[];
  /** Providers that are not called now, and until when. */
  leftAlone(): readonly object[];
};
