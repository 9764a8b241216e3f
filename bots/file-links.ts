import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { z } from "zod";

/** A file that a channel's provider keeps: which channel may open it, and its address there. */
const keptFileSchema = z.object({ channel: z.string(), url: z.url(), type: z.string() });
export type KeptFile = z.infer<typeof keptFileSchema>;

/** Addresses of ours under which people outside may read one file, for a while. */
export type FileLinks = {
  /** Good until `FILE_LINK_LASTS_MS` from `now`. */
  linkTo(file: KeptFile, now: number): string;
  /** The file behind the last part of a link; `undefined` for one that is over, changed, or was never ours. */
  fileBehind(token: string, now: number): KeptFile | undefined;
};

/** A week covers whoever reads a text after a holiday. */
export const FILE_LINK_LASTS_MS = 7 * 24 * 60 * 60_000;

const sealedSchema = keptFileSchema.extend({ until: z.number() });
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Links whose last part is the file's address itself, sealed (AES-256-GCM): nobody can guess, read or change one, nothing
 * is kept for it, and every server with the same `secret` can open it.
 */
export function fileLinks({ publicUrl, secret }: { publicUrl: string; secret: string }): FileLinks {
  const key = createHash("sha256").update(`nightdesk files ${secret}`).digest();
  return {
    linkTo(file, now) {
      const sealed = seal(JSON.stringify({ ...file, until: now + FILE_LINK_LASTS_MS }), key);
      return `${publicUrl.replace(/\/$/, "")}/files/${sealed}`;
    },
    fileBehind(token, now) {
      const opened = unsealed(token, key);
      const read = opened === undefined ? undefined : sealedSchema.safeParse(JSON.parse(opened));
      if (!read?.success || now >= read.data.until) return undefined;
      const { until: _, ...file } = read.data;
      return file;
    },
  };
}

function seal(text: string, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
}

function unsealed(token: string, key: Buffer): string | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString("utf8");
  } catch {
    return undefined; // what node:crypto throws for bytes that were not sealed with this key
  }
}
