import { describe, expect, it } from "@jest/globals";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Store, Work } from "../../../core/ports.ts";
import { runTurn, type TurnPorts } from "../turn.ts";

/** Friday 20 November 2026, 22:41 in Copenhagen. */
const fridayNight = Date.parse("2026-11-20T21:41:00Z");

/** What becomes of a message whose turn fails with `error` after so many failures before. */
async function failed(error: Error, triesBefore: number) {
  const failures: Parameters<Store["fail"]>[1][] = [];
  const work: Work = {
    lease: { customer: "c1", epoch: 1, until: fridayNight + 30_000 },
    conversation: undefined,
    inbounds: [
      {
        inbound: { kind: "receipt", key: "twilio:SM1", receivedAt: fridayNight, status: "sent" },
        tries: triesBefore,
      },
    ],
    addresses: [],
    optedOut: [],
  };
  const ports = {
    clock: { now: () => fridayNight },
    events: { turnFailed() {} },
    shop() {
      throw error;
    },
    store: {
      fail: async (_lease: unknown, failure: Parameters<Store["fail"]>[1]) =>
        void failures.push(failure),
    },
  };
  await runTurn(work, ports as unknown as TurnPorts); // the rest is never asked for
  return failures;
}

describe("a message that no turn can be made of", () => {
  it("is set aside after five tries, so that the customer's others go on", async () => {
    expect(await failed(new TypeError("poison"), 3)).toMatchObject([{ dead: false }]);
    expect(await failed(new TypeError("poison"), 4)).toMatchObject([{ dead: true }]);
  });

  it("is kept however long the disk is full, and tried at least every minute", async () => {
    const full = new StoreUnavailableError("the disk is full");
    expect(await failed(full, 20)).toMatchObject([{ dead: false, retryAt: fridayNight + 60_000 }]);
  });
});
