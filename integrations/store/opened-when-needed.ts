import type { ChatLog } from "../../core/chat-log.ts";

/**
 * A log of web chats that is opened at the first use. Where that fails, the next use tries again. `open` is given whom to
 * tell of new lines.
 */
export function openedWhenNeeded(open: (told: Told) => Promise<ChatLog>): ChatLog {
  const listeners = new Set<Told>();
  const told: Told = (chat) => {
    for (const listener of listeners) listener(chat);
  };
  let opened: Promise<ChatLog> | undefined;
  const use = () => {
    opened ??= open(told).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    append: async (...line) => (await use()).append(...line),
    since: async (...asked) => (await use()).since(...asked),
    placeOf: async (...asked) => (await use()).placeOf(...asked),
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    erase: async (chat) => (await use()).erase(chat),
    async close() {
      const log = await opened;
      await log?.close();
    },
  };
}

type Told = (chat?: string) => void;
