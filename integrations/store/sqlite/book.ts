import type { CustomerId, Inbound } from "../../../core/message.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Lanes } from "./lanes.ts";
import type { Remembered } from "./remembered.ts";
import type { Statements } from "./statements.ts";
import type { Suspects } from "./suspects.ts";
import type { TurnOrder } from "./turn-order.ts";

/** What the parts of the store share: the file, and in memory what is due (built at open, kept up at each commit). */
export type Book = {
  sql: Statements;
  commits: GroupCommit;
  turns: TurnOrder;
  lanes: Lanes;
  bell: { ring(): void };
  suspects: Suspects;
  /** By customer. */
  conversations: Remembered<NonNullable<unknown>>;
  /** By key; never a timer, which may be set anew. */
  inbounds: Remembered<Inbound>;
};

/** A customer's conversation as it was last committed; whoever reads it checks its version. */
export function conversationOf(
  customer: CustomerId,
  { sql, conversations }: Pick<Book, "sql" | "conversations">,
): unknown {
  const known = conversations.get(customer);
  if (known !== undefined) return known;
  const stored = sql.customer.get(customer)?.conversation;
  if (typeof stored !== "string") return undefined;
  const conversation: unknown = JSON.parse(stored);
  if (conversation) conversations.keep(customer, conversation);
  return conversation;
}
