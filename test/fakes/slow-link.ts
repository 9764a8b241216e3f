import { connect, createServer } from "node:net";

/** A TCP road to `port` on which every byte takes `lagMs`. Cut, nothing passes any more. */
export async function slowLink(
  port: number,
  lagMs: number,
): Promise<{ port: number; cut(): void; close(): void }> {
  let isCut = false;
  const ends = new Set<{ destroy(): void }>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from.on("data", (chunk) => {
        setTimeout(() => {
          if (!isCut && !to.destroyed) to.write(chunk);
        }, lagMs);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    port: address.port,
    cut() {
      isCut = true;
    },
    close() {
      for (const end of ends) end.destroy();
      server.close();
    },
  };
}
