import type { Inbound } from "../../../core/message.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Lanes } from "./lanes.ts";
import type { ReadBefore } from "./read-before.ts";
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
  conversations: ReadBefore<unknown>;
  /** By key; `undefined` for what this version cannot read. */
  inbounds: ReadBefore<Inbound | undefined>;
};
