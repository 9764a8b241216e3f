import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Store } from "../../../core/ports.ts";
import { afterTurn, answer, fridayNight } from "../../../test/contracts/store-stage.ts";
import { type PrivateRedis, singleRedis } from "../../../test/fakes/redis-server.ts";
import { systemClock } from "../../clock.ts";
import { attemptsOf } from "./attempts.ts";
import { company } from "./company.ts";
import { dueBoard } from "./due-board.ts";
import { heartbeat } from "./heartbeat.ts";
import { outbox } from "./outbox.ts";
import * as looking from "./scripts-looking.ts";
import * as sending from "./scripts-outbox.ts";
import { openServers, type Servers } from "./servers.ts";
import { redisStore } from "./store.ts";
import { readAddresses } from "./whereabouts.ts";

/** What a network keeps of a connection that was given up may arrive a minute later. */
describe("a command that Redis reads long after we gave up waiting for it", () => {
  let redis: PrivateRedis;
  let store: Store;
  let servers: Servers;
  const clock = systemClock();
  const soon = { kind: "retry", dueAt: fridayNight, error: "429" } as const;

  beforeAll(async () => {
    redis = await singleRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    redis.command(redis.ports[0] ?? 0, "FLUSHALL");
    store = await redisStore({ urls: redis.url, process: "another", clock });
    servers = await openServers({
      addresses: readAddresses(redis.url),
      clock,
      scripts: [...Object.values(looking), ...Object.values(sending)],
      channel: "nd:work",
      hear() {},
      found() {},
    });
    await afterTurn(store, "m1", { sends: [answer("a1")] });
  });
  afterEach(async () => {
    await store.close();
    await servers.close();
  });

  /** A process of ours, whose commands of this kind get no answer in `unanswered`, and come late. */
  async function sender(kind: string) {
    const late: (() => Promise<unknown>)[] = [];
    let isLost = false;
    const board = dueBoard();
    const book = {
      servers: {
        ...servers,
        async keep(...command: Parameters<Servers["keep"]>) {
          if (!isLost || command[1] !== kind) return servers.keep(...command);
          late.push(() => servers.keep(...command));
          throw new StoreUnavailableError("no answer");
        },
      },
      board,
      me: "ours",
      bell: { ring() {} },
      company: company(),
      note: board.note,
      attempts: attemptsOf("ours"),
      handOver: async () => {},
    };
    const heart = heartbeat(book, clock, new Set(["ours"]));
    await heart.beat();
    const { takeSends, settle } = outbox(book);
    return {
      heart,
      settle,
      take: async () =>
        (await takeSends({ now: fridayNight, limit: 9 })).map(({ id, tries }) => ({ id, tries })),
      async unanswered(work: () => Promise<unknown>) {
        isLost = true;
        await expect(work()).rejects.toThrow(StoreUnavailableError);
        isLost = false;
      },
      arrivesLate: () => Promise.all(late.map((command) => command())),
    };
  }

  it("lets nobody send a message while it is being sent again", async () => {
    const { take, settle, unanswered, arrivesLate } = await sender(sending.SETTLE);
    expect(await take()).toEqual([{ id: "a1", tries: 1 }]);
    await unanswered(() => settle("a1", soon, fridayNight));
    await settle("a1", soon, fridayNight);
    expect(await take()).toEqual([{ id: "a1", tries: 2 }]);
    await arrivesLate();
    expect(await store.send("a1")).toMatchObject({ status: "sending", tries: 2 });
    expect(await take()).toEqual([]);
  });

  it("keeps no message from leaving that nobody was told of", async () => {
    const { heart, take, unanswered, arrivesLate } = await sender(sending.TAKE);
    await unanswered(take);
    await heart.beat();
    await arrivesLate();
    await heart.beat();
    expect(await take()).toEqual([{ id: "a1", tries: 1 }]);
  });

  it("does not take a message back that was handed out since", async () => {
    const { heart, take, unanswered, arrivesLate } = await sender(sending.TEND);
    await unanswered(() => heart.beat());
    expect(await take()).toEqual([{ id: "a1", tries: 1 }]);
    await arrivesLate();
    expect(await store.send("a1")).toMatchObject({ status: "sending" });
  });
});
