import { z } from "zod";

/** As much as every version of a conversation has had. */
const conversationSchema = z.looseObject({
  holder: z.looseObject({ kind: z.string() }),
  lines: z.array(z.looseObject({ at: z.number() })).default([]),
});
const turnSchema = z.looseObject({ at: z.number() });

/**
 * When something was last said or done in a conversation; `lastTurn`: the newest that the journal still has.
 * `undefined`: it is open with a person, or of a shape that nobody knows here.
 */
export function lastHeard(conversation: unknown, lastTurn: unknown): number | undefined {
  const { data } = conversationSchema.safeParse(conversation);
  if (!data || data.holder.kind === "waiting" || data.holder.kind === "agent") return undefined;
  return Math.max(data.lines.at(-1)?.at ?? 0, turnSchema.safeParse(lastTurn).data?.at ?? 0);
}
