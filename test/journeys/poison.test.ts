import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { inbox } from "../../cli/inbox.ts";
import type { Store } from "../../core/ports.ts";
import { fridayNight, type House, MINUTE_MS, openHouse } from "./house.ts";
import { type Machine, openMachine } from "./server-process.ts";

jest.setTimeout(180_000);

const signe = "+46701740642";
const other = "+447700900143";
/** Words over which a turn of ours fails, or its process dies, until that is mended. */
const POISON = "wheres my order \u{1f9e8}";

type Listed = { key: string; kind: string; status: string; tries: number };

/** What was set aside, as the command lists it beside the running server. */
async function setAside(env: House["env"]): Promise<readonly Listed[]> {
  const { inbound } = JSON.parse(await inboxCommand(env, "--json")) as { inbound: Listed[] }; // cli/inbox.ts's report
  return inbound.filter(({ status }) => status === "dead");
}

/** The command as its owner types it. */
async function inboxCommand(env: House["env"], ...args: string[]): Promise<string> {
  const printed: string[] = [];
  await inbox(args, {
    print: (line = "") => printed.push(line),
    complain: (line) => printed.push(line),
    paint: (_style, text) => text,
    isTty: false,
    async *lines() {},
    env,
    now: () => fridayNight,
    pause: async () => {},
  });
  return printed.join("\n");
}

describe("a customer whose message no turn can answer", () => {
  let house: House;
  let isMended: boolean;
  afterEach(() => house.close());

  const stumbling = (opened: Store): Store => ({
    ...opened,
    commit: (lease, change) =>
      !isMended && change.journal.inbounds.some(({ text }) => text === POISON)
        ? Promise.reject(new RangeError("a mistake of ours"))
        : opened.commit(lease, change),
  });

  /** Signe's poison, five tries of it, and somebody else's question in between. */
  async function afterFiveTries(): Promise<string> {
    isMended = false;
    house = await openHouse({ store: stumbling, troubles: ["turn_failed"] });
    await house.carrier.phone(signe).texts(POISON);
    await house.rests();
    await house.carrier.phone(other).texts("when are you open");
    await house.rests();
    expect(house.texts(other)).toHaveLength(1);
    expect(house.texts(signe)).toEqual([]);
    await house.passTo(fridayNight + 2 * MINUTE_MS);
    expect(house.logged("turn_failed").map(({ tries }) => tries)).toEqual([1, 2, 3, 4, 5]);
    const listed = await setAside(house.env);
    expect(listed).toMatchObject([{ kind: "message", tries: 5 }]);
    return listed[0]?.key ?? "";
  }

  const metrics = async () => (await fetch(`${house.url()}/metrics`)).text();

  it("hears after five tries that a colleague looks at it and by when, and is answered as usual from then on", async () => {
    await afterFiveTries();
    expect(house.texts(signe)).toEqual([expect.stringMatching(/colleague.*Monday 11:00/s)]);
    expect((await house.conversation(signe)).holder.kind).toBe("waiting");
    await house.carrier.phone(signe).texts("when are you open");
    await house.rests();
    expect(house.texts(signe)[1]).toMatch(/open/);
    expect(await metrics()).toMatch(/nightdesk_queue\{queue="dead"\} 1/);
  });

  it("gets the answer itself once the mistake is mended and somebody tries it again", async () => {
    const key = await afterFiveTries();
    isMended = true;
    expect(await inboxCommand(house.env, "retry", key)).toContain("will be tried again");
    await house.rests();
    expect(house.texts(signe).at(-1)).toContain("1042");
    expect(await setAside(house.env)).toEqual([]);
  });

  it("keeps the colleague's promise when somebody lets the message go, and nothing of it is left to try", async () => {
    const key = await afterFiveTries();
    expect(await inboxCommand(house.env, "discard", key)).toContain("let go");
    await house.passTo(fridayNight + 5 * MINUTE_MS);
    expect(house.texts(signe)).toHaveLength(1);
    expect(await setAside(house.env)).toEqual([]);
    expect(await metrics()).toMatch(/nightdesk_queue\{queue="dead"\} 0/);
    expect((await house.conversation(signe)).holder.kind).toBe("waiting");
  });
});

/** The server, whose process ends as a power cut ends it when it looks up her orders. */
const DIES_LOOKING_UP = `
  const { startNightdesk } = await import(${JSON.stringify(import.meta.resolve("../../server.ts"))});
  const { readConfig } = await import(${JSON.stringify(import.meta.resolve("../../config.ts"))});
  const commerce = (opened) => ({
    ...opened,
    findOrders: (query) =>
      query.phone === "${signe}" ? process.kill(process.pid, "SIGKILL") : opened.findOrders(query),
  });
  await startNightdesk(readConfig(process.env), { commerce });
`;

describe("a customer whose message ends every process that reads it", () => {
  let machine: Machine;
  afterEach(() => machine.clear());

  it("hears after five of them, the one that took it in among them, that a colleague looks at it; everybody else is answered", async () => {
    machine = await openMachine();
    let server = machine.start({}, DIES_LOOKING_UP);
    await server.started;
    await machine.carrier.phone(signe).texts("wheres my order");
    const isHeard = machine.carrier.received(1).then(() => true);
    let deaths = 0;
    while (!(await Promise.race([isHeard, server.ended.then(() => false)]))) {
      deaths += 1;
      server = machine.start({}, DIES_LOOKING_UP);
    }
    expect(deaths).toBe(5);
    await machine.carrier.phone(other).texts("when are you open");
    await machine.carrier.received(2);
    expect(machine.carrier.phone(other).inbox).toHaveLength(1);
    expect(machine.carrier.phone(signe).inbox).toMatchObject([
      { text: expect.stringMatching(/colleague/) },
    ]);
    expect(await setAside(machine.env)).toMatchObject([{ kind: "message" }]);
  });
});
