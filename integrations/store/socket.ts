import { createHash } from "node:crypto";
import { chmod, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { StoreUnavailableError } from "../../core/errors.ts";
import type { Store } from "../../core/ports.ts";

/** `import` would load all of Node's own fetch with it. */
const { createServer, request } = process.getBuiltinModule("node:http");

/** What the command line may ask of a store that a running server owns. */
export type StoreDesk = Pick<
  Store,
  | "inbox"
  | "retry"
  | "discard"
  | "waiting"
  | "counts"
  | "conversation"
  | "customerOf"
  | "journal"
  | "journalSince"
  | "consents"
  | "accept"
  | "isOptedOut"
  | "dossier"
  | "erase"
  | "join"
  | "send"
  | "clearOut"
  | "cursor"
  | "setCursor"
  | "keepOnce"
> &
  CanBackUp;

/** A store in a file, which only its owner can copy. */
export type CanBackUp = {
  /** Copies all of it, as it is at this moment, into a new file. Absent: it is backed up by means of its own. */
  backup?: ((to: string) => Promise<void>) | undefined;
};

const METHODS = [
  "inbox",
  "retry",
  "discard",
  "waiting",
  "counts",
  "conversation",
  "customerOf",
  "journal",
  "journalSince",
  "consents",
  "accept",
  "isOptedOut",
  "dossier",
  "erase",
  "join",
  "send",
  "clearOut",
  "cursor",
  "setCursor",
  "keepOnce",
  "backup",
] as const satisfies readonly (keyof StoreDesk)[];

const call = z.object({ method: z.enum(METHODS), args: z.array(z.unknown()) });

/** A Unix socket's path ends here. Source: unix(7) of Linux says 108 bytes with the closing zero, macOS 104. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Where a server listens for the command line, for its own user only: beside its data, or, where that path is too long
 * for a socket, under a name made from it in the folder for temporary files.
 */
function socketPath(dataDir: string): string {
  const beside = resolve(dataDir, "nightdesk.sock");
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) return beside;
  const name = createHash("sha256").update(beside).digest("hex").slice(0, 24);
  return join(tmpdir(), `nightdesk-${name}.sock`);
}

/** Answers the command line while this server owns the store; resolves with how to stop. */
export async function serveStoreDesk(
  store: StoreDesk,
  dataDir: string,
): Promise<() => Promise<void>> {
  const path = socketPath(dataDir);
  await rm(path, { force: true }); // left behind by a killed server; the store's own lock says that none is running
  const server = createServer(async (incoming, response) => {
    try {
      const body = await readAll(incoming);
      const { method, args } = call.parse(JSON.parse(body));
      const ask = store[method] as (...args: unknown[]) => Promise<unknown>; // METHODS names only functions of plain data
      response.end(JSON.stringify({ value: await ask(...args) }));
    } catch (error) {
      response.statusCode = 500;
      response.end(
        JSON.stringify({ error: error instanceof Error ? error.message : String(error) }),
      );
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** The store of the server that runs on this data folder, or `undefined` when none does. */
export async function reachStoreDesk(dataDir: string): Promise<StoreDesk | undefined> {
  const ask = (method: (typeof METHODS)[number], args: unknown[]) =>
    askSocket(dataDir, method, args);
  try {
    await ask("counts", []);
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    return undefined; // nobody listens there
  }
  const remote = Object.fromEntries(
    METHODS.map((method) => [method, (...args: unknown[]) => ask(method, args)]),
  );
  return remote as unknown as StoreDesk; // one function per method, answered by the store itself
}

async function askSocket(dataDir: string, method: string, args: unknown[]): Promise<unknown> {
  const answer = await new Promise<string>((resolve, reject) => {
    const outgoing = request(
      { socketPath: socketPath(dataDir), method: "POST", path: "/" },
      (response) => {
        readAll(response).then(resolve, reject);
      },
    );
    outgoing.once("error", reject);
    outgoing.end(JSON.stringify({ method, args }));
  });
  const { value, error } = z
    .object({ value: z.unknown().optional(), error: z.string().optional() })
    .parse(JSON.parse(answer));
  if (error !== undefined) throw new StoreUnavailableError(error);
  return value;
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
}
