import { afterEach, describe, expect, it } from "@jest/globals";
import type { Store } from "../../core/ports.ts";
import { fridayNight, HOUR_MS, type House, openHouse } from "./house.ts";

const signe = "+46701740642";

/** As a newer Nightdesk left it: one part that this version knows nothing of, one it knows otherwise, the rest as ever. */
const newerState = {
  version: 99,
  turn: 7,
  reach: { to: `sms:${signe}`, from: "sms:+4552525252" },
  holder: { kind: "robot_arm" },
  promises: [],
  misunderstood: 0,
  lines: [{ at: fridayNight, who: "customer", text: "my lamp is broken" }],
  outreachDone: [],
  hologram: true,
};

/** Everybody's conversation was left by that version, until this one has written it anew. */
function leftByNewer(opened: Store): Store {
  return {
    ...opened,
    async lease(asked) {
      const work = await opened.lease(asked);
      return work && { ...work, conversation: work.conversation ?? newerState };
    },
  };
}

let house: House;
afterEach(() => house.close());

describe("a customer whose conversation was left by a newer version that is gone", () => {
  it("is handed to a person, with a promise and with what could be read of the talk", async () => {
    house = await openHouse({ store: leftByNewer, troubles: ["turn_failed"] });
    await house.carrier.phone(signe).texts("where is my order");
    await house.passTo(fridayNight + HOUR_MS);

    const [waiting, ...others] = await house.store().waiting();
    expect(others).toEqual([]);
    expect(waiting?.conversation).toMatchObject({ version: 1, reach: newerState.reach });
    expect(JSON.stringify(waiting?.conversation)).toContain("my lamp is broken");
    expect(house.texts(signe)).toEqual([expect.stringMatching(/Monday/)]);
    expect(house.logged("turn_failed")).toHaveLength(5);
  });
});
