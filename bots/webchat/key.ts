import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The key in this file, made at the first call and kept: with another one every page would have to start anew.
 * @throws when the file can neither be read nor made, or holds no key.
 */
export async function keptKey(file: string): Promise<Uint8Array> {
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
  const key = Buffer.from((await readFile(file, "utf8")).trim(), "base64url");
  if (key.length < KEY_BYTES) {
    throw new Error(`${file} holds no key: delete it, and visitors start new chats`);
  }
  return key;
}

const KEY_BYTES = 32;

function isThereAlready(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "EEXIST";
}
