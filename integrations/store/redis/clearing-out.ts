import { z } from "zod";
import type { CustomerId } from "../../../core/message.ts";
import type { KeptSince, Store } from "../../../core/ports.ts";
import { lastHeard } from "../last-heard.ts";
import type { Book } from "./book.ts";
import { CUSTOMER_PARTITIONS, type Partition } from "./partitions.ts";
import { read } from "./replies.ts";
import { CLEAR_OUT } from "./scripts-clearing-out.ts";

const stepReply = z.tuple([
  z.string(),
  z.number(),
  z.number(),
  z.array(z.tuple([z.string(), z.string(), z.string()])),
]);

type Step = { next: string; messages: number; turns: number; silent: readonly CustomerId[] };

/** Lets go what was kept for long enough, a little at a time. What came in lost its words when its turn was done. */
export function clearingOut(
  { servers }: Pick<Book, "servers">,
  erase: (customer: CustomerId) => Promise<void>,
): { clearOut: NonNullable<Store["clearOut"]> } {
  async function step(
    partition: Partition,
    place: string,
    since: KeptSince,
    trial: boolean,
  ): Promise<Step> {
    const how = [trial ? "0" : "1", String(since.messages), String(since.turns)];
    const answer = await servers.keep(partition, CLEAR_OUT, place, ...how);
    const [next, messages, turns, people] = read(stepReply, answer);
    const silent = people.flatMap(([customer, conversation, last]) => {
      const at = lastHeard(JSON.parse(conversation), last === "" ? undefined : JSON.parse(last));
      return at !== undefined && at < since.people ? [customer] : [];
    });
    return { next, messages, turns, silent };
  }

  async function throughPartition(
    partition: Partition,
    since: KeptSince,
    trial: boolean,
  ): Promise<readonly Step[]> {
    const steps: Step[] = [];
    do {
      steps.push(await step(partition, steps.at(-1)?.next ?? "0", since, trial));
    } while (steps.at(-1)?.next !== "0");
    return steps;
  }

  return {
    async clearOut(since, { trial = false } = {}) {
      const steps: Step[] = [];
      for (const partition of CUSTOMER_PARTITIONS)
        steps.push(...(await throughPartition(partition, since, trial)));
      const gone = new Set(steps.flatMap(({ silent }) => silent)); // a step may show somebody twice
      if (!trial) for (const customer of gone) await erase(customer);
      const sum = (what: "messages" | "turns") =>
        steps.reduce((total, each) => total + each[what], 0);
      return { messages: sum("messages"), turns: sum("turns"), people: gone.size };
    },
  };
}
