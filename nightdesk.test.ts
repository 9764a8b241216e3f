import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "@jest/globals";

const LAUNCHER = fileURLToPath(new URL("./nightdesk.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nightdesk-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

const server = join(folder, "server.ts");
writeFileSync(join(folder, "words.ts"), `export const words: string = "good evening";\n`);
writeFileSync(
  server,
  `import { words } from "./words.ts";
   const { pid, env } = process;
   console.log(JSON.stringify({ words, pid, arenas: env.MALLOC_ARENA_MAX }));`,
);

function serve(env: Record<string, string>) {
  const started = promisify(execFile)(process.execPath, [LAUNCHER, "serve", server], { env });
  return started.then(({ stdout }) => ({ ...JSON.parse(stdout), startedAs: started.child.pid }));
}

describe("a server that somebody starts", () => {
  it("does not pass over what was typed behind its name", async () => {
    const started = promisify(execFile)(process.execPath, [LAUNCHER, "start", "--port", "8080"]);
    await expect(started).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("start takes nothing behind it"),
    });
  });

  it("shares one arena among its threads, as the process that was started, and finds its files", async () => {
    const { words, pid, arenas, startedAs } = await serve({});

    expect(words).toBe("good evening");
    expect(pid).toBe(startedAs);
    expect(arenas).toBe("1");
  });

  it("keeps what its machine's owner has set for memory", async () => {
    expect(await serve({ MALLOC_ARENA_MAX: "4" })).toMatchObject({ arenas: "4" });
  });
});
