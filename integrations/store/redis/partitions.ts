/**
 * A shop's customers are spread over this many partitions. All keys of a customer, and the indexes that list them, lie
 * under their partition's one hash tag: so they change in one script, on a single server as in a Cluster, and an index
 * is never out of step with what it lists. Never changed once a shop has data: `store.ts` refuses another number.
 */
const PARTITIONS = 32;

/** Where the agents' desk keeps its lanes, which customers of all partitions share, and what belongs to no customer. */
export const DESK = "nd:{desk}";

/** The key every script is given: where it runs, and what all of its keys begin with. */
export type Partition = `nd:{${string}}`;

/** All partitions of customers. */
export const CUSTOMER_PARTITIONS: readonly Partition[] = Array.from(
  { length: PARTITIONS },
  (_, n): Partition => `nd:{${n}}`,
);

/** Every place where something may be due. */
export const ALL_PARTITIONS: readonly Partition[] = [...CUSTOMER_PARTITIONS, DESK];

/** The partition of a customer, or of an address or a provider's id whose owner is looked up there. */
export function partitionOf(name: string): Partition {
  return CUSTOMER_PARTITIONS[hash(name) % PARTITIONS] ?? DESK;
}

/** A lane that customers of several partitions share: only the desk has such. */
export function isShared(lane: string): boolean {
  return lane.startsWith("desk:");
}

/** FNV-1a in 32 bits. Source: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}
