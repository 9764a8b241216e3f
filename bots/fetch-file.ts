/** A provider's file, whole; or why it is not passed on, in words for the log. */
export type FetchedFile =
  | { kind: "file"; type: string; bytes: Buffer }
  | { kind: "refused"; why: string };

/** What WhatsApp takes, and more than anybody's photo. */
const LARGEST_FILE = 16 * 1024 * 1024;
const PATIENCE_MS = 10_000;
const MOST_REDIRECTS = 3;

/** Pictures, sound, film and papers. Never a page: a provider that wants a login answers with one, and says 200. */
const PASSED_ON =
  /^(?:image\/(?!svg)[\w.+-]+|audio\/[\w.+-]+|video\/[\w.+-]+|application\/(?:pdf|msword|vnd\.openxmlformats-officedocument\.[\w.-]+)|text\/(?:plain|csv|vcard))$/;

/** Whether a file of this type and size (as its provider says) may go from one side to the other. */
export function maySeeFile({ type, size }: { type: string; size: number }): boolean {
  return PASSED_ON.test(type) && size <= LARGEST_FILE;
}

/**
 * Fetches a file with the provider's own credentials, which go to `hosts` alone: not to where a forged address or a
 * redirect leads. Never rejects.
 */
export async function fetchFile(
  url: string,
  provider: {
    /** `files.slack.com`, or `.twilio.com` for every host below it. */
    hosts: readonly string[];
    /** Where its redirects may lead, without credentials. */
    storage?: readonly string[];
    authorization: string;
    /** Stands for the provider, where it is replaced: `http://127.0.0.1:4000`. */
    origin?: string | undefined;
  },
): Promise<FetchedFile> {
  const { hosts, storage = [], authorization, origin } = provider;
  let next = url;
  try {
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const isTrusted = isAt(next, hosts, origin);
      if (!isTrusted && !isAt(next, storage, undefined))
        return refused("a host that is not theirs");
      const answer = await fetch(next, {
        redirect: "manual",
        headers: isTrusted ? { authorization } : {},
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const onwards = answer.headers.get("location");
      if (answer.status >= 300 && answer.status < 400 && onwards !== null) {
        await answer.body?.cancel();
        next = new URL(onwards, next).href;
        continue;
      }
      return await wholeFile(answer);
    }
    return refused("too many redirects");
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

function isAt(url: string, hosts: readonly string[], origin: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const at = new URL(url);
  if (origin !== undefined && at.origin === new URL(origin).origin) return true;
  if (at.protocol !== "https:" || at.username !== "" || at.port !== "") return false;
  return hosts.some((host) => (host.startsWith(".") ? at.host.endsWith(host) : at.host === host));
}

async function wholeFile(answer: Response): Promise<FetchedFile> {
  const type = (answer.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const announced = Number(answer.headers.get("content-length") ?? 0);
  const why = complaint(answer.status, type, announced);
  if (why !== undefined) {
    await answer.body?.cancel();
    return refused(why);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_FILE) return refused("too large");
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return looksLikePage(bytes) ? refused("a page, not a file") : { kind: "file", type, bytes };
}

function complaint(status: number, type: string, announced: number): string | undefined {
  if (status !== 200) return `HTTP ${status}`;
  if (!PASSED_ON.test(type)) return `a ${type || "file without a type"} is not passed on`;
  return announced > LARGEST_FILE ? "too large" : undefined;
}

/** Whatever it calls itself. */
function looksLikePage(bytes: Buffer): boolean {
  return /^\s*(?:<!doctype html|<html)/i.test(bytes.subarray(0, 256).toString("latin1"));
}

function refused(why: string): FetchedFile {
  return { kind: "refused", why };
}
