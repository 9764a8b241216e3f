import { flushCompileCache } from "node:module";
import { readConfig } from "../../config.ts";
import { startNightdesk } from "../../server.ts";

/**
 * One life of a server: loads everything first, then says so and starts when it is told with which environment. So a
 * rig that kills a thousand of them has the next one at hand.
 */
process.once("message", async (env: Record<string, string>) => {
  const { url, stop } = await startNightdesk(readConfig(env), { log: () => {} });
  process.on("SIGTERM", () => {
    stop("SIGTERM").then(() => process.disconnect());
  });
  process.send?.({ url });
});
process.once("disconnect", () => process.exit());
flushCompileCache(); // else only a process that ends well would leave what it compiled for the next one
process.send?.({ loaded: true });
