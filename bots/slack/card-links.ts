import { addressValue } from "../../core/message.ts";
import type { Listed } from "../../handoff/queue.ts";
import type { DeskInbox } from "./desk-inbox.ts";

/** Somebody in a list, with the way to their card where it is up. */
export type ListedCard = Listed & { link?: string };

/** The first `most` of a list with links to their cards; without Slack's word on where the workspace lives there are none. */
export async function withCardLinks(
  list: readonly Listed[],
  most: number,
  desk: Pick<DeskInbox, "edge" | "workspaceUrl">,
): Promise<readonly ListedCard[]> {
  const workspace = await desk.workspaceUrl();
  if (workspace === undefined) return list;
  const first = await Promise.all(
    list.slice(0, most).map(async (each) => {
      const { customer, handoff } = each;
      const isKnown = customer !== undefined && handoff !== undefined;
      const thread = isKnown ? await desk.edge.threadOf?.(customer, handoff) : undefined;
      return thread === undefined ? each : { ...each, thread };
    }),
  );
  return withLinks([...first, ...list.slice(most)], workspace);
}

/** A list with links to the cards that are known to be up. */
export function withLinks(list: readonly Listed[], workspace: string): readonly ListedCard[] {
  return list.map((each) =>
    each.thread === undefined ? each : { ...each, link: linkTo(workspace, each.thread) },
  );
}

/** As Slack's own "Copy link" writes it: the message's time without its dot, after a "p". */
function linkTo(workspace: string, thread: Parameters<typeof addressValue>[0]): string {
  const [channel = "", ts = ""] = addressValue(thread).split("/");
  return new URL(`/archives/${channel}/p${ts.replace(".", "")}`, workspace).href;
}
