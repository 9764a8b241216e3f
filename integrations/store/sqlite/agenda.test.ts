import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { agenda } from "./agenda.ts";

const customer = fc.nat(400).map((n) => `customer ${n}`);
const step = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), id: customer, at: fc.nat(20) }),
  fc.record({ kind: fc.constant("delete" as const), id: customer }),
);

describe("who is served next", () => {
  it("is who has been due longest, then who came first, however often that changes", () => {
    fc.assert(
      // So many steps that the heap is built anew on the way, and that much of it is read afterwards.
      fc.property(fc.array(step, { minLength: 3_400, maxLength: 3_600 }), (steps) => {
        const served = agenda();
        const expected = new Map<string, number>();
        for (const { id, ...change } of steps) {
          expected.delete(id);
          if (change.kind === "set") expected.set(id, change.at);
          if (change.kind === "set") served.set(id, change.at);
          else served.delete(id);
        }
        expect(servedOneByOne(served)).toEqual(
          [...expected].sort(([, a], [, b]) => a - b).map(([id]) => id),
        );
      }),
      { numRuns: 10 },
    );
  });
});

function servedOneByOne(served: ReturnType<typeof agenda>): readonly string[] {
  const order: string[] = [];
  for (let next = served.soonest(); next; next = served.soonest()) {
    order.push(next.id);
    served.delete(next.id);
  }
  return order;
}
