import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { StoreUnavailableError } from "../../core/errors.ts";
import { eventsFor } from "../../core/events.ts";
import type { Arrival, Settlement, Store } from "../../core/ports.ts";
import { sqliteStore } from "../../integrations/store/sqlite/store.ts";
import { afterTurn, answer, fridayNight, leaving } from "../../test/contracts/store-stage.ts";
import { acceptInto } from "./accept.ts";

const thread = "desk:C0123456789/1795942800.000001";
const posted: Settlement = {
  kind: "sent",
  providerId: "slack:C0123456789/1795942800.000001",
  binds: { address: thread, handoff: 1 },
};
const unclear: Settlement = { kind: "ambiguous", dueAt: fridayNight, error: "no answer" };

/** Mette writes in the thread of the card that she sees. */
const words: Arrival = {
  inbound: {
    kind: "agent",
    key: "slack:message:1",
    receivedAt: fridayNight,
    agent: { id: "U1", name: "Mette" },
    action: { do: "say", text: "Your lamp leaves today" },
  },
  route: { kind: "known_address", address: thread },
};

describe("an agent who writes under a card of which we do not know whether it was posted", () => {
  let store: Store;
  beforeEach(async () => {
    store = sqliteStore({ file: ":memory:" });
    const body = { kind: "card", handoff: 1 } as const;
    const card = answer("d1", { purpose: "desk", to: "desk:care", lane: "desk:care", body });
    await afterTurn(store, "m1", { sends: [card] });
    await leaving(store);
  });
  afterEach(() => store.close());

  const writes = (into: Pick<Store, "accept" | "inbox" | "threadOf"> = store) =>
    acceptInto(into, eventsFor({}))([words]);

  it("is asked to come again until that is known, and then is heard", async () => {
    await expect(writes()).rejects.toThrow(StoreUnavailableError);
    await store.settle("d1", unclear, fridayNight);
    await expect(writes()).rejects.toThrow(StoreUnavailableError);
    await leaving(store);
    await store.settle("d1", posted, fridayNight);
    expect(await writes()).toMatchObject([{ outcome: "kept" }]);
  });

  it("is heard though it becomes known in that very moment", async () => {
    const settling: typeof store = {
      ...store,
      async inbox() {
        await store.settle("d1", posted, fridayNight);
        return store.inbox();
      },
    };
    expect(await writes(settling)).toMatchObject([{ outcome: "kept" }]);
  });

  it("keeps nobody waiting who talks in a thread of their own once that is known", async () => {
    const other = { address: "desk:C0123456789/2.1", handoff: 1 } as const;
    await store.settle("d1", { ...posted, binds: other }, fridayNight);
    expect(await writes()).toEqual([{ outcome: "unroutable" }]);
  });

  it("keeps nobody waiting while a card that is up is drawn anew", async () => {
    await store.settle("d1", { ...posted, binds: { address: "desk:C1/2.1", handoff: 1 } }, 0);
    const body = { kind: "card", handoff: 1 } as const;
    const again = answer("d2", { purpose: "desk", to: "desk:care", lane: "desk:care", body });
    await afterTurn(store, "m2", { sends: [again] });
    expect(await leaving(store)).toEqual(["d2"]);
    expect(await writes()).toEqual([{ outcome: "unroutable" }]);
  });
});
