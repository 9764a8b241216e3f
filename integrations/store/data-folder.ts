import { existsSync } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ConfigurationError } from "../../core/errors.ts";

/** Makes the folder of DATA_DIR, if it is not there. @throws ConfigurationError when it cannot be made or written to. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdirs(resolve(folder));
    await access(folder, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([
      `DATA_DIR: ${folder} cannot be used (${why}): expected a folder that this user may write to`,
    ]);
  }
}

/** Node's own recursion never ends where a system has nothing to be made in, such as Linux's /proc. */
async function mkdirs(folder: string): Promise<void> {
  const isThere = () => existsSync(`${folder}/.`); // which a file has none of
  if (isThere()) return;
  if (!existsSync(dirname(folder))) await mkdirs(dirname(folder));
  await mkdir(folder).catch((error: unknown) => {
    if (!isThere()) throw error; // another process may have been faster
  });
}
