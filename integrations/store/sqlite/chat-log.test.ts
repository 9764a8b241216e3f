import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chatLogContract, KEPT_MS } from "../../../test/contracts/chat-log.ts";
import { sqliteChatLog } from "./chat-log.ts";

chatLogContract("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-chats-"));
  return {
    open: async (now) => sqliteChatLog({ file: join(folder, "webchat.db"), keptMs: KEPT_MS, now }),
    remove: async () => rmSync(folder, { recursive: true }),
  };
});
