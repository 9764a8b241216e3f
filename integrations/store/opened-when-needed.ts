import type { ChatLog } from "../../core/chat-log.ts";

/** A log of web chats that is opened at the first use. Where that fails, the next use tries again. */
export function openedWhenNeeded(open: () => Promise<ChatLog>): ChatLog {
  let opened: Promise<ChatLog> | undefined;
  const use = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    append: async (...line) => (await use()).append(...line),
    since: async (...asked) => (await use()).since(...asked),
    placeOf: async (...asked) => (await use()).placeOf(...asked),
    erase: async (chat) => (await use()).erase(chat),
    async close() {
      const log = await opened;
      await log?.close();
    },
  };
}
