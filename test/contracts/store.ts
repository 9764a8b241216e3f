import { describe } from "@jest/globals";
import { acceptingContract } from "./store-accepting.ts";
import { deathsContract } from "./store-deaths.ts";
import { deskContract } from "./store-desk.ts";
import { outboxContract } from "./store-outbox.ts";
import { peopleContract } from "./store-people.ts";
import { settlingContract } from "./store-settling.ts";
import type { StorePlace } from "./store-stage.ts";
import { timersContract } from "./store-timers.ts";
import { turnsContract } from "./store-turns.ts";

/** What every store must do for customers, whatever it keeps its data in. Call it from the store's own test file. */
export function storeContract(name: string, newPlace: () => Promise<StorePlace>): void {
  describe(`${name} as the store`, () => {
    acceptingContract(newPlace);
    turnsContract(newPlace);
    deathsContract(newPlace);
    timersContract(newPlace);
    outboxContract(newPlace);
    settlingContract(newPlace);
    deskContract(newPlace);
    peopleContract(newPlace);
  });
}
