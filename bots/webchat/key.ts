import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The key in this file, made at the first call and kept: with another one every page would have to start anew. Where
 * servers share one (`share`), the first one's file is the key of all.
 * @throws when the file can neither be read nor made, or holds no key; and what `share` throws.
 */
export async function keptKey(
  file: string,
  share: (own: string) => Promise<string> = async (own) => own,
): Promise<Uint8Array> {
  await mkdir(dirname(file), { recursive: true });
  try {
    // never over another process's: whoever comes second reads what the first one wrote
    await writeFile(file, randomBytes(KEY_BYTES).toString("base64url"), {
      flag: "wx",
      mode: 0o600,
    });
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  }
  await chmod(file, 0o600);
  const own = (await readFile(file, "utf8")).trim();
  const key = Buffer.from(await share(own), "base64url");
  if (key.length < KEY_BYTES) {
    throw new Error(`${file} holds no key: delete it, and visitors start new chats`);
  }
  return key;
}

const KEY_BYTES = 32;

function isThereAlready(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "EEXIST";
}
